package terrafix

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience bounds every wait for something that is about to happen; nothing is measured by it.
const patience = 30 * time.Second

// hold keeps requests waiting until a script releases them.
type hold struct {
	arrived, released chan struct{}
	arrive, release   sync.Once
}

// hold returns the hold of a name and makes it the first time.
func (s *scene) hold(name string) *hold {
	if s.holds == nil {
		s.holds = map[string]*hold{}
	}
	if s.holds[name] == nil {
		s.holds[name] = &hold{arrived: make(chan struct{}), released: make(chan struct{})}
	}
	return s.holds[name]
}

// wait is called by the request that is held.
func (h *hold) wait() {
	h.arrive.Do(func() { close(h.arrived) })
	<-h.released
}

func (h *hold) let() { h.release.Do(func() { close(h.released) }) }

// arrived waits until a request is held by a name.
func (s *scene) arrived(ts *testscript.TestScript, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: arrived HOLD")
	}
	select {
	case <-s.hold(args[0]).arrived:
	case <-time.After(patience):
		ts.Fatalf("no request came to the hold %s", args[0])
	}
}

// release lets the requests of a hold go on, now and from now on.
func (s *scene) release(ts *testscript.TestScript, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: release HOLD")
	}
	s.hold(args[0]).let()
}

func (s *scene) releaseAll() {
	for _, h := range s.holds {
		h.let()
	}
}

// holdTerraform makes the scripted terraform wait in one of its commands until it is killed.
func (s *scene) holdTerraform(ts *testscript.TestScript, command string) {
	ts.Check(os.WriteFile(filepath.Join(s.bin, "hold"), []byte(command), 0o644))
}

// await waits until something holds.
func await(ts *testscript.TestScript, what string, holds func() bool) {
	for deadline := time.Now().Add(patience); !holds(); {
		if time.Now().After(deadline) {
			ts.Fatalf("%s did not happen", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// terraformArrived waits until the scripted terraform waits.
func (s *scene) terraformArrived(ts *testscript.TestScript) {
	await(ts, "the call of terraform", func() bool { return exists(filepath.Join(s.bin, "held")) })
}

// printed waits until the program of the last job has printed a text.
func (s *scene) printed(ts *testscript.TestScript, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: printed TEXT")
	}
	path := filepath.Join(filepath.Dir(s.job.Workspace), logFile)
	await(ts, "the line "+args[0], func() bool {
		log, err := os.ReadFile(path)
		return err == nil && strings.Contains(string(log), args[0])
	})
}

// printEnviron prints the names of the variables that the scripted terraform saw in any call. What the
// shell adds to start it is left out.
func (s *scene) printEnviron(ts *testscript.TestScript) {
	raw, err := os.ReadFile(filepath.Join(s.bin, "environ"))
	ts.Check(err)
	ofShell := map[string]bool{"PWD": true, "OLDPWD": true, "SHLVL": true, "_": true, "TERRAFIX_SCRIPTED_DIR": true, "GOCOVERDIR": true}
	names := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		if name, _, ok := strings.Cut(line, "="); ok && !ofShell[name] {
			names[name] = true
		}
	}
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	sort.Strings(sorted)
	fmt.Fprintln(ts.Stdout(), strings.Join(sorted, "\n"))
}

// cancelled is the process that got the last signal.
type cancelled struct {
	cmd  *exec.Cmd
	when time.Time
}

// signal sends a signal to the program in the background, as a runner does that cancels a job.
func (s *scene) signal(ts *testscript.TestScript, args []string) {
	signals := map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM}
	running := ts.BackgroundCmds()
	if len(args) != 1 || signals[args[0]] == 0 || len(running) == 0 {
		ts.Fatalf("usage: signal INT|TERM, while a program runs in the background")
	}
	s.cancelled = cancelled{running[len(running)-1], time.Now()}
	ts.Check(s.cancelled.cmd.Process.Signal(signals[args[0]]))
}

// ended wants the program that got a signal to have ended with an exit code, and in time. It stands after
// wait.
func (s *scene) ended(ts *testscript.TestScript, args []string) {
	took := time.Since(s.cancelled.when)
	if len(args) != 2 || s.cancelled.cmd == nil || s.cancelled.cmd.ProcessState == nil {
		ts.Fatalf("usage: ended CODE DURATION, after signal and wait")
	}
	limit, err := time.ParseDuration(args[1])
	ts.Check(err)
	if code := fmt.Sprint(s.cancelled.cmd.ProcessState.ExitCode()); code != args[0] {
		ts.Fatalf("the program ended with exit code %s, want %s", code, args[0])
	}
	if took > limit {
		ts.Fatalf("the program ended %s after the signal, want at most %s", took, limit)
	}
}

// strays lists what the program left in the folder for temporary files.
func (s *scene) strays(ts *testscript.TestScript) []string {
	entries, err := os.ReadDir(filepath.Join(ts.Getenv("WORK"), ".world", "temp"))
	if err != nil {
		return []string{err.Error()}
	}
	var left []string
	for _, entry := range entries {
		left = append(left, "a temporary file is left: "+entry.Name())
	}
	return left
}

package terrafix

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/terrafix/terrafix-action/internal/action"
	"github.com/terrafix/terrafix-action/internal/sandbox"
	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
)

// logFile collects what the program prints during a job, in the job's folder.
const logFile = "log"

// logged is w, and the log of the job when there is one.
func logged(w io.Writer, job string) io.Writer {
	if job == "" {
		return w
	}
	file, err := os.OpenFile(filepath.Join(job, logFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return w
	}
	return io.MultiWriter(w, file)
}

// exits runs a program and wants it to end with an exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with exit code %d, want %d", args[1], got, want)
	}
}

// outcomes prints the JSON report of the last job in a form for people: why the run broke if it did, and
// for each failure the result, the reason, the next step and the notes.
func (s *scene) outcomes(ts *testscript.TestScript) {
	raw, err := os.ReadFile(filepath.Join(s.job.Workspace, action.OutputFolder, action.ReportFile))
	ts.Check(err)
	var report action.Report
	ts.Check(json.Unmarshal(raw, &report))
	out := ts.Stdout()
	if e := report.Error; e != nil {
		detail := e.Detail
		if detail != "" {
			detail = ": " + detail
		}
		fmt.Fprintf(out, "broken [%s, %s] %s%s\n  next: %s\n", e.ID, e.Class, e.Message, detail, e.Remedy)
	}
	for _, o := range report.Outcomes {
		id := ""
		if o.ErrorID != "" {
			id = " [" + o.ErrorID + "]"
		}
		fmt.Fprintf(out, "%s%s %s %s: %s\n", o.Result, id, o.Failure.Test.ID, o.Failure.Name, o.Reason)
		for _, line := range o.Candidates {
			fmt.Fprintf(out, "  candidate: %s\n", line)
		}
		for _, line := range o.Notes {
			fmt.Fprintf(out, "  note: %s\n", line)
		}
		if o.NextStep != "" {
			fmt.Fprintf(out, "  next: %s\n", o.NextStep)
		}
	}
	for _, problem := range report.Problems {
		fmt.Fprintf(out, "left out %s:%d: %s\n", problem.Path, problem.Line, problem.Reason)
	}
	for _, warning := range report.Warnings {
		fmt.Fprintf(out, "warning: %s\n", warning)
	}
	if len(report.Outcomes) != report.Counts.Failures {
		ts.Fatalf("%d outcomes for %d failures", len(report.Outcomes), report.Counts.Failures)
	}
	fmt.Fprintf(out, "complete=%t\n", report.Complete)
}

// leaks lists the places that hold a secret of the world and are not for it: the log, the summary, the
// report and all other files that the program left, the pull requests, the commits and the questions to
// the model.
func (s *scene) leaks(ts *testscript.TestScript) []string {
	secrets := append(s.AWS.Secrets(), sandbox.Token, vantaserver.DefaultClientSecret, "vat_sandbox-")
	var found []string
	look := func(where string, content []byte) {
		for _, secret := range secrets {
			if bytes.Contains(content, []byte(secret)) {
				found = append(found, fmt.Sprintf("%s holds %s", where, secret))
			}
		}
	}
	err := filepath.WalkDir(filepath.Join(ts.Getenv("WORK"), ".world"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if entry.Name() == logFile {
			content = unmasked(content)
		}
		look(path, content)
		return err
	})
	if err != nil {
		found = append(found, err.Error())
	}
	for _, pull := range s.GitHub.Pulls() {
		look(fmt.Sprintf("pull request #%d", pull.Number), []byte(pull.Title+"\n"+pull.Body))
		// The branch may be gone.
		if message, err := s.GitHub.Message(pull.Branch); err == nil {
			look("the commit of "+pull.Branch, []byte(message))
		}
		if diff, err := s.GitHub.Diff(pull.Number); err == nil {
			look(fmt.Sprintf("the diff of #%d", pull.Number), []byte(diff))
		}
	}
	for i, request := range s.AWS.Requests() {
		look(fmt.Sprintf("question %d to the model", i+1), request.Body)
	}
	return found
}

// unmasked is a log without the commands that tell the runner what to mask.
func unmasked(log []byte) []byte {
	var out []byte
	for _, line := range bytes.SplitAfter(log, []byte("\n")) {
		if !strings.HasPrefix(string(line), "::add-mask::") {
			out = append(out, line...)
		}
	}
	return out
}

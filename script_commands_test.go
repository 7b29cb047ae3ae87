package terrafix

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/terrafix/terrafix-action/internal/sandbox"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/demo"
	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/terraformtest"
)

// scene is the world of one script. It begins without one.
type scene struct {
	*sandbox.World
	t   testscript.T
	job *sandbox.Job
	// bin is the folder of the scripted terraform, when there is one.
	bin string
	// set are the variables of the last job.
	set []string
	// holds are the held requests by the names that scripts give them.
	holds     map[string]*hold
	cancelled cancelled
}

type scriptCommand = func(ts *testscript.TestScript, neg bool, args []string)

// sceneKey finds the scene among the values of a script.
type sceneKey struct{}

// sceneOf returns the scene of a script.
func sceneOf(ts *testscript.TestScript) *scene { return ts.Value(sceneKey{}).(*scene) }

func scriptCommands(tools terraformtest.Tools, git string) map[string]scriptCommand {
	with := func(f func(ts *testscript.TestScript, s *scene, args []string)) scriptCommand {
		return func(ts *testscript.TestScript, neg bool, args []string) {
			s := sceneOf(ts)
			switch {
			case neg:
				ts.Fatalf("this command cannot be negated")
			case s.World == nil:
				ts.Fatalf("there is no world: begin with the command world")
			}
			f(ts, s, args)
		}
	}
	return map[string]scriptCommand{
		"world": func(ts *testscript.TestScript, _ bool, args []string) {
			s := sceneOf(ts)
			s.begin(ts, tools, git, options(ts, args))
			ts.Defer(func() { s.end(ts) })
		},
		"job":       with(func(ts *testscript.TestScript, s *scene, args []string) { s.newJob(ts, options(ts, args)) }),
		"pulls":     with(func(ts *testscript.TestScript, s *scene, args []string) { s.pulls(ts, args) }),
		"requests":  with(func(ts *testscript.TestScript, s *scene, args []string) { s.requests(ts, args) }),
		"fault":     with(func(ts *testscript.TestScript, s *scene, args []string) { s.fault(ts, args) }),
		"github":    with(func(ts *testscript.TestScript, s *scene, args []string) { s.github(ts, args) }),
		"terraform": with(func(ts *testscript.TestScript, s *scene, args []string) { s.terraform(ts, args) }),
		"asked":     with(func(ts *testscript.TestScript, s *scene, args []string) { s.asked(ts, args) }),
		"outcomes":  with(func(ts *testscript.TestScript, s *scene, _ []string) { s.outcomes(ts) }),
		"exits":     exits,
		"arrived":   with(func(ts *testscript.TestScript, s *scene, args []string) { s.arrived(ts, args) }),
		"printed":   with(func(ts *testscript.TestScript, s *scene, args []string) { s.printed(ts, args) }),
		"release":   with(func(ts *testscript.TestScript, s *scene, args []string) { s.release(ts, args) }),
		"signal":    with(func(ts *testscript.TestScript, s *scene, args []string) { s.signal(ts, args) }),
		"ended":     with(func(ts *testscript.TestScript, s *scene, args []string) { s.ended(ts, args) }),
	}
}

// options reads name=value arguments; a name alone is "true".
func options(ts *testscript.TestScript, args []string) map[string]string {
	out := map[string]string{}
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			value = "true"
		}
		if _, twice := out[name]; twice {
			ts.Fatalf("%s is given twice", name)
		}
		out[name] = strings.ReplaceAll(value, `\n`, "\n")
	}
	return out
}

// begin starts the world.
func (s *scene) begin(ts *testscript.TestScript, tools terraformtest.Tools, git string, o map[string]string) {
	work := ts.Getenv("WORK")
	opts := sandbox.Options{
		Dir: filepath.Join(work, ".world"), Source: filepath.Join(work, "repo"),
		VantaOptions: vantaserver.Options{Unlimited: true},
		GitHub: githubserver.Settings{
			AllowPullRequests: o["pull-requests"] != "forbidden", ForbidDrafts: o["drafts"] == "forbidden",
			Collaborators: []string{"octocat"},
		},
		Path: filepath.Dir(git), TerraformConfig: tools.CLIConfig,
	}
	ts.Check(os.MkdirAll(opts.Dir, 0o755))
	switch o["terraform"] {
	case "", "real":
		opts.Path = filepath.Dir(tools.Terraform) + string(os.PathListSeparator) + opts.Path
	case "scripted":
		s.bin = filepath.Join(opts.Dir, "bin")
		s.install(ts)
		opts.Path = s.bin + string(os.PathListSeparator) + opts.Path
	case "none":
		opts.Path = onlyGit(ts, opts.Dir, git)
	default:
		ts.Fatalf("terraform is real, scripted or none")
	}
	var err error
	if o["sample"] == "true" {
		ts.Check(os.CopyFS(opts.Source, demo.Sample()))
		opts.Vanta, err = demo.Failures()
		ts.Check(err)
		responder, err := demo.NewResponder(context.Background(), opts.Source, opts.Vanta)
		ts.Check(err)
		opts.AWS.Responder = responder.Reply
	} else {
		opts.Vanta, err = vantaserver.ParseState([]byte(ts.ReadFile("vanta.json")))
		ts.Check(err)
	}
	if model := filepath.Join(work, "model"); exists(model) {
		opts.AWS.Script, err = awsserver.LoadScript(os.DirFS(model))
		ts.Check(err)
	}
	s.World, err = sandbox.Start(opts)
	ts.Check(err)
}

// install puts the scripted terraform into the folder bin as "terraform".
func (s *scene) install(ts *testscript.TestScript) {
	ts.Check(os.MkdirAll(s.bin, 0o755))
	program, err := exec.LookPath("scripted-terraform")
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(s.bin, "terraform"), scriptedShim(program), 0o755))
}

// scriptedShim is a program that becomes another one; the other one keeps its own name by which it knows
// what it is. GOCOVERDIR comes from here since terrafix hands it to no terraform; without it a program that is
// built for coverage complains on standard error.
func scriptedShim(program string) []byte {
	cover := ""
	if dir := os.Getenv("GOCOVERDIR"); dir != "" {
		cover = "GOCOVERDIR=" + strconv.Quote(dir) + " "
	}
	return []byte("#!/bin/sh\n" + cover + "TERRAFIX_SCRIPTED_DIR=$(dirname \"$0\") exec " + strconv.Quote(program) + " \"$@\"\n")
}

// onlyGit makes a folder for PATH that holds git and nothing else.
func onlyGit(ts *testscript.TestScript, dir, git string) string {
	bin := filepath.Join(dir, "only-git")
	ts.Check(os.MkdirAll(bin, 0o755))
	ts.Check(os.Symlink(git, filepath.Join(bin, "git")))
	return bin
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// end holds for every script: no stand-in received what it should not, no secret lies where others can
// read it, and no temporary file is left.
func (s *scene) end(ts *testscript.TestScript) {
	s.releaseAll()
	faults := slices.Concat(s.Violations(), s.leaks(ts), s.strays(ts))
	if err := s.Close(); err != nil {
		ts.Logf("close the world: %v", err)
	}
	if len(faults) > 0 {
		s.t.Fatal("the script leaves faults behind:\n" + strings.Join(faults, "\n"))
	}
}

func (s *scene) newJob(ts *testscript.TestScript, inputs map[string]string) {
	for _, name := range s.set {
		ts.Setenv(name, "")
	}
	s.set = nil
	job, err := s.Job(context.Background(), inputs)
	ts.Check(err)
	s.job = job
	for _, variable := range job.Environ {
		name, value, _ := strings.Cut(variable, "=")
		if name == "PATH" {
			// The script still finds the program itself.
			value = value + string(os.PathListSeparator) + programs()
		}
		ts.Setenv(name, value)
		s.set = append(s.set, name)
	}
	ts.Setenv("JOB", filepath.Dir(job.Workspace))
}

// programs is the folder in which testscript keeps the commands of TestMain.
func programs() string {
	path, err := exec.LookPath("terrafix")
	if err != nil {
		return ""
	}
	return filepath.Dir(path)
}

// pulls prints the pull requests: all of them in short, or with --full as a reviewer sees them.
func (s *scene) pulls(ts *testscript.TestScript, args []string) {
	full := len(args) > 0 && args[0] == "--full"
	// Without a pull request, what was printed before must not stay.
	out := ts.Stdout()
	for _, pull := range s.GitHub.Pulls() {
		draft := ""
		if pull.Draft {
			draft = " draft"
		}
		fmt.Fprintf(out, "#%d %s%s %s <- %s [%s]\n", pull.Number, pull.State, draft, pull.Base, pull.Branch, strings.Join(pull.Labels, " "))
		fmt.Fprintf(out, "   %s\n", pull.Title)
		if !full {
			continue
		}
		diff, err := s.GitHub.Diff(pull.Number)
		ts.Check(err)
		fmt.Fprintf(out, "\n%s\n%s\n", pull.Body, diff)
	}
}

// requests prints the requests that GitHub (the default) or Vanta has received since the last call.
func (s *scene) requests(ts *testscript.TestScript, args []string) {
	out := ts.Stdout()
	if len(args) > 0 && args[0] == "vanta" {
		for _, request := range s.Vanta.Log() {
			fmt.Fprintf(out, "%s %s %d\n", request.Method, request.URL, request.Status)
		}
		return
	}
	for _, record := range s.GitHub.Requests() {
		fmt.Fprintln(out, record)
	}
	fmt.Fprintf(out, "requests=%d\n", s.GitHub.Count())
	s.GitHub.ResetRequests()
}

// fault makes requests to one server go wrong.
func (s *scene) fault(ts *testscript.TestScript, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: fault vanta|github name=value...")
	}
	o := options(ts, args[1:])
	header := http.Header{}
	if after := o["retry-after"]; after != "" {
		header.Set("Retry-After", after)
	}
	switch args[0] {
	case "vanta":
		s.Vanta.Inject(vantaserver.Fault{
			Method: o["method"], PathPrefix: o["path"], Nth: number(ts, o["nth"]), Times: number(ts, o["times"]),
			Status: number(ts, o["status"]), Header: header, Body: o["body"],
			Truncate: o["truncate"] != "", Hangup: o["hangup"] != "", RevokeToken: o["revoke"] != "",
		})
	case "github":
		f := githubserver.Fault{
			Method: o["method"], Operation: o["operation"], Nth: number(ts, o["nth"]), Times: number(ts, o["times"]),
			Status: number(ts, o["status"]), Header: header, Body: o["body"], After: o["after"] != "", Drop: o["drop"] != "",
		}
		if path := o["path"]; path != "" {
			f.Path = regexp.MustCompile(path)
		}
		if branch := o["branch"]; branch != "" {
			f.Hook = func(server *githubserver.Server) {
				if err := server.CreateBranch(branch, ""); err != nil {
					ts.Logf("create the branch: %v", err)
				}
			}
		}
		if name := o["hold"]; name != "" {
			held := s.hold(name)
			f.Hook = func(*githubserver.Server) { held.wait() }
		}
		s.GitHub.Inject(f)
	default:
		ts.Fatalf("there is no server %s", args[0])
	}
}

func number(ts *testscript.TestScript, text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

// github does what a person does: merge, close, reopen, label, unlabel, branch, delete-branch, push,
// allow; and what time does: advance.
func (s *scene) github(ts *testscript.TestScript, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: github act ...")
	}
	argument := ""
	if len(args) > 1 {
		argument = args[1]
	}
	switch args[0] {
	case "merge":
		ts.Check(s.GitHub.Merge(number(ts, argument)))
	case "close":
		ts.Check(s.GitHub.ClosePull(number(ts, argument)))
	case "reopen":
		ts.Check(s.GitHub.Reopen(number(ts, argument)))
	case "advance":
		d, err := time.ParseDuration(argument)
		ts.Check(err)
		s.GitHub.Advance(d)
	case "label":
		ts.Check(s.GitHub.Label(number(ts, argument), args[2]))
	case "unlabel":
		ts.Check(s.GitHub.Unlabel(number(ts, argument), args[2]))
	case "branch":
		ts.Check(s.GitHub.CreateBranch(argument, ""))
	case "delete-branch":
		ts.Check(s.GitHub.DeleteBranch(argument))
	case "push":
		files := map[string][]byte{}
		for _, path := range args[2:] {
			files[path] = []byte(ts.ReadFile(filepath.Join("push", path)))
		}
		_, err := s.GitHub.PushCommit(argument, files)
		ts.Check(err)
	case "allow-pull-requests":
		s.GitHub.Set(func(settings *githubserver.Settings) { settings.AllowPullRequests = true })
	case "message":
		message, err := s.GitHub.Message(argument)
		ts.Check(err)
		fmt.Fprintln(ts.Stdout(), message)
	default:
		ts.Fatalf("there is no act %s", args[0])
	}
}

// terraform prints what the scripted terraform was called with, or makes it fail or wait.
func (s *scene) terraform(ts *testscript.TestScript, args []string) {
	switch {
	case len(args) == 1 && args[0] == "calls":
		calls, err := os.ReadFile(filepath.Join(s.bin, "calls"))
		ts.Check(err)
		fmt.Fprint(ts.Stdout(), string(calls))
	case len(args) == 1 && args[0] == "environ":
		s.printEnviron(ts)
	case len(args) == 2 && args[0] == "hold":
		s.holdTerraform(ts, args[1])
	case len(args) == 1 && args[0] == "arrived":
		s.terraformArrived(ts)
	case len(args) == 1 && args[0] == "clear":
		for _, name := range []string{"calls", "environ", "hold", "held", "init.error", "validate.json"} {
			_ = os.Remove(filepath.Join(s.bin, name))
		}
	case len(args) == 2 && args[0] == "init.error", len(args) == 2 && args[0] == "validate.json":
		ts.Check(os.WriteFile(filepath.Join(s.bin, args[0]), []byte(ts.ReadFile(args[1])), 0o644))
	default:
		ts.Fatalf("usage: terraform calls | environ | hold COMMAND | arrived | clear | init.error FILE | validate.json FILE")
	}
}

// asked prints how often the model was asked, and with --prompts what.
func (s *scene) asked(ts *testscript.TestScript, args []string) {
	requests := s.AWS.Requests()
	if len(args) > 0 && args[0] == "--prompts" {
		for _, request := range requests {
			fmt.Fprintf(ts.Stdout(), "%s\n", request.User)
		}
	}
	fmt.Fprintf(ts.Stdout(), "asked=%d\n", len(requests))
}

package terrafix

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terrafix/terrafix-action/internal/sandbox"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/demo"
	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
	"github.com/terrafix/terrafix-action/internal/terraformtest"
)

// The benchmarks count what a run costs others: requests, downloads, calls of a model. A count over its limit
// fails the benchmark; a time is only reported, since it says as much about the machine as about the program.
const (
	mostRequestsNothingNew = 3
	mostRequestsPull       = 6
	initsOfRoot            = 1
)

// program builds the action.
func program(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "terrafix")
	if out, err := exec.Command("go", "build", "-o", path, "./cmd/action").CombinedOutput(); err != nil {
		b.Fatalf("build the action: %v\n%s", err, out)
	}
	return path
}

// benchWorld is the demo's world with a terraform that keeps a list of its calls.
type benchWorld struct {
	*sandbox.World
	program, calls string
}

func newBenchWorld(b *testing.B, program string) *benchWorld {
	b.Helper()
	ctx, dir, tools := b.Context(), b.TempDir(), terraformtest.Find(b)
	w := &benchWorld{program: program, calls: filepath.Join(dir, "calls")}
	source, bin := filepath.Join(dir, "sample"), filepath.Join(dir, "bin")
	shim := "#!/bin/sh\necho \"$1\" >>" + strconv.Quote(w.calls) + "\nexec " + strconv.Quote(tools.Terraform) + " \"$@\"\n"
	err := errors.Join(os.Mkdir(bin, 0o755), os.WriteFile(filepath.Join(bin, "terraform"), []byte(shim), 0o755),
		os.CopyFS(source, demo.Sample()))
	if err != nil {
		b.Fatal(err)
	}
	state, err := demo.Failures()
	if err != nil {
		b.Fatal(err)
	}
	responder, err := demo.NewResponder(ctx, source, state)
	if err != nil {
		b.Fatal(err)
	}
	w.World, err = sandbox.Start(sandbox.Options{
		Dir: dir, Source: source, Vanta: state,
		GitHub: githubserver.Settings{AllowPullRequests: true}, AWS: awsserver.Options{Responder: responder.Reply},
		Path: bin + string(os.PathListSeparator) + os.Getenv("PATH"), TerraformConfig: tools.CLIConfig,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if violations := w.Violations(); len(violations) > 0 {
			b.Errorf("a stand-in received what it should not: %v", violations)
		}
		if err := w.Close(); err != nil {
			b.Error(err)
		}
	})
	return w
}

// cost is what one run asked of others.
type cost struct {
	github, vanta, model, inits, validates, pulls int
	took                                          time.Duration
}

// run makes one run and counts.
func (w *benchWorld) run(b *testing.B) cost {
	b.Helper()
	job, err := w.Job(b.Context(), map[string]string{"max-new-pull-requests": "10"})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(w.calls, nil, 0o644); err != nil {
		b.Fatal(err)
	}
	w.GitHub.ResetRequests()
	vanta, model, pulls := len(w.Vanta.Log()), len(w.AWS.Requests()), len(w.GitHub.Pulls())
	cmd := exec.CommandContext(b.Context(), w.program)
	cmd.Dir, cmd.Env = job.Workspace, job.Environ
	began := time.Now()
	out, err := cmd.CombinedOutput()
	c := cost{took: time.Since(began)}
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	calls, err := os.ReadFile(w.calls)
	if err != nil {
		b.Fatal(err)
	}
	c.inits, c.validates = bytes.Count(calls, []byte("init\n")), bytes.Count(calls, []byte("validate\n"))
	c.github, c.vanta = w.GitHub.Count(), len(w.Vanta.Log())-vanta
	c.model, c.pulls = len(w.AWS.Requests())-model, len(w.GitHub.Pulls())-pulls
	return c
}

func atMost(b *testing.B, what string, got, limit float64) {
	b.Helper()
	if got > limit {
		b.Fatalf("%s: %g, more than %g", what, got, limit)
	}
}

// BenchmarkAction measures the program as a process. The runs are on the sample repository with eight failures
// in two root modules and with the real terraform: the first opens six pull requests, the second finds nothing
// new.
func BenchmarkAction(b *testing.B) {
	binary := program(b)
	w := newBenchWorld(b, binary)
	b.Run("first-run", func(b *testing.B) { firstRun(b, w) })
	b.Run("nothing-new", func(b *testing.B) { nothingNew(b, w) })
	b.Run("rejection", func(b *testing.B) { rejects(b, binary) })
	b.Run("fix", func(b *testing.B) { fixes(b, binary) })
}

func firstRun(b *testing.B, w *benchWorld) {
	const roots = 2
	// A run can be the first only once, however long the benchmark shall last.
	c := w.run(b)
	if c.pulls == 0 {
		b.Fatal("no pull request was opened; the world has seen a run before")
	}
	perPull := float64(c.github-mostRequestsNothingNew) / float64(c.pulls)
	b.ReportMetric(float64(c.pulls), "pulls")
	b.ReportMetric(perPull, "github_requests/pull")
	b.ReportMetric(float64(c.vanta), "vanta_requests")
	b.ReportMetric(float64(c.model), "model_calls")
	b.ReportMetric(float64(c.inits)/roots, "inits/root")
	b.ReportMetric(float64(c.validates)/roots, "validates/root")
	b.ReportMetric(c.took.Seconds(), "s")
	b.ReportMetric(0, "ns/op")
	atMost(b, "requests to GitHub for a new pull request", perPull, mostRequestsPull)
	atMost(b, "terraform init for a root", float64(c.inits)/roots, initsOfRoot)
}

func nothingNew(b *testing.B, w *benchWorld) {
	if len(w.GitHub.Pulls()) == 0 {
		b.Fatal("this run follows the first one: select first-run as well")
	}
	var c cost
	for b.Loop() {
		c = w.run(b)
	}
	b.ReportMetric(float64(c.github), "github_requests")
	b.ReportMetric(float64(c.vanta), "vanta_requests")
	b.ReportMetric(float64(c.model), "model_calls")
	b.ReportMetric(float64(c.inits), "inits")
	b.ReportMetric(float64(c.took.Milliseconds()), "ms")
	b.ReportMetric(0, "ns/op")
	atMost(b, "requests to GitHub when nothing is new", float64(c.github), mostRequestsNothingNew)
	atMost(b, "model calls when nothing is new", float64(c.model), 0)
	atMost(b, "terraform init when nothing is new", float64(c.inits), 0)
	atMost(b, "pull requests when nothing is new", float64(c.pulls), 0)
}

// times runs a command several times and returns the median in milliseconds.
func times(b *testing.B, wantCode int, environ []string, program string, args ...string) float64 {
	b.Helper()
	var all []time.Duration
	for range 15 {
		cmd := exec.CommandContext(b.Context(), program, args...)
		cmd.Env, cmd.Dir = environ, b.TempDir()
		began := time.Now()
		out, err := cmd.CombinedOutput()
		all = append(all, time.Since(began))
		if code := cmd.ProcessState.ExitCode(); code != wantCode {
			b.Fatalf("%s: exit code %d, want %d: %v\n%s", strings.Join(args, " "), code, wantCode, err, out)
		}
	}
	slices.Sort(all)
	return float64(all[len(all)/2].Microseconds()) / 1000
}

// rejects is the time from the start of the process to the rejection of bad inputs.
func rejects(b *testing.B, binary string) {
	var median float64
	for b.Loop() {
		median = times(b, 2, []string{"GITHUB_ACTIONS=true", "INPUT_MODE=aply"}, binary)
	}
	b.ReportMetric(median, "start_ms")
	b.ReportMetric(0, "ns/op")
}

// fixes is the time of terrafix fix with the catalogue, with terraform fmt where terraform is on PATH.
func fixes(b *testing.B, binary string) {
	source := filepath.Join(b.TempDir(), "sample")
	if err := os.CopyFS(source, demo.Sample()); err != nil {
		b.Fatal(err)
	}
	var median float64
	for b.Loop() {
		median = times(b, 0, os.Environ(), binary,
			"fix", "--test", "aws-s3-public-access-blocked", "--resource", "acme-staging-scratch", "--dir", source)
	}
	b.ReportMetric(median, "fix_ms")
	b.ReportMetric(0, "ns/op")
}

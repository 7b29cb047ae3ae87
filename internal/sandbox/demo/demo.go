// Package demo shows the action at work on this machine: a sample repository, eight failing tests, two
// runs of the real program against stand-ins, and the pull requests as a reviewer would see them.
package demo

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/terrafix/terrafix-action/internal/action"
	"github.com/terrafix/terrafix-action/internal/sandbox"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/terraformtest"
)

//go:embed all:sample failures.json
var files embed.FS

// Sample returns the sample repository.
func Sample() fs.FS {
	sample, err := fs.Sub(files, "sample")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return sample
}

// Failures returns what Vanta says of the sample repository.
func Failures() (vantaserver.State, error) {
	fixture, err := files.ReadFile("failures.json")
	if err != nil {
		return vantaserver.State{}, fmt.Errorf("read the demo's failures: %w", err)
	}
	return vantaserver.ParseState(fixture)
}

// Options say how the demo runs.
type Options struct {
	// Action is the path of the program; empty means that it is built from the module in the working
	// directory.
	Action string
	// Out receives the job summary, the JSON report, the bodies and the diffs; empty means nowhere.
	Out    string
	Getenv func(string) string
	Stdout io.Writer
	Stderr io.Writer
}

// Result are the figures of the last line.
type Result struct{ Failures, Opened, SecondRunOpened int }

// Run shows the demo and ends with a line of figures. An error means that it did not go as it should.
func Run(ctx context.Context, o Options) (err error) {
	dir, err := os.MkdirTemp("", "terrafix-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if o.Action == "" {
		if o.Action, err = build(ctx, dir, o.Stderr); err != nil {
			return err
		}
	}
	d := &demo{Options: o, dir: dir}
	if err := d.start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.world.Close()) }()
	return d.show(ctx)
}

// build makes the program with the Go that runs the demo.
func build(ctx context.Context, dir string, progress io.Writer) (string, error) {
	fmt.Fprintln(progress, "demo: building the action (the first time takes a minute or two)")
	path := filepath.Join(dir, "terrafix")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, "github.com/terrafix/terrafix-action/cmd/action")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the action: %w\n%s", err, bytes.TrimSpace(out))
	}
	return path, nil
}

type demo struct {
	Options
	dir   string
	world *sandbox.World
	began time.Time
}

// start lays out the sample repository and starts the stand-ins.
func (d *demo) start(ctx context.Context) error {
	d.began = time.Now()
	source := filepath.Join(d.dir, "sample")
	if err := os.CopyFS(source, Sample()); err != nil {
		return fmt.Errorf("lay out the sample repository: %w", err)
	}
	state, err := Failures()
	if err != nil {
		return err
	}
	tools, err := terraformtest.Look(ctx, d.Getenv, d.dir)
	if err != nil {
		fmt.Fprintf(d.Stderr, "demo: %v\ndemo: the pull requests will be drafts that say what was not verified\n", err)
	}
	responder, err := NewResponder(ctx, source, state)
	if err != nil {
		return err
	}
	d.world, err = sandbox.Start(sandbox.Options{
		Dir: d.dir, Source: source, Vanta: state,
		GitHub:          githubserver.Settings{AllowPullRequests: true, Collaborators: []string{"octocat"}},
		AWS:             awsserver.Options{Responder: responder.Reply},
		Path:            d.Getenv("PATH"),
		TerraformConfig: tools.CLIConfig,
	})
	return err
}

// show makes two runs and prints what a person would see.
func (d *demo) show(ctx context.Context) error {
	d.heading("the first run: what the log of the workflow shows")
	first, err := d.run(ctx)
	if err != nil {
		return err
	}
	d.heading("the pull requests, as a reviewer sees them")
	if err := d.pulls(); err != nil {
		return err
	}
	opened := len(d.world.GitHub.Pulls())
	d.heading("the second run: nothing is opened twice")
	if _, err := d.run(ctx); err != nil {
		return err
	}
	if violations := d.world.Violations(); len(violations) > 0 {
		return fmt.Errorf("a stand-in received what it should not: %v", violations)
	}
	if err := d.promised(first); err != nil {
		return err
	}
	result := Result{Failures: first.Counts.Failures, Opened: opened, SecondRunOpened: len(d.world.GitHub.Pulls()) - opened}
	fmt.Fprintf(d.Stdout, "\ndemo: %.1f s after the build\n", time.Since(d.began).Seconds())
	fmt.Fprintf(d.Stdout, "demo: failures=%d opened=%d second_run_opened=%d\n", result.Failures, result.Opened, result.SecondRunOpened)
	return nil
}

// promised holds the first run against what the demo is there to show.
func (d *demo) promised(first *action.Report) error {
	c := first.Counts
	if c.Failures != 8 || c.Opened != 6 || c.ByResult[action.Ambiguous] != 1 || c.ByResult[action.NotFound] != 1 {
		return fmt.Errorf("the first run ended otherwise than it should: %d failures, %d pull requests, by result %v", c.Failures, c.Opened, c.ByResult)
	}
	return nil
}

func (d *demo) heading(text string) {
	fmt.Fprintf(d.Stdout, "\n=== %s\n\n", text)
}

package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/terrafix/terrafix-action/internal/action"
	"github.com/terrafix/terrafix-action/internal/sandbox"
)

// run starts the action as a runner would and waits for it.
func (d *demo) run(ctx context.Context) (*action.Report, error) {
	job, err := d.world.Job(ctx, map[string]string{
		"max-new-pull-requests": "10", "reviewers": "octocat",
	})
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, d.Action)
	cmd.Dir, cmd.Env = job.Workspace, job.Environ
	cmd.Stdout, cmd.Stderr = d.Stdout, d.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("the action failed: %w", err)
	}
	return d.keep(job)
}

// keep reads the report and copies what the run left behind.
func (d *demo) keep(job *sandbox.Job) (*action.Report, error) {
	source := filepath.Join(job.Workspace, action.OutputFolder, action.ReportFile)
	raw, err := os.ReadFile(source)
	if err != nil {
		return nil, fmt.Errorf("read the report: %w", err)
	}
	var report action.Report
	if err := json.Unmarshal(raw, &report); err != nil {
		return nil, fmt.Errorf("read the report: %w", err)
	}
	if d.Out == "" {
		return &report, nil
	}
	run := "run-" + report.Run.ID
	for from, to := range map[string]string{source: run + "-report.json", job.Summary: run + "-summary.md", job.Output: run + "-outputs.txt"} {
		if err := d.copy(from, to); err != nil {
			return nil, err
		}
	}
	return &report, nil
}

func (d *demo) copy(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("keep %s: %w", to, err)
	}
	return d.write(to, raw)
}

func (d *demo) write(name string, content []byte) error {
	if d.Out == "" {
		return nil
	}
	path := filepath.Join(d.Out, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return nil
}

// pulls prints each pull request with its body and its diff.
func (d *demo) pulls() error {
	for _, pull := range d.world.GitHub.Pulls() {
		diff, err := d.world.GitHub.Diff(pull.Number)
		if err != nil {
			return fmt.Errorf("read the diff of #%d: %w", pull.Number, err)
		}
		state := "ready for review"
		if pull.Draft {
			state = "draft"
		}
		fmt.Fprintf(d.Stdout, "#%d %s\n%s, %s <- %s, labels %s, reviewers %s\n\n", pull.Number, pull.Title, state,
			pull.Base, pull.Branch, strings.Join(pull.Labels, ", "), strings.Join(pull.Reviewers, ", "))
		fmt.Fprintf(d.Stdout, "%s\n%s\n%s\n", pull.Body, strings.Repeat("-", 72), diff)
		if _, err := io.WriteString(d.Stdout, strings.Repeat("=", 72)+"\n\n"); err != nil {
			return fmt.Errorf("print #%d: %w", pull.Number, err)
		}
		name := fmt.Sprintf("pull-request-%d", pull.Number)
		if err := d.write(name+".md", []byte("# "+pull.Title+"\n\n"+pull.Body+"\n")); err != nil {
			return err
		}
		if err := d.write(name+".diff", []byte(diff)); err != nil {
			return err
		}
	}
	return nil
}

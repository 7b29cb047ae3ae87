package verify

import (
	"context"
	"errors"
	"fmt"
	"path"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"
	tfjson "github.com/hashicorp/terraform-json"
)

// errTooMuch ends a command that prints without end.
var errTooMuch = fmt.Errorf("it printed more than %d MiB", maxOutput>>20)

// errNoAnswer says that validate printed something else than its result.
var errNoAnswer = errors.New("it printed no result")

// errTimeout ends a command that takes longer than Options.Timeout.
var errTimeout = errors.New("it took longer than the time limit")

// runner runs commands of one terraform in one folder with the minimal environment.
type runner struct {
	v       *Verifier
	program *program
	env     map[string]string
	dir     string
	name    string
}

// runner returns a runner for a folder inside the scratch folder. name says in logs which one it is.
func (v *Verifier) runner(s *scratch, p *program, dir, name string) *runner {
	return &runner{v: v, program: p, env: environment(s, v.opts.Getenv), dir: dir, name: name}
}

// run sets terraform-exec up, bounds time and output, and calls f. The error is the reason why the
// command was ended, if it was.
func (r *runner) run(ctx context.Context, command string, f func(context.Context, *tfexec.Terraform) error) (*limitedBuffer, error) {
	tf, err := tfexec.NewTerraform(r.dir, r.program.path)
	if err != nil {
		return nil, err
	}
	if err := tf.SetEnv(r.env); err != nil {
		return nil, err
	}
	if err := tf.SetWaitDelay(killDelay); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ctx, stop := context.WithTimeoutCause(ctx, r.v.opts.Timeout, errTimeout)
	defer stop()
	tooMuch := func() { cancel(errTooMuch) }
	stdout := &limitedBuffer{full: tooMuch}
	tf.SetStdout(stdout)
	tf.SetStderr(&limitedBuffer{full: tooMuch})

	started := time.Now()
	err = f(ctx, tf)
	r.v.opts.Logger.DebugContext(ctx, "terraform "+command, "root", r.name, "version", r.program.version.String(),
		"duration_ms", time.Since(started).Milliseconds(), "ok", err == nil)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return stdout, err
}

// init installs providers and modules without touching a backend.
func (r *runner) init(ctx context.Context) error {
	r.v.count(func(s *Stats) { s.Inits++ })
	_, err := r.run(ctx, "init", func(ctx context.Context, tf *tfexec.Terraform) error {
		return tf.Init(ctx, tfexec.Backend(false))
	})
	return err
}

// validate returns the errors that terraform finds, with file names from the repository's root.
func (r *runner) validate(ctx context.Context, root string) ([]tfjson.Diagnostic, error) {
	r.v.count(func(s *Stats) { s.Validates++ })
	var out *tfjson.ValidateOutput
	stdout, err := r.run(ctx, "validate", func(ctx context.Context, tf *tfexec.Terraform) error {
		var err error
		out, err = tf.Validate(ctx)
		return err
	})
	if err != nil {
		var embedded tfjson.ValidateOutput
		if ctx.Err() != nil || stdout == nil || errors.Is(err, errTooMuch) || errors.Is(err, errTimeout) ||
			decodeEmbedded(stdout.Bytes(), &embedded, func() bool { return embedded.FormatVersion != "" }) != nil {
			return nil, err
		}
		out = &embedded
	}
	if out == nil || out.FormatVersion == "" {
		return nil, errNoAnswer
	}
	var found []tfjson.Diagnostic
	for _, d := range out.Diagnostics {
		if d.Severity != tfjson.DiagnosticSeverityError {
			continue
		}
		if d.Range != nil {
			d.Range.Filename = path.Join(root, d.Range.Filename)
		}
		found = append(found, d)
	}
	if !out.Valid && len(found) == 0 {
		return nil, errNoAnswer
	}
	return found, nil
}

// format runs "terraform fmt" on a text.
func (r *runner) format(ctx context.Context, text string) (string, error) {
	r.v.count(func(s *Stats) { s.Formats++ })
	var formatted string
	_, err := r.run(ctx, "fmt", func(ctx context.Context, tf *tfexec.Terraform) error {
		var err error
		formatted, err = tf.FormatString(ctx, text)
		return err
	})
	return formatted, err
}

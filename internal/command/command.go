// Package command is the command line: without a subcommand it is the action, with one it is a tool for
// a person at a terminal.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/action"
)

// Process is what the operating system gives the program.
type Process struct {
	// Args are the arguments without the program's name.
	Args []string
	// Environ are the variables of the environment as "NAME=value".
	Environ []string
	Getenv  func(string) string
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	// Version is the program's version.
	Version string
}

// Main runs the program and returns its exit code: see the constants of package action.
func Main(ctx context.Context, p Process) int {
	if len(p.Args) == 0 {
		return action.Main(ctx, action.Process{
			Environ: p.Environ, Getenv: p.Getenv, Stdout: p.Stdout, Version: p.Version,
		})
	}
	root := newRoot(&p)
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return action.ExitOK
	}
	var done *doneError
	if errors.As(err, &done) {
		if done.message != "" {
			fmt.Fprintln(p.Stderr, "terrafix: "+done.message)
		}
		return done.code
	}
	fmt.Fprintln(p.Stderr, "terrafix: "+err.Error())
	return action.ExitUsage
}

// Signals returns a context that ends with the first signal by which a runner or a person cancels.
func Signals(parent context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
}

// doneError ends a command with an exit code; any other error of cobra is one of usage.
type doneError struct {
	code    int
	message string
}

func (e *doneError) Error() string { return e.message }

// failed ends a command that did its work and found that it cannot give what was asked for.
func failed(format string, args ...any) error {
	return &doneError{code: action.ExitFailed, message: fmt.Sprintf(format, args...)}
}

// usage ends a command because of its arguments.
func usage(format string, args ...any) error {
	return &doneError{code: action.ExitUsage, message: fmt.Sprintf(format, args...)}
}

// noArguments is [cobra.NoArgs] with a message that says what to do.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage("%s takes flags only, and %q is none; see %s --help", c.CommandPath(), args[0], c.CommandPath())
}

const rootHelp = `terrafix turns failing Vanta tests into verified Terraform pull requests.

Without a subcommand it is the GitHub Action and reads its inputs from the
environment. The subcommands work on a folder of Terraform and need neither
GitHub nor Vanta.

Exit codes: 0 the work is done, 1 it could not be done and the reason is
printed, or check found something that fails, 2 an argument is wrong.`

func newRoot(p *Process) *cobra.Command {
	root := &cobra.Command{
		Use:   "terrafix",
		Short: "Turn failing Vanta tests into verified Terraform pull requests",
		Long:  rootHelp,
		Example: `  terrafix fix --test aws-s3-public-access-blocked --resource acme-prod-logs
  terrafix fix --all --write
  terrafix check
  terrafix locate --resource acme-prod-logs
  terrafix controls`,
		Version:       p.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		// Without RunE cobra would print the help and report success for a misspelt subcommand.
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("name a subcommand; see terrafix --help")
			}
			return usage("there is no subcommand %q; see terrafix --help", args[0])
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%v; see %s --help", err, c.CommandPath())
	})
	root.AddCommand(newFix(p), newCheck(), newLocate(), newControls())
	return root
}

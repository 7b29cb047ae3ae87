// Command sandbox runs the action on this machine against stand-in servers on loopback.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/sandbox/demo"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	root := &cobra.Command{
		Use:           "sandbox",
		Short:         "Run the action on this machine against stand-in servers",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newDemo())
	err := root.ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "sandbox: "+err.Error())
		os.Exit(1)
	}
}

func newDemo() *cobra.Command {
	o := demo.Options{Getenv: os.Getenv, Stdout: os.Stdout, Stderr: os.Stderr}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show a run on a sample repository with eight failing tests",
		Example: `  go run ./cmd/sandbox demo
  go run ./cmd/sandbox demo --out demo`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return demo.Run(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.Out, "out", "", "folder that receives the job summary, the report, the bodies and the diffs")
	cmd.Flags().StringVar(&o.Action, "action", "", "program to run instead of building it")
	return cmd
}

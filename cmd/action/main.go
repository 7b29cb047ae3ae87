// Command action is terrafix: the GitHub Action when started without arguments, a command line tool with
// a subcommand.
package main

import (
	"context"
	"os"

	"github.com/terrafix/terrafix-action/internal/command"
)

// version is set by the linker in releases.
var version = "dev"

func main() {
	ctx, stop := command.Signals(context.Background())
	code := command.Main(ctx, command.Process{
		Args: os.Args[1:], Environ: os.Environ(), Getenv: os.Getenv,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Version: version,
	})
	stop()
	os.Exit(code)
}

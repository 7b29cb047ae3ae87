// Command fuzz finds every fuzz test of the module and runs each for a while, one after another:
//
//	go run ./hack/fuzz -time 30s
//	go run ./hack/fuzz -time 10m -run Apply
//
// What fails is kept by go test in the package's testdata/fuzz, which belongs into the commit that repairs it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"time"
)

func main() {
	each := flag.Duration("time", 30*time.Second, "how long each runs")
	only := flag.String("run", "", "regular expression of the names to run; empty means all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *each, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, each time.Duration, only string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("flag -run: %w", err)
	}
	targets, err := list(ctx)
	if err != nil {
		return err
	}
	var failed []string
	for _, t := range targets {
		if !wanted.MatchString(t.name) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Printf("=== %s %s\n", t.pkg, t.name)
		cmd := exec.CommandContext(ctx, "go", "test", "-run=^$", "-fuzz=^"+t.name+"$", "-fuzztime="+each.String(), t.pkg)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		// Fuzzing keeps what it found when it is interrupted rather than killed.
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
		if err := cmd.Run(); err != nil {
			failed = append(failed, t.pkg+" "+t.name)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed:\n%s", strings.Join(failed, "\n"))
	}
	return nil
}

type target struct{ pkg, name string }

// list asks go test for the fuzz tests.
func list(ctx context.Context) ([]target, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-json", "-list=^Fuzz", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("listing the fuzz tests: %w\n%s", err, out)
	}
	var targets []target
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var event struct{ Package, Output string }
		switch err := decoder.Decode(&event); {
		case errors.Is(err, io.EOF):
			return targets, nil
		case err != nil:
			return nil, fmt.Errorf("reading the list of fuzz tests: %w", err)
		}
		if name := strings.TrimSpace(event.Output); strings.HasPrefix(name, "Fuzz") {
			targets = append(targets, target{event.Package, name})
		}
	}
}

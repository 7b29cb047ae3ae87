// Command cover measures the statement coverage of internal/. It runs all tests with every package below
// internal/ instrumented, so that the processes which the scripts start count as well, prints a row a package
// and fails when the whole is below the limit:
//
//	go run ./hack/cover
//	go tool cover -html cover/profile
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"golang.org/x/tools/cover"
)

func main() {
	least := flag.Float64("least", 80, "least coverage of internal/ in per cent")
	out := flag.String("out", "cover", "folder that receives the data and the profile")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *out, *least)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cover:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out string, least float64) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	data, profile := filepath.Join(out, "data"), filepath.Join(out, "profile")
	// Data of an older build would be counted with that of this one.
	if err := errors.Join(os.RemoveAll(data), os.MkdirAll(data, 0o755)); err != nil {
		return err
	}
	// The tests themselves write where -test.gocoverdir says, the processes that they start where
	// GOCOVERDIR says: https://go.dev/doc/build-cover
	tests := exec.CommandContext(ctx, "go", "test", "-count=1", "-coverpkg=./internal/...", "./...", "-args", "-test.gocoverdir="+data)
	tests.Env = append(os.Environ(), "GOCOVERDIR="+data)
	failed := start(tests) // what they covered is worth a table all the same
	if err := start(exec.CommandContext(ctx, "go", "tool", "covdata", "textfmt", "-i="+data, "-o="+profile)); err != nil {
		return err
	}
	profiles, err := cover.ParseProfiles(profile)
	if err != nil {
		return fmt.Errorf("reading the profile: %w", err)
	}
	total, err := table(os.Stdout, profiles)
	if err := errors.Join(failed, err); err != nil {
		return err
	}
	if percent := total.percent(); percent < least {
		return fmt.Errorf("%.1f %% of the statements of internal/ are covered, fewer than %.0f %%; go tool cover -html %s shows which are not",
			percent, least, profile)
	}
	return nil
}

// start runs a command and shows what it prints.
func start(cmd *exec.Cmd) error {
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running go %s: %w", cmd.Args[1], err)
	}
	return nil
}

// count holds statements.
type count struct{ covered, all int }

func (c count) percent() float64 { return 100 * float64(c.covered) / float64(max(c.all, 1)) }

func (c count) plus(d count) count { return count{c.covered + d.covered, c.all + d.all} }

// table prints a row a package and returns the sum.
func table(out io.Writer, profiles []*cover.Profile) (count, error) {
	packages := map[string]count{}
	for _, profile := range profiles {
		var c count
		for _, block := range profile.Blocks {
			c.all += block.NumStmt
			if block.Count > 0 {
				c.covered += block.NumStmt
			}
		}
		name := path.Dir(profile.FileName)
		packages[name] = packages[name].plus(c)
	}
	var total count
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "covered\tof\tper cent\t  package")
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		c := packages[name]
		total = total.plus(c)
		fmt.Fprintf(w, "%d\t%d\t%.1f\t  %s\n", c.covered, c.all, c.percent(), name)
	}
	fmt.Fprintf(w, "%d\t%d\t%.1f\t  internal/\n", total.covered, total.all, total.percent())
	return total, w.Flush()
}

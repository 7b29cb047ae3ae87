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
	out := flag.String("out", "cover", "folder that receives the profile")
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
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	profile := filepath.Join(out, "profile")
	// go test sets GOCOVERDIR as well and adds what the processes that a test starts leave there, if they are
	// of the same binary, as those of the scripts are.
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-coverpkg=./internal/...", "-coverprofile="+profile, "./...")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	failed := cmd.Run() // what the tests covered is worth a table all the same
	profiles, err := cover.ParseProfiles(profile)
	if err != nil {
		return errors.Join(failed, fmt.Errorf("reading the profile: %w", err))
	}
	total, err := table(os.Stdout, profiles)
	if failed != nil {
		return fmt.Errorf("running the tests: %w", failed)
	}
	if err != nil {
		return err
	}
	if percent := total.percent(); percent < least {
		return fmt.Errorf("%.1f %% of the statements of internal/ are covered, fewer than %.0f %%; go tool cover -html %s shows which are not",
			percent, least, profile)
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

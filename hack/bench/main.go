// Command bench runs the benchmarks of the module and prints a row for each:
//
//	go run ./hack/bench
//	go run ./hack/bench -bench Action
//
// Counts of requests, model calls and terraform runs have limits, which the benchmarks hold themselves; times
// and allocations are for comparison on one machine.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	only := flag.String("bench", ".", "regular expression of the benchmarks to run")
	long := flag.String("time", "1x", "how long each runs, as go test -benchtime takes it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *only, *long)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only, long string) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-run=^$", "-bench="+only, "-benchtime="+long, "-benchmem", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("running go test: %w", err)
	}
	shown := table(out, os.Stdout)
	if err := errors.Join(cmd.Wait(), shown); err != nil {
		return fmt.Errorf("running the benchmarks: %w", err)
	}
	return nil
}

// table turns lines such as "BenchmarkA/b-2  1  3.000 requests  0.5 s" into a row with a name and its figures.
// Lines of failures pass as they are.
func table(in io.Reader, out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	lines := bufio.NewScanner(in)
	pkg := ""
	for lines.Scan() {
		line := lines.Text()
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "pkg: "):
			pkg = path.Base(fields[1])
		case strings.HasPrefix(line, "Benchmark") && len(fields) >= 4:
			name := strings.TrimPrefix(fields[0], "Benchmark")
			if i := strings.LastIndex(name, "-"); i >= 0 {
				name = name[:i] // the number of processors
			}
			fmt.Fprintf(w, "%s %s\t%s\n", pkg, name, strings.Join(figures(fields[2:]), "   "))
		case isNoise(line):
		default:
			fmt.Fprintln(os.Stderr, line)
		}
	}
	return errors.Join(lines.Err(), w.Flush())
}

// figures reads pairs of a number and a unit.
func figures(fields []string) []string {
	// A benchmark that reports no time measures a process, whose memory is not that of the benchmark.
	timed := slices.Contains(fields, "ns/op")
	var all []string
	for i := 0; i+1 < len(fields); i += 2 {
		value, err := strconv.ParseFloat(fields[i], 64)
		unit := fields[i+1]
		switch {
		case err != nil:
			all = append(all, fields[i], unit)
		case unit == "ns/op":
			all = append(all, time.Duration(value).Round(time.Microsecond).String())
		case (unit == "B/op" || unit == "allocs/op") && !timed:
		case unit == "B/op":
			all = append(all, fmt.Sprintf("%.1f kB", value/1000))
		default:
			all = append(all, strconv.FormatFloat(value, 'g', 6, 64)+" "+strings.TrimSuffix(unit, "/op"))
		}
	}
	return all
}

// isNoise reports whether a line says nothing of a benchmark.
func isNoise(line string) bool {
	for _, prefix := range []string{"goos: ", "goarch: ", "cpu: ", "PASS", "ok ", "?  ", "\t"} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return strings.TrimSpace(line) == ""
}

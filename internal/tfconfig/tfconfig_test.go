package tfconfig_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

var update = flag.Bool("update", false, "rewrite the wanted output in testdata")

// unpack writes an archive's files into a fresh folder and returns it with the files that drive the
// test ("queries", "want", "paths") by name.
func unpack(t *testing.T, archive *txtar.Archive) (dir string, drive map[string]string) {
	t.Helper()
	dir, drive = t.TempDir(), map[string]string{}
	for _, file := range archive.Files {
		switch file.Name {
		case "queries", "want", "paths":
			drive[file.Name] = string(file.Data)
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, drive
}

func load(t *testing.T, dir string, opts tfconfig.Options) *tfconfig.Repository {
	t.Helper()
	r, err := tfconfig.Load(t.Context(), dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// query reads a line: the resource, then kind=, type=, account= and region= in any order.
func query(t *testing.T, line string) tfconfig.Query {
	t.Helper()
	fields := strings.Fields(line)
	q := tfconfig.Query{Resource: fields[0], Address: true}
	for _, field := range fields[1:] {
		key, value, _ := strings.Cut(field, "=")
		switch key {
		case "kind":
			q.Kind = value
		case "type":
			q.Types = append(q.Types, value)
		case "account":
			q.Account = value
		case "region":
			q.Region = value
		default:
			t.Fatalf("unknown field in query %q", line)
		}
	}
	return q
}

// describe writes a location for people and golden files.
func describe(b *strings.Builder, l tfconfig.Location) {
	fmt.Fprintf(b, "%s: %s\n", l.Outcome, l.Reason)
	if l.Target != nil {
		fmt.Fprintf(b, "  block %s %s:%d\n", l.Target.Block.Ref.Address, l.Target.Block.File.Path, l.Target.Block.Range().Start.Line)
		for _, i := range l.Target.Instances {
			fmt.Fprintf(b, "  instance %s %s\n", i.Root, i.Address)
		}
		for _, e := range l.Target.Evidence {
			fmt.Fprintf(b, "  evidence %s\n", e)
		}
	}
	for _, c := range l.Candidates {
		fmt.Fprintf(b, "  candidate %s %s %s:%d: %s\n", c.Root, c.Address, c.File, c.Line, c.Reason)
	}
}

func TestLocate(t *testing.T) {
	files, err := filepath.Glob("testdata/locate/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives in testdata/locate: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir, drive := unpack(t, archive)
			r := load(t, dir, tfconfig.Options{Paths: strings.Fields(drive["paths"])})
			var got strings.Builder
			for _, p := range r.Problems {
				fmt.Fprintf(&got, "problem %s:%d: %s\n", p.Path, p.Line, p.Reason)
			}
			for line := range strings.Lines(drive["queries"]) {
				if line = strings.TrimSpace(line); line == "" {
					continue
				}
				l := r.Locate(query(t, line))
				if (l.Outcome == tfconfig.Found) != (l.Target != nil) {
					t.Errorf("%s: outcome %s with target %v", line, l.Outcome, l.Target)
				}
				fmt.Fprintf(&got, "\n> %s\n", line)
				describe(&got, l)
			}
			if *update {
				rewrite(t, file, archive, got.String())
				return
			}
			if diff := cmp.Diff(drive["want"], got.String()); diff != "" {
				t.Errorf("answers differ (-want +got), refresh with -update:\n%s", diff)
			}
		})
	}
}

func rewrite(t *testing.T, path string, archive *txtar.Archive, want string) {
	t.Helper()
	archive.Files = append(archive.Files[:0:0], archive.Files...)
	for n, file := range archive.Files {
		if file.Name == "want" {
			archive.Files = append(archive.Files[:n], archive.Files[n+1:]...)
			break
		}
	}
	archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(want)})
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

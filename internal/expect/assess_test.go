package expect

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

var update = flag.Bool("update", false, "rewrite the wanted sections of the golden files")

// TestAssess reads golden files: after a sentence about the file, lines "control: <id>", or the section
// control.hcl, and "target: <folder> <address>"; then the files of a repository. The section "want" says
// of each target what holds, what is missing and what the catalogue would do about it.
func TestAssess(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			repo, ctl, want := read(t, archive)
			var got strings.Builder
			for _, line := range strings.Split(string(archive.Comment), "\n") {
				target, ok := strings.CutPrefix(line, "target: ")
				if !ok {
					continue
				}
				dir, address, _ := strings.Cut(target, " ")
				block := repo.Module(dir).Block(address)
				if block == nil {
					t.Fatalf("there is no block %s", target)
				}
				fmt.Fprintf(&got, "# %s\n%s\n", address, assessed(t, repo, block, ctl))
			}
			if *update {
				rewrite(t, path, archive, got.String())
				return
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("result (-want +got), refresh with -update:\n%s", diff)
			}
		})
	}
}

// read writes the repository of an archive to disk and loads it.
func read(t *testing.T, archive *txtar.Archive) (repo *tfconfig.Repository, ctl *control.Control, want string) {
	t.Helper()
	dir := t.TempDir()
	for _, file := range archive.Files {
		switch file.Name {
		case "want":
			want = string(file.Data)
			continue
		case "control.hcl":
			parsed, err := control.Parse("control.hcl", file.Data)
			if err != nil {
				t.Fatal(err)
			}
			ctl = parsed
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
	if ctl == nil {
		catalogue, err := control.Load()
		if err != nil {
			t.Fatal(err)
		}
		_, id, _ := strings.Cut(string(archive.Comment), "control: ")
		id, _, _ = strings.Cut(id, "\n")
		if ctl = catalogue.ByID(id); ctl == nil {
			t.Fatalf("there is no control %q", id)
		}
	}
	repo, err := tfconfig.Load(context.Background(), dir, tfconfig.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return repo, ctl, want
}

func rewrite(t *testing.T, path string, archive *txtar.Archive, got string) {
	t.Helper()
	var kept []txtar.File
	for _, file := range archive.Files {
		if file.Name != "want" {
			kept = append(kept, file)
		}
	}
	archive.Files = append(kept, txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// assessed renders an assessment and holds what every assessment promises.
func assessed(t *testing.T, repo *tfconfig.Repository, block *tfconfig.Block, ctl *control.Control) string {
	t.Helper()
	a := Assess(repo, block, ctl, Options{})
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", a.Verdict)
	var operations []patch.Operation
	for _, m := range a.Missing {
		fmt.Fprintf(&out, "- %s (%s)\n", m.Text, m.Verdict)
		if (m.Obstacle == "") == (len(m.Operations) == 0) {
			t.Errorf("%s: obstacle %q with %d operations", m.Text, m.Obstacle, len(m.Operations))
		}
		switch {
		case m.Human:
			fmt.Fprintf(&out, "  needs a person: %s\n", m.Obstacle)
		case m.Obstacle != "":
			fmt.Fprintf(&out, "  obstacle: %s\n", m.Obstacle)
		}
		for _, op := range m.Operations {
			fmt.Fprintf(&out, "  %s\n", op)
		}
		operations = append(operations, m.Operations...)
	}
	if (a.Verdict == control.Satisfied) != (len(a.Missing) == 0) {
		t.Errorf("%s with %d missing requirements", a.Verdict, len(a.Missing))
	}
	if got := len(a.Obstacles()) == 0; got != a.Mechanical() {
		t.Errorf("mechanical is %v with the obstacles %q", a.Mechanical(), a.Obstacles())
	}
	if len(operations) > 0 {
		out.WriteString(carriedOut(t, repo, block, ctl, operations, a.Mechanical()))
	}
	return out.String()
}

// carriedOut applies operations and returns the difference. A mechanical assessment is satisfied then.
func carriedOut(t *testing.T, repo *tfconfig.Repository, block *tfconfig.Block, ctl *control.Control, operations []patch.Operation, mechanical bool) string {
	t.Helper()
	before := map[string][]byte{}
	for _, file := range block.Module.Files {
		before[file.Path] = file.Bytes
	}
	after, err := patch.Apply(before, patch.Patch{Operations: operations})
	if err != nil {
		t.Fatal(err)
	}
	patched, err := repo.WithFiles(after)
	if err != nil {
		t.Fatal(err)
	}
	now := patched.Module(block.Module.Dir).Block(block.Ref.Address)
	if a := Assess(patched, now, ctl, Options{}); mechanical && a.Verdict != control.Satisfied {
		t.Errorf("%s is %s after its operations: %+v", block.Ref.Address, a.Verdict, a.Missing)
	}
	diff := patch.Unified(before, after)
	_, hunks, _ := strings.Cut(diff, "\n@@")
	return "@@" + hunks
}

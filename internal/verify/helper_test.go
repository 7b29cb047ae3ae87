package verify_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// load writes an archive to disk and reads it as a repository.
func load(t *testing.T, archive string) *tfconfig.Repository {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := tfconfig.Load(context.Background(), dir, tfconfig.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

// target names the block at an address of a module.
func target(t *testing.T, repo *tfconfig.Repository, dir, address string) *tfconfig.Target {
	t.Helper()
	m := repo.Module(dir)
	if m == nil || m.Block(address) == nil {
		t.Fatalf("the fixture has no %s in %s", address, dir)
	}
	return &tfconfig.Target{Block: m.Block(address)}
}

func controlByID(t *testing.T, id string) *control.Control {
	t.Helper()
	catalogue, err := control.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue.ByID(id)
	if c == nil {
		t.Fatalf("the catalogue has no control %s", id)
	}
	return c
}

func patchOf(operations ...patch.Operation) patch.Patch { return patch.Patch{Operations: operations} }

// set is a candidate without a control that sets one attribute of its target.
func set(t *testing.T, repo *tfconfig.Repository, dir, address, name, expr string) verify.Candidate {
	t.Helper()
	to := target(t, repo, dir, address)
	return verify.Candidate{Key: address + " " + name, Target: to,
		Patch: patchOf(patch.SetAttribute{Block: to.Block.Ref, Name: name, Expr: expr})}
}

// drafts checks candidates that must pass.
func drafts(t *testing.T, v *verify.Verifier, candidates ...verify.Candidate) []*verify.Draft {
	t.Helper()
	var all []*verify.Draft
	for _, c := range candidates {
		d, findings := v.Check(t.Context(), c)
		if d == nil {
			t.Fatalf("%s was refused: %v", c.Key, findings)
		}
		all = append(all, d)
	}
	return all
}

// newVerifier closes the verifier at the end and checks that nothing stays behind.
func newVerifier(t *testing.T, repo *tfconfig.Repository, opts verify.Options) *verify.Verifier {
	t.Helper()
	opts.ScratchParent = t.TempDir()
	v := verify.New(repo, opts)
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
		left, err := os.ReadDir(opts.ScratchParent)
		if err != nil || len(left) > 0 {
			t.Errorf("Close left %v behind (%v)", left, err)
		}
	})
	return v
}

// fakeTerraform puts the program that plays terraform into a folder, with the scripts that it answers with.
func fakeTerraform(t *testing.T, scripts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	program, err := os.ReadFile(scripted)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "terraform"), program, 0o700); err != nil {
		t.Fatal(err)
	}
	if scripts["version"] == "" {
		write(t, filepath.Join(dir, "version"), `{"terraform_version":"1.11.4","provider_selections":{"registry.terraform.io/hashicorp/aws":"5.100.0"}}`)
	}
	for name, text := range scripts {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// env makes a getenv of a map.
func env(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func checkNamed(checks []verify.Check, name string) verify.Check {
	for _, c := range checks {
		if c.Name == name {
			return c
		}
	}
	return verify.Check{Name: name, Detail: "there is no such check"}
}

func joined(findings []verify.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

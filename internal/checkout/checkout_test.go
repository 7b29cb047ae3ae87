package checkout

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func commit(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "main.tf", "locals {}\n")
	write(t, dir, "bin/tool", "#!/bin/sh\n")
	if err := os.Chmod(filepath.Join(dir, "bin/tool"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "-q", "-b", "main"}, {"add", "."},
		{"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "first"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRead(t *testing.T) {
	dir := commit(t)
	write(t, dir, "notes.txt", "not read by Terraform")
	write(t, dir, ".terraform/modules/m/main.tf", "")
	c, err := Read(t.Context(), dir, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Head) != 40 || len(c.Tree) != 40 || c.Head == c.Tree {
		t.Errorf("head %q, tree %q", c.Head, c.Tree)
	}
	modes, err := c.Modes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"main.tf": "100644", "bin/tool": "100755"}, modes); diff != "" {
		t.Error(diff)
	}
}

func TestReadDirty(t *testing.T) {
	for name, row := range map[string]struct{ path, content string }{
		"modified":         {"main.tf", "locals { a = 1 }\n"},
		"untracked module": {"new module/main.tf", "locals {}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := commit(t)
			write(t, dir, row.path, row.content)
			_, err := Read(t.Context(), dir, os.Getenv)
			var dirty *DirtyError
			if !errors.As(err, &dirty) {
				t.Fatalf("got %v, want a DirtyError", err)
			}
			if diff := cmp.Diff([]string{row.path}, dirty.Paths); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadNone(t *testing.T) {
	dir := commit(t)
	for _, folder := range []string{t.TempDir(), filepath.Join(dir, "bin"), filepath.Join(dir, "absent")} {
		if _, err := Read(t.Context(), folder, os.Getenv); !errors.Is(err, ErrNone) {
			t.Errorf("%s: got %v, want ErrNone", folder, err)
		}
	}
}

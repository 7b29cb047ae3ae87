package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/terrafix/terrafix-action/internal/control"
)

// TestCurrent: the page is what the catalogue says now, with a row for each control.
func TestCurrent(t *testing.T) {
	catalogue, err := control.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := string(page(catalogue.All()))
	have, err := os.ReadFile("../../docs/controls.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(have), want); diff != "" {
		t.Errorf("docs/controls.md is not what the catalogue says; write it anew with: go run ./hack/controls-doc\n(-have +want)\n%s", diff)
	}
	for _, c := range catalogue.All() {
		if strings.Count(want, "\n| `"+c.ID+"` (") != 1 {
			t.Errorf("%s has not exactly one row", c.ID)
		}
	}
	for _, line := range strings.Split(want, "\n") {
		if cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); strings.HasPrefix(line, "| `") && cells != 6 && cells != 5 {
			t.Errorf("%d bars in the row %s", cells, line)
		}
	}
}

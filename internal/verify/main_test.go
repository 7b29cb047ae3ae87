package verify_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// scripted is the path of the program that plays terraform: testdata/terraform, built once.
var scripted string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "terrafix-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	scripted = filepath.Join(dir, "terraform")
	if out, err := exec.Command("go", "build", "-o", scripted, "./testdata/terraform").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the program that plays terraform: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

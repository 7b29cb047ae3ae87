package schema

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"

	"github.com/terrafix/terrafix-action/internal/terraformtest"
)

// whole is the release of the data that the provider's own output can be compared with.
const whole = "5.100.0"

// realRoot is a root module with the given files of testdata/real that terraform has initialised.
type realRoot struct {
	dir   string
	tools terraformtest.Tools
}

func newRealRoot(t *testing.T, tools terraformtest.Tools, files ...string) realRoot {
	t.Helper()
	root := realRoot{dir: t.TempDir(), tools: tools}
	pin := `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "` + whole + `"
    }
  }
}
`
	write(t, filepath.Join(root.dir, "versions.tf"), []byte(pin))
	for _, file := range files {
		src, err := os.ReadFile(filepath.Join("testdata", "real", file))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(root.dir, file), src)
	}
	root.terraform(t, "init", "-no-color", "-input=false")
	return root
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// terraform returns the standard output of a command, whatever its exit status.
func (r realRoot) terraform(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), r.tools.Terraform, args...)
	cmd.Dir = r.dir
	cmd.Env = []string{"PATH=" + r.tools.Getenv("PATH"), "TF_CLI_CONFIG_FILE=" + r.tools.CLIConfig, "HOME=" + r.dir}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && args[0] != "validate" {
		t.Fatalf("terraform %s: %v\n%s%s", strings.Join(args, " "), err, out, stderr.String())
	}
	return out
}

// errorLines returns what terraform validate reports as errors, by file and line.
func (r realRoot) errorLines(t *testing.T) map[string]map[int]string {
	t.Helper()
	var result struct {
		Diagnostics []struct {
			Severity, Summary, Detail string
			Range                     *struct {
				Filename string
				Start    struct{ Line int }
			}
		}
	}
	if err := json.Unmarshal(r.terraform(t, "validate", "-json"), &result); err != nil {
		t.Fatal(err)
	}
	lines := map[string]map[int]string{}
	for _, d := range result.Diagnostics {
		if d.Severity != "error" {
			continue
		}
		if d.Range == nil {
			t.Fatalf("an error without a place: %s: %s", d.Summary, d.Detail)
		}
		if lines[d.Range.Filename] == nil {
			lines[d.Range.Filename] = map[int]string{}
		}
		lines[d.Range.Filename][d.Range.Start.Line] += d.Summary + ": " + d.Detail + "\n"
	}
	return lines
}

// refused returns the lines of a file that Check refuses.
func refused(t *testing.T, file, version string) map[int]string {
	t.Helper()
	lines := map[int]string{}
	for _, b := range blocksOf(t, filepath.Join("testdata", "real", file)) {
		for _, p := range b.check(t, version) {
			if !p.Note {
				lines[p.Line()] += b.name + ": " + p.String() + "\n"
			}
		}
	}
	return lines
}

// TestRealProvider compares Check with terraform validate, and the data with the provider's own schema.
func TestRealProvider(t *testing.T) {
	root := newRealRoot(t, terraformtest.Find(t), "valid.tf", "invalid.tf")
	judged := root.errorLines(t)
	t.Run("valid", func(t *testing.T) {
		if len(judged["valid.tf"]) > 0 {
			t.Fatalf("terraform refuses valid.tf: %v", judged["valid.tf"])
		}
		for _, version := range []string{whole, "~> 5.0", ">= 5.0"} {
			for _, problem := range refused(t, "valid.tf", version) {
				t.Errorf("version %s: %s", version, problem)
			}
		}
	})
	t.Run("invalid", func(t *testing.T) {
		got := refused(t, "invalid.tf", whole)
		lines := func(m map[int]string) []int { return slices.Sorted(maps.Keys(m)) }
		if diff := cmp.Diff(lines(judged["invalid.tf"]), lines(got)); diff != "" {
			t.Errorf("lines refused by terraform (-) and by Check (+):\n%s\nterraform: %v\nCheck: %v", diff, judged["invalid.tf"], got)
		}
	})
	t.Run("schema", func(t *testing.T) {
		var schemas tfjson.ProviderSchemas
		if err := schemas.UnmarshalJSON(root.terraform(t, "providers", "schema", "-json")); err != nil {
			t.Fatal(err)
		}
		compareSchemas(t, schemas.Schemas["registry.terraform.io/hashicorp/aws"])
	})
}

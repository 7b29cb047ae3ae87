package tfconfig_test

import (
	"testing"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// TestProviderVersion: the lock file, the constraints of the tree, and roots that do not agree.
func TestProviderVersion(t *testing.T) {
	const lock5 = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.31.0\"\n}\n"
	needs := func(version string) string {
		return "terraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"" + version + "\"\n    }\n  }\n}\n"
	}
	const call = "provider \"aws\" {}\nmodule \"m\" {\n  source = \"../m\"\n}\n"
	tests := []struct {
		name            string
		files           map[string]string
		version, source string
	}{
		{"nothing", map[string]string{"m/main.tf": call}, "unknown", "neither a lock file nor a version constraint says it"},
		{"a constraint", map[string]string{"m/main.tf": needs("~> 4.9")}, "4.x", `the version constraint "~> 4.9"`},
		{"a lock file goes first", map[string]string{"m/main.tf": needs("~> 4.9"), "m/.terraform.lock.hcl": lock5},
			"5.31.0", "the version 5.31.0 in .terraform.lock.hcl"},
		{"the module narrows the root", map[string]string{"a/main.tf": call + needs(">= 4.0"), "m/main.tf": needs("< 5.0")},
			"4.x", `the version constraint ">= 4.0" and "< 5.0"`},
		{"the oldest of one major version", map[string]string{
			"a/main.tf": call + needs("~> 5.0"), "b/main.tf": call, "b/.terraform.lock.hcl": lock5, "m/main.tf": "",
		}, "5.31.0", "the version 5.31.0 in .terraform.lock.hcl"},
		{"roots that disagree", map[string]string{"a/main.tf": call + needs("~> 4.0"), "b/main.tf": call + needs("~> 5.0"), "m/main.tf": ""},
			"unknown", "the module's roots use versions 4.x and 5.x"},
		{"a root that says nothing", map[string]string{"a/main.tf": call + needs("~> 4.0"), "b/main.tf": call, "m/main.tf": ""},
			"unknown", "neither a lock file nor a version constraint says it"},
		{"another provider", map[string]string{"m/main.tf": "terraform {\n  required_providers {\n    aws = {\n      source = \"acme/aws\"\n      version = \"~> 4.0\"\n    }\n  }\n}\n"},
			"unknown", "neither a lock file nor a version constraint says it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, test.files)
			r := load(t, dir, tfconfig.Options{})
			patched, err := r.WithFiles(map[string][]byte{"m/new.tf": []byte("locals {}\n")})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range []*tfconfig.Repository{r, patched} {
				v, source := r.ProviderVersion(r.Module("m"))
				if v.String() != test.version || source != test.source {
					t.Errorf("got %s because of %s, want %s because of %s", v, source, test.version, test.source)
				}
			}
		})
	}
}

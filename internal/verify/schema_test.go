package verify_test

import (
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/verify"
)

const schemaModule = `
resource "aws_kms_key" "a" {
}

resource "aws_kms_key" "odd" {
  colour = "red"
}

resource "acme_key" "a" {
}

module "db" {
  source = "terraform-aws-modules/rds/aws"
}
`

func provider(version string) string {
	return "-- main.tf --\nterraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"" + version + "\"\n    }\n  }\n}\n" + schemaModule
}

// TestSchema: what the provider is known to refuse is refused without terraform, and only that.
func TestSchema(t *testing.T) {
	const lock = "-- .terraform.lock.hcl --\nprovider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.31.0\"\n}\n"
	tests := []struct {
		name, repository, address string
		attribute, expr           string
		block                     string
		// refused is the rule, else status and detail are those of the check.
		refused string
		status  verify.Status
		detail  string
	}{
		{name: "valid", repository: provider("~> 5.0"), address: "aws_kms_key.a", attribute: "enable_key_rotation", expr: "true",
			status: verify.Passed, detail: `hashicorp/aws 5.x takes every argument of aws_kms_key.a (the version constraint "~> 5.0")`},
		{name: "unknown argument", repository: provider("~> 5.0"), address: "aws_kms_key.a", attribute: "key_rotation_enabled", expr: "true",
			refused: "unknown-argument"},
		{name: "unknown block", repository: provider("~> 4.0"), address: "aws_kms_key.a", block: "rotation {\n}", refused: "unknown-block"},
		{name: "wrong type", repository: provider("~> 6.0"), address: "aws_kms_key.a", attribute: "enable_key_rotation", expr: "[1]", refused: "wrong-type"},
		{name: "later than the version", repository: provider("~> 4.0"), address: "aws_kms_key.a", attribute: "rotation_period_in_days", expr: "90",
			refused: "unknown-argument"},
		{name: "known by the lock file", repository: lock + provider(">= 4.0"), address: "aws_kms_key.a", attribute: "enabled", expr: "true",
			refused: "unknown-argument"},
		{name: "what was wrong before", repository: provider("~> 5.0"), address: "aws_kms_key.odd", attribute: "enable_key_rotation", expr: "true",
			status: verify.Passed, detail: `hashicorp/aws 5.x takes every argument of aws_kms_key.odd (the version constraint "~> 5.0")`},
		{name: "unknown version, valid", repository: provider(">= 4.0"), address: "aws_kms_key.a", attribute: "enable_key_rotation", expr: "true",
			status: verify.Passed, detail: `a known release of hashicorp/aws takes every argument of aws_kms_key.a (the version constraint ">= 4.0" does not admit exactly one major version)`},
		{name: "unknown version, wrong", repository: provider(">= 4.0"), address: "aws_kms_key.a", attribute: "colour", expr: "1",
			status: verify.NotRun, detail: "it is not certain that the provider takes this: "},
		{name: "another major version", repository: provider("~> 3.0"), address: "aws_kms_key.a", attribute: "colour", expr: "1",
			status: verify.NotRun, detail: "it is not certain that the provider takes this: "},
		{name: "unknown type", repository: provider("~> 5.0"), address: "acme_key.a", attribute: "colour", expr: "1",
			status: verify.NotRun, detail: "the built-in schema does not know acme_key"},
		{name: "module", repository: provider("~> 5.0"), address: "module.db", attribute: "colour", expr: "1",
			status: verify.NotRun, detail: "the patch changes no resource and no data source"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			repo := load(t, test.repository)
			v := newVerifier(t, repo, verify.Options{TerraformPath: "/nowhere/terraform"})
			c := set(t, repo, ".", test.address, test.attribute, test.expr)
			if test.block != "" {
				c.Patch = patchOf(patch.AddBlock{Block: c.Target.Block.Ref, Source: test.block})
			}
			d, findings := v.Check(t.Context(), c)
			if test.refused != "" {
				if d != nil || len(findings) != 1 || findings[0].Check != "schema" || findings[0].Rule != test.refused {
					t.Fatalf("got %v", findings)
				}
				if !strings.HasPrefix(findings[0].Message, test.address+": ") {
					t.Errorf("the message names no block: %s", findings[0].Message)
				}
				return
			}
			if d == nil {
				t.Fatalf("refused: %v", findings)
			}
			if got := checkNamed(d.Checks(), "schema"); got.Status != test.status || !strings.HasPrefix(got.Detail, test.detail) {
				t.Errorf("got %s: %s", got.Status, got.Detail)
			}
		})
	}
}

// TestSchemaYields: what the built-in schema cannot know is left to terraform validate, and where that passed
// the open question is gone.
func TestSchemaYields(t *testing.T) {
	repo := load(t, provider(">= 4.0"))
	for _, withTerraform := range []bool{true, false} {
		opts := verify.Options{TerraformPath: "/nowhere/terraform"}
		if withTerraform {
			opts = verify.Options{Getenv: env(map[string]string{"PATH": fakeTerraform(t, nil)})}
		}
		v := newVerifier(t, repo, opts)
		results := v.Validate(t.Context(), drafts(t, v, set(t, repo, ".", "acme_key.a", "colour", "1")))
		if results[0].Change == nil {
			t.Fatalf("got %+v", results[0])
		}
		check := checkNamed(results[0].Change.Checks(), "schema")
		if shown := check.Status == verify.NotRun; shown == withTerraform {
			t.Errorf("with terraform: %v, evidence: %+v", withTerraform, results[0].Change.Checks())
		}
	}
}

package verify_test

import (
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/terraformtest"
	"github.com/terrafix/terrafix-action/internal/verify"
)

const realRepository = `
-- envs/prod/main.tf --
terraform {
  required_version = ">= 1.0"
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

module "db" {
  source = "../../modules/db"
}

resource "aws_kms_key" "one" {
  description = "one"
}

resource "aws_kms_key" "two" {
  description = "two"
}

resource "aws_kms_key" "three" {
  description = "three"
}

# This error was here before and is nobody's.
resource "aws_sqs_queue" "old" {
  no_such_argument = true
}
-- modules/db/main.tf --
resource "aws_db_instance" "db" {
  instance_class      = "db.t3.micro"
  engine              = "postgres"
  allocated_storage   = 10
  publicly_accessible = true
  username            = "u"
  password            = "not-a-secret"
}
-- envs/dev/main.tf --
terraform {
  required_version = ">= 99.0"
}

module "db" {
  source = "../../modules/db"
}

resource "aws_kms_key" "dev" {
}
`

// One root, three patches, one of them wrong: one init, and only the wrong one is refused.
func TestRealTerraform(t *testing.T) {
	tools := terraformtest.Find(t)
	repo := load(t, realRepository)
	v := newVerifier(t, repo, verify.Options{TerraformPath: tools.Terraform, Getenv: tools.Getenv})
	all := drafts(t, v,
		set(t, repo, "envs/prod", "aws_kms_key.one", "enable_key_rotation", "true"),
		set(t, repo, "envs/prod", "aws_kms_key.two", "enable_key_rotatoin", "true"),
		set(t, repo, "envs/prod", "aws_kms_key.three", "customer_master_key_spec", `"ROT13"`),
		set(t, repo, "modules/db", "aws_db_instance.db", "publicly_accessible", "false"),
		set(t, repo, "envs/dev", "aws_kms_key.dev", "enable_key_rotation", "true"),
	)
	results := v.Validate(t.Context(), all)

	const passed = "no new diagnostics in envs/prod (1 was there before)"
	if c := results[0].Change; c == nil {
		t.Errorf("the good patch was refused: %v %v", results[0].Findings, results[0].Err)
	} else if got := checkNamed(c.Checks(), "validate"); got.Status != verify.Passed || normalise(got.Detail) != normalise(passed) {
		t.Errorf("validate = %+v", got)
	}
	const initialised = "initialised without a backend in envs/prod (terraform 1.11.4, hashicorp/aws 5.100.0)"
	if c := results[0].Change; c != nil && normalise(checkNamed(c.Checks(), "init").Detail) != normalise(initialised) {
		t.Errorf("init = %+v", checkNamed(c.Checks(), "init"))
	}
	for i, want := range map[int]string{1: `named "enable_key_rotatoin" is not expected here`, 2: `expected customer_master_key_spec to be one of`} {
		if got := joined(results[i].Findings); results[i].Change != nil || !strings.Contains(got, want) {
			t.Errorf("patch %d: findings %q, want %q", i, got, want)
		}
	}
	for i, want := range map[int]string{3: ">= 99.0", 4: ">= 99.0"} {
		c := results[i].Change
		if c == nil {
			t.Fatalf("patch %d was refused: %v", i, results[i].Findings)
		}
		if got := checkNamed(c.Checks(), "validate"); c.Verified() || got.Status != verify.NotRun || !strings.Contains(got.Detail, want) {
			t.Errorf("patch %d: verified %v, validate %+v", i, c.Verified(), got)
		}
	}
	stats := v.Stats()
	if stats.Inits != 1 {
		t.Errorf("%d inits, want 1", stats.Inits)
	}
	// The baseline, all together, and the survivors.
	if stats.Validates != 3 {
		t.Errorf("%d validates, want 3", stats.Validates)
	}

	// The repaired patch of a later round needs one more validate and no init.
	again := drafts(t, v, set(t, repo, "envs/prod", "aws_kms_key.two", "enable_key_rotation", "true"))
	if r := v.Validate(t.Context(), again)[0]; r.Change == nil {
		t.Errorf("the repaired patch was refused: %v", r.Findings)
	}
	if now := v.Stats(); now.Inits != 1 || now.Validates != 4 {
		t.Errorf("after the repair: %+v", now)
	}
}

// normalise replaces the versions of the tools at hand.
func normalise(s string) string {
	var words []string
	for _, w := range strings.Fields(s) {
		if strings.ContainsAny(w, "0123456789") && strings.Contains(w, ".") {
			w = "VERSION"
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

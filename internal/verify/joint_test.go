package verify_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/terraformtest"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// Core alone judges this repository; terraform_data needs no provider, so each validate takes milliseconds.
const jointRepository = `
-- a/main.tf --
module "shared" {
  source = "../shared"
}

resource "terraform_data" "x" {
  input = 1
}

resource "terraform_data" "y" {
  input = 1
}
-- b/main.tf --
module "shared" {
  source = "../shared"
  needs  = 1
}
-- shared/main.tf --
variable "needs" {
  default = 1
}

resource "terraform_data" "s" {
  input = 1
}

resource "terraform_data" "t" {
  input = 1
}
`

func jointVerifier(t *testing.T) (*verify.Verifier, func(dir, address, name, expr string) verify.Candidate) {
	t.Helper()
	tools := terraformtest.Find(t)
	repo := load(t, jointRepository)
	v := newVerifier(t, repo, verify.Options{TerraformPath: tools.Terraform, Getenv: tools.Getenv})
	return v, func(dir, address, name, expr string) verify.Candidate {
		return set(t, repo, dir, address, name, expr)
	}
}

// outcome renders results on one line each: what became of every draft.
func outcome(results []verify.Result) string {
	var lines []string
	for _, r := range results {
		switch {
		case r.Err != nil:
			lines = append(lines, "error")
		case r.Change != nil && r.Change.Verified():
			lines = append(lines, "verified")
		case r.Change != nil:
			lines = append(lines, checkNamed(r.Change.Checks(), "expectation").Detail)
		default:
			// The members of a cycle follow in any order.
			rule, _, _ := strings.Cut(r.Findings[0].Rule, ":")
			lines = append(lines, rule)
		}
	}
	return strings.Join(lines, ", ")
}

const unjudged = "no expectation is known for this test"

func TestJoint(t *testing.T) {
	type row [4]string
	for _, test := range []struct {
		name      string
		rows      []row
		want      []string
		inits     int
		validates int
	}{
		{"all good", []row{{"a", "terraform_data.x", "input", "2"}, {"a", "terraform_data.y", "input", "2"}},
			[]string{unjudged, unjudged}, 1, 2},
		{"one to blame", []row{{"a", "terraform_data.x", "nope", "2"}, {"a", "terraform_data.y", "input", "2"}},
			[]string{"Unsupported argument", unjudged}, 1, 3},
		{"two in one block, one of them wrong", []row{{"a", "terraform_data.x", "nope", "2"}, {"a", "terraform_data.x", "input", "2"}, {"a", "terraform_data.y", "input", "3"}},
			[]string{"Unsupported argument", unjudged, unjudged}, 1, 4},
		{"a cycle that neither makes alone", []row{{"a", "terraform_data.x", "input", "terraform_data.y.id"}, {"a", "terraform_data.y", "input", "terraform_data.x.id"}},
			[]string{unjudged, "Cycle"}, 1, 4},
		{"a module that two roots call", []row{{"shared", "terraform_data.s", "input", "2"}, {"shared", "terraform_data.t", "nope", "2"}},
			[]string{unjudged, "Unsupported argument"}, 2, 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, candidate := jointVerifier(t)
			var candidates []verify.Candidate
			for _, r := range test.rows {
				candidates = append(candidates, candidate(r[0], r[1], r[2], r[3]))
			}
			results := v.Validate(t.Context(), drafts(t, v, candidates...))
			if got, want := outcome(results), strings.Join(test.want, ", "); got != want {
				t.Errorf("outcome = %s\nwant      %s", got, want)
				for _, r := range results {
					t.Log(joined(r.Findings))
				}
			}
			if got := v.Stats(); got.Inits != test.inits || got.Validates != test.validates {
				t.Errorf("stats = %+v, want %d inits and %d validates", got, test.inits, test.validates)
			}
		})
	}
}

// What an old error keeps terraform from checking is not shown as checked.
func TestOldErrorsHide(t *testing.T) {
	tools := terraformtest.Find(t)
	repo := load(t, `
-- main.tf --
resource "terraform_data" "old" {
  nope = 1
}

resource "terraform_data" "dependent" {
  input = local.old
}

locals {
  old = terraform_data.old.id
}

resource "terraform_data" "free" {
  input = 1
}

module "child" {
  source = "./child"
  id     = terraform_data.dependent.id
}
-- child/main.tf --
variable "id" {
}

resource "terraform_data" "inside" {
  input = 1
}
`)
	v := newVerifier(t, repo, verify.Options{TerraformPath: tools.Terraform, Getenv: tools.Getenv})
	var all []verify.Candidate
	wants := []verify.Status{verify.NotRun, verify.NotRun, verify.Passed, verify.NotRun}
	for _, block := range [][2]string{{".", "terraform_data.old"}, {".", "terraform_data.dependent"}, {".", "terraform_data.free"}, {"child", "terraform_data.inside"}} {
		all = append(all, set(t, repo, block[0], block[1], "triggers_replace", "2"))
	}
	for i, r := range v.Validate(t.Context(), drafts(t, v, all...)) {
		if r.Change == nil {
			t.Fatalf("%s was refused: %v", all[i].Key, r.Findings)
		}
		got := checkNamed(r.Change.Checks(), "validate")
		if got.Status != wants[i] || got.Status == verify.NotRun && !strings.Contains(got.Detail, "terraform_data.old had an error before (Unsupported argument)") {
			t.Errorf("%s: %+v, want %s", all[i].Key, got, wants[i])
		}
	}
}

// Two patches that add one address are told apart before terraform is asked.
func TestTwoPatchesAddOneAddress(t *testing.T) {
	repo := load(t, guardRepository)
	dir := fakeTerraform(t, nil)
	v := newVerifier(t, repo, verify.Options{Getenv: env(map[string]string{"PATH": dir})})
	c := controlByID(t, "s3-block-public-access")
	to := target(t, repo, ".", "aws_s3_bucket.other")
	source := "resource \"aws_s3_bucket_public_access_block\" \"new\" {\n  bucket                  = aws_s3_bucket.other.id\n" +
		"  block_public_acls       = true\n  block_public_policy     = true\n  ignore_public_acls      = true\n  restrict_public_buckets = true\n}\n"
	bare := verify.Candidate{Control: c, Target: to, Patch: patchOf(patch.AddResource{After: to.Block.Ref, Source: source})}
	// The bucket has an incomplete companion; completing it as well satisfies the control.
	existing := patch.Ref{File: "main.tf", Address: "aws_s3_bucket_public_access_block.other"}
	for _, name := range []string{"block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"} {
		bare.Patch.Operations = append(bare.Patch.Operations, patch.SetAttribute{Block: existing, Name: name, Expr: "true"})
	}
	first, second := bare, bare
	first.Key, second.Key = "first", "second"
	both := drafts(t, v, first, second)
	results := v.Validate(t.Context(), both)
	if results[0].Change == nil || !results[0].Change.Verified() {
		t.Errorf("the first: %+v", results[0])
	}
	if got := joined(results[1].Findings); !strings.Contains(got, "aws_s3_bucket_public_access_block.new to module ., which the change for first adds as well") {
		t.Errorf("the second: %q", got)
	}
	third := bare
	third.Key = "third"
	if r := v.Validate(t.Context(), drafts(t, v, third))[0]; r.Change != nil {
		t.Error("a later call forgot what an earlier one added")
	}
	if n := strings.Count(read(t, filepath.Join(dir, "log")), "init"); n != 1 {
		t.Errorf("%d inits", n)
	}
}

func TestExpectation(t *testing.T) {
	repo := load(t, guardRepository)
	v := newVerifier(t, repo, verify.Options{Getenv: env(map[string]string{"PATH": fakeTerraform(t, nil)})})
	to := target(t, repo, ".", "aws_instance.web")
	at := func(expr string) verify.Candidate {
		return verify.Candidate{Key: "k", Control: controlByID(t, "ec2-imdsv2"), Target: to, Patch: patchOf(
			patch.SetAttribute{Block: to.Block.Ref, Path: []patch.Step{{Block: "metadata_options"}}, Name: "http_tokens", Expr: expr})}
	}
	d, findings := v.Check(t.Context(), at(`"required"`))
	if d == nil || checkNamed(d.Checks(), "expectation").Status != verify.Passed {
		t.Fatalf("the right value was refused: %v", findings)
	}
	var names []string
	for _, c := range d.Checks() {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "guard apply schema fmt expectation" {
		t.Errorf("checks in the order %s", got)
	}
	for _, expr := range []string{`"anything"`, `"${terraform.workspace}"`} {
		d, findings := v.Check(t.Context(), at(expr))
		if d != nil || len(findings) == 0 || findings[0].Check != "expectation" {
			t.Errorf("%s: draft %v, findings %v", expr, d, findings)
		}
	}
}

package verify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/verify"
)

const guardRepository = `
-- main.tf --
provider "aws" {
  alias = "west"
}

variable "enabled" {
  default = true
}

locals {
  name = "logs"
}

resource "aws_s3_bucket" "logs" {
  bucket   = "logs"
  provider = aws.west
  tags = {
    Motd = file("motd")
  }
}

resource "aws_s3_bucket" "other" {
  bucket = "other"
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket   = "logs"
  provider = aws.west
}

resource "aws_s3_bucket_public_access_block" "other" {
  bucket = aws_s3_bucket.other.id
}

resource "aws_instance" "web" {
  ami = "ami-1"

  metadata_options {
    http_tokens = "optional"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_dynamodb_table" "carts" {
  name = "carts"
}

resource "aws_kms_key" "all" {
  for_each = toset(["a"])
}

module "db" {
  source = "./db"
}
-- db/main.tf --
resource "aws_kms_key" "db" {
}
`

// Each row is one patch. Rules that begin with "-" must not speak; the others must.
func TestGuard(t *testing.T) {
	repo := load(t, guardRepository)
	getenv := env(map[string]string{"PATH": fakeTerraform(t, nil)})
	ref := func(address string) patch.Ref { return patch.Ref{File: "main.tf", Address: address} }
	setAt := func(address, name, expr string, path ...patch.Step) patch.Patch {
		return patchOf(patch.SetAttribute{Block: ref(address), Path: path, Name: name, Expr: expr})
	}
	add := func(address, source string) patch.Patch {
		return patchOf(patch.AddBlock{Block: ref(address), Source: source})
	}
	resource := func(after, source string) patch.Patch {
		return patchOf(patch.AddResource{After: ref(after), Source: source})
	}
	companion := func(more string) patch.Patch {
		return resource("aws_s3_bucket.logs", "resource \"aws_s3_bucket_public_access_block\" \"new\" {\n"+more+"\n}\n")
	}
	const kms, web, logs, table = "aws_kms_key.all", "aws_instance.web", "aws_s3_bucket.logs", "aws_dynamodb_table.carts"
	options := patch.Step{Block: "metadata_options"}
	var many []patch.Operation
	for range 41 {
		many = append(many, patch.SetAttribute{Block: ref(kms), Name: "description", Expr: `"x"`})
	}
	s3, imds, pitr := controlByID(t, "s3-block-public-access"), controlByID(t, "ec2-imdsv2"), controlByID(t, "dynamodb-pitr")

	for _, test := range []struct {
		name    string
		control *control.Control
		target  string
		patch   patch.Patch
		rule    string
	}{
		{"one attribute", nil, kms, setAt(kms, "enable_key_rotation", "true"), ""},
		{"a reference that exists", nil, kms, setAt(kms, "enable_key_rotation", "var.enabled"), ""},
		{"each in a block with for_each", nil, kms, setAt(kms, "description", "each.key"), ""},
		{"what the control names", imds, web, setAt(web, "http_tokens", `"required"`, options), ""},
		{"a companion", s3, logs, companion("bucket = aws_s3_bucket.logs.id\nprovider = aws.west\nblock_public_acls = true"), ""},
		{"an existing companion by literal name", s3, logs, setAt("aws_s3_bucket_public_access_block.logs", "block_public_acls", "true"), ""},
		{"a function without effects", nil, kms, setAt(kms, "description", `join("-", ["a", local.name])`), ""},
		{"a function that was there", nil, logs, setAt(logs, "tags", `{ Motd = file("motd"), Owner = "me" }`), ""},
		{"prevent_destroy", nil, kms, add(kms, "lifecycle {\n  prevent_destroy = true\n}\n"), ""},
		{"a module input", nil, "module.db", setAt("module.db", "encrypted", "true"), ""},
		{"a dynamic block", nil, web, add(web, "dynamic \"ebs_block_device\" {\n  for_each = [1]\n  content {\n    device_name = ebs_block_device.value\n  }\n}\n"), ""},

		{"nothing", nil, kms, patchOf(), "size"},
		{"too many operations", nil, kms, patchOf(many...), "size"},
		{"too many bytes", nil, kms, setAt(kms, "description", `"`+strings.Repeat("x", 40<<10)+`"`), "size"},
		{"a direction override", nil, kms, setAt(kms, "description", "\"a\u202eb\""), "printable-text"},
		{"a zero width space", nil, kms, setAt(kms, "description", "\"a\u200bb\""), "printable-text"},
		{"not UTF-8", nil, kms, setAt(kms, "description", "\"\xff\""), "printable-text"},
		{"a path out", nil, kms, patchOf(patch.SetAttribute{Block: patch.Ref{File: "../x.tf", Address: kms}, Name: "a", Expr: "1"}), "terraform-file"},
		{"a workflow", nil, kms, patchOf(patch.SetAttribute{Block: patch.Ref{File: ".github/x.tf", Address: kms}, Name: "a", Expr: "1"}), "terraform-file"},
		{"another kind of file", nil, kms, patchOf(patch.SetAttribute{Block: patch.Ref{File: "main.tf.json", Address: kms}, Name: "a", Expr: "1"}), "terraform-file"},
		{"a file of another module", nil, kms, patchOf(patch.SetAttribute{Block: patch.Ref{File: "db/main.tf", Address: kms}, Name: "a", Expr: "1"}), "terraform-file"},
		{"an expression that does not parse", nil, kms, setAt(kms, "description", `"a`), "parses"},
		{"an expression that goes on", nil, kms, setAt(kms, "description", "1\nx = 2"), "parses"},
		{"a name that is none", nil, kms, setAt(kms, "a b", "1"), "parses"},
		{"two blocks", nil, kms, add(kms, "a {\n}\nb {\n}\n"), "parses"},
		{"another block", nil, kms, setAt(logs, "bucket", `"x"`), "target-only"},
		{"a block that does not exist", nil, kms, setAt("aws_kms_key.none", "description", `"x"`), "target-only"},
		{"a provider", nil, kms, setAt("provider.aws", "region", `"x"`), "resource-only"},
		{"a new provider", nil, kms, resource(kms, "provider \"aws\" {\n}\n"), "resource-only"},
		{"a new terraform block", nil, kms, resource(kms, "terraform {\n}\n"), "resource-only"},
		{"a new data source", nil, kms, resource(kms, "data \"external\" \"x\" {\n}\n"), "resource-only"},
		{"a new module", nil, kms, resource(kms, "module \"x\" {\n  source = \"./db\"\n}\n"), "resource-only"},
		{"null_resource", nil, kms, resource(kms, "resource \"null_resource\" \"x\" {\n}\n"), "no-side-effect-resource"},
		{"local_file", nil, kms, resource(kms, "resource \"local_file\" \"x\" {\n}\n"), "no-side-effect-resource"},
		{"aws_lambda_invocation", nil, kms, resource(kms, "resource \"aws_lambda_invocation\" \"x\" {\n}\n"), "no-side-effect-resource"},
		{"a companion that no control names", nil, logs, companion("bucket = aws_s3_bucket.logs.id\nprovider = aws.west"), "companion-must-point-at-target"},
		{"a companion of another", s3, logs, companion("bucket = aws_s3_bucket.other.id\nprovider = aws.west"), "companion-must-point-at-target"},
		{"a companion by conditional", s3, logs, companion("bucket = true ? aws_s3_bucket.other.id : aws_s3_bucket.logs.id\nprovider = aws.west"), "companion-must-point-at-target"},
		{"an existing companion of another", s3, logs, setAt("aws_s3_bucket_public_access_block.other", "block_public_acls", "true"), "companion-must-point-at-target"},
		{"a companion turned away", s3, logs, setAt("aws_s3_bucket_public_access_block.logs", "bucket", `"other"`), "companion-must-point-at-target"},
		{"a companion without the provider", s3, logs, companion("bucket = aws_s3_bucket.logs.id\nblock_public_acls = true"), "companion-follows-target"},
		{"a companion that never exists", s3, logs, companion("count = 0\nbucket = aws_s3_bucket.logs.id\nprovider = aws.west"), "companion-follows-target"},
		{"what the control does not name", imds, web, setAt(web, "ami", `"x"`), "named-by-control"},
		{"more in a block that the control names", pitr, table, add(table, "point_in_time_recovery {\n  enabled   = true\n  retention = 35\n}\n"), "named-by-control"},
		{"a block that the control does not name", imds, web, add(web, "root_block_device {\n}\n"), "named-by-control"},
		{"more in a companion", s3, logs, companion("bucket = aws_s3_bucket.logs.id\nprovider = aws.west\ntags = {}"), "named-by-control"},
		{"a module's source", nil, "module.db", setAt("module.db", "source", `"./x"`), "no-module-source-change"},
		{"a module's version", nil, "module.db", setAt("module.db", "version", `"1"`), "no-module-source-change"},
		{"count", nil, logs, setAt(logs, "count", "0"), "no-meta-argument"},
		{"for_each", nil, kms, patchOf(patch.RemoveAttribute{Block: ref(kms), Name: "for_each"}), "no-meta-argument"},
		{"provider", nil, kms, setAt(kms, "provider", "aws.west"), "no-meta-argument"},
		{"ignore_changes", nil, kms, add(kms, "lifecycle {\n  ignore_changes = all\n}\n"), "no-lifecycle-weakening"},
		{"prevent_destroy off", nil, web, setAt(web, "prevent_destroy", "false", patch.Step{Block: "lifecycle"}), "no-lifecycle-weakening"},
		{"prevent_destroy removed", nil, web, patchOf(patch.RemoveAttribute{Block: ref(web), Path: []patch.Step{{Block: "lifecycle"}}, Name: "prevent_destroy"}), "no-lifecycle-weakening"},
		{"a provisioner", nil, web, add(web, "provisioner \"local-exec\" {\n  command = \"true\"\n}\n"), "no-provisioner"},
		{"a dynamic provisioner", nil, web, add(web, "dynamic \"provisioner\" {\n}\n"), "no-provisioner"},
		{"a connection", nil, web, add(web, "connection {\n}\n"), "no-provisioner"},
		{"a block away", nil, web, patchOf(patch.RemoveBlock{Block: ref(web), Path: []patch.Step{options}}), "no-removal"},
		{"an argument away", nil, logs, patchOf(patch.RemoveAttribute{Block: ref(logs), Name: "bucket"}), "no-removal"},
		{"a file", nil, kms, setAt(kms, "policy", `file("/etc/passwd")`), "no-unsafe-function"},
		{"a template", nil, kms, setAt(kms, "policy", `upper(templatefile("x", {}))`), "no-unsafe-function"},
		{"a provider's function", nil, kms, setAt(kms, "policy", `provider::x::y()`), "no-unsafe-function"},
		{"the time", nil, kms, setAt(kms, "description", `timestamp()`), "no-unsafe-function"},
		{"a scanner comment", nil, web, add(web, "monitoring {\n  # tfsec:ignore:aws-ec2\n}\n"), "no-scanner-skip-comment"},
		{"a tag", nil, kms, setAt(kms, "tags", `{ VantaNoAlert = "x" }`), "no-vanta-suppression-tag"},
		{"a tag from pieces", nil, kms, setAt(kms, "tags", `{ ("Vanta${"Non"}Prod") = "x" }`), "no-vanta-suppression-tag"},
		{"an unknown variable", nil, kms, setAt(kms, "description", "var.nope"), "known-references"},
		{"an unknown data source", nil, kms, setAt(kms, "description", "data.aws_region.here.name"), "known-references"},
		{"each without for_each", nil, logs, setAt(logs, "bucket", "each.key"), "known-references"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := newVerifier(t, repo, verify.Options{Getenv: getenv})
			_, findings := v.Check(t.Context(), verify.Candidate{Key: "k", Control: test.control, Target: target(t, repo, ".", test.target), Patch: test.patch})
			var broken []string
			for _, f := range findings {
				if f.Check == "guard" {
					broken = append(broken, f.Rule)
				}
			}
			if test.rule == "" && len(broken) > 0 || test.rule != "" && !slices.Contains(broken, test.rule) {
				t.Errorf("rules %v speak, want %q\n%s", broken, test.rule, joined(findings))
			}
		})
	}
}

// A rule without a row that it refuses is not tested.
func TestEveryRuleHasAReason(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range verify.Rules() {
		if seen[rule.ID] || rule.ID == "" || rule.Reason == "" || strings.HasSuffix(rule.Reason, ".") {
			t.Errorf("rule %q: %q", rule.ID, rule.Reason)
		}
		seen[rule.ID] = true
	}
}

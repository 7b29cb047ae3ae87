package tfconfig_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

var estate = map[string]string{
	"live/a/main.tf": `
terraform {
  required_version = ">= 1.5"
  backend "s3" {}
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
    old = "1.0"
  }
}

module "m" {
  source   = "../../modules/m"
  for_each = toset(["x", "y"])
  name     = each.key
}
`,
	"live/b/main.tf":             "module \"m\" {\n  source = \"../../modules/m\"\n  name   = \"b\"\n}\nmodule \"far\" {\n  source  = \"org/far/aws\"\n  version = \"1.2.3\"\n}\n",
	"live/c/main.tf":             "resource \"aws_sqs_queue\" \"c\" {}\n",
	"live/c/.terraform.lock.hcl": "",
	"modules/m/main.tf":          "variable \"name\" {}\n\nmodule \"n\" {\n  source = \"../n\"\n  name   = \"${var.name}-n\"\n}\n",
	"modules/n/main.tf": `
variable "name" {
  type = string
}

locals {
  full = "q-${var.name}"
}

resource "aws_sqs_queue" "q" {
  name   = local.full
  policy = data.aws_iam_policy_document.q.json

  dynamic "thing" {
    for_each = var.name
    content {
      x = thing.value
      y = aws_kms_key.k.arn
    }
  }
}

data "aws_iam_policy_document" "q" {}

resource "aws_kms_key" "k" {
  tags = { for tag in [var.name] : tag => path.module }
}

resource "aws_sqs_queue_policy" "p" {
  queue_url = aws_sqs_queue.q.id
}

output "url" {
  value = aws_sqs_queue.q.url
}
`,
	".hidden/main.tf":        "resource \"aws_sqs_queue\" \"hidden\" {}\n",
	"node_modules/x/main.tf": "resource \"aws_sqs_queue\" \"packed\" {}\n",
}

func TestGraph(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, estate)
	r := load(t, dir, tfconfig.Options{})
	var got []string
	for _, m := range r.Modules {
		line := m.Dir
		if m.Root {
			line += " root"
		}
		for _, root := range r.RootsOf(m) {
			line += " <" + root.Dir
		}
		for _, i := range r.Instances(m) {
			line += fmt.Sprintf(" [%s %s]", i.Root.Dir, i.Path)
		}
		got = append(got, line)
	}
	want := []string{
		`live/a root <live/a [live/a ]`,
		`live/b root <live/b [live/b ]`,
		`live/c root <live/c [live/c ]`,
		`modules/m <live/a <live/b [live/a module.m["x"]] [live/a module.m["y"]] [live/b module.m]`,
		`modules/n <live/a <live/b [live/a module.m["x"].module.n] [live/a module.m["y"].module.n] [live/b module.m.module.n]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("modules (-want +got):\n%s", diff)
	}
	a := r.Module("live/a")
	requirements := map[string]tfconfig.ProviderRequirement{"aws": {Source: "hashicorp/aws", Version: "~> 5.0"}, "old": {Version: "1.0"}}
	if diff := cmp.Diff(requirements, a.RequiredProviders); diff != "" {
		t.Errorf("required providers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{">= 1.5"}, a.RequiredVersion); diff != "" {
		t.Errorf("required version (-want +got):\n%s", diff)
	}
	calls := r.Module("live/b").Calls
	if len(calls) != 2 || calls[0].Dir != "modules/m" || calls[1].Dir != "" || calls[1].Version != "1.2.3" {
		t.Errorf("calls of live/b: %+v", calls)
	}
}

func TestReferences(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, estate)
	r := load(t, dir, tfconfig.Options{})
	m := r.Module("modules/n")
	tests := map[string][]string{
		"aws_sqs_queue.q":        {"aws_kms_key.k", "data.aws_iam_policy_document.q", "local.full", "var.name"},
		"aws_kms_key.k":          {"var.name"},
		"aws_sqs_queue_policy.p": {"aws_sqs_queue.q"},
		"locals":                 {"var.name"},
	}
	for address, want := range tests {
		if diff := cmp.Diff(want, tfconfig.References(m.Block(address))); diff != "" {
			t.Errorf("references of %s (-want +got):\n%s", address, diff)
		}
	}
	referrers := map[string][]string{
		"aws_sqs_queue.q": {"aws_sqs_queue_policy.p", "output.url"},
		"var.name":        {"locals", "aws_sqs_queue.q", "aws_kms_key.k"},
		"locals":          {"aws_sqs_queue.q"},
		"output.url":      nil,
	}
	for address, want := range referrers {
		var got []string
		for _, b := range r.Referrers(m.Block(address)) {
			got = append(got, b.Ref.Address)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("referrers of %s (-want +got):\n%s", address, diff)
		}
	}
	for ref, want := range map[string]string{
		"var.name": "var.name", "local.full": "locals", "local.none": "", "aws_sqs_queue.q.url": "aws_sqs_queue.q",
		"data.aws_iam_policy_document.q.json": "data.aws_iam_policy_document.q", "module.none": "", "": "", "variable.name": "var.name",
	} {
		got := ""
		if b := m.Lookup(ref); b != nil {
			got = b.Ref.Address
		}
		if got != want {
			t.Errorf("Lookup(%q) = %q, want %q", ref, got, want)
		}
	}
	if b := m.Block("aws_kms_key.k"); !strings.HasPrefix(string(b.Source()), "resource \"aws_kms_key\"") || b.Type() != "aws_kms_key" {
		t.Errorf("block %q of type %q", b.Source(), b.Type())
	}
}

func TestWithFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, estate)
	r := load(t, dir, tfconfig.Options{})
	changed, err := r.WithFiles(map[string][]byte{
		"live/c/main.tf":  []byte("resource \"aws_sqs_queue\" \"c\" {\n  name = \"new\"\n}\n"),
		"live/d/main.tf":  []byte("resource \"aws_sqs_queue\" \"d\" {\n  name = \"added\"\n}\n"),
		"live/a/main.tf":  nil,
		"docs/readme.txt": []byte("{{{"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]tfconfig.Outcome{"new": tfconfig.Found, "added": tfconfig.Found, "q-b-n": tfconfig.Found, "q-x-n": tfconfig.NotFound} {
		if got := changed.Locate(tfconfig.Query{Resource: name, Kind: "SQS"}); got.Outcome != want {
			t.Errorf("%s after the change: %s, want %s: %s", name, got.Outcome, want, got.Reason)
		}
	}
	for name, want := range map[string]tfconfig.Outcome{"new": tfconfig.NotFound, "q-x-n": tfconfig.Found} {
		if got := r.Locate(tfconfig.Query{Resource: name, Kind: "SQS"}); got.Outcome != want {
			t.Errorf("%s in the original: %s, want %s: %s", name, got.Outcome, want, got.Reason)
		}
	}
	for name, content := range map[string]string{"../x.tf": "", "/etc/x.tf": "", "x.tf": "resource {"} {
		if _, err := r.WithFiles(map[string][]byte{name: []byte(content)}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v does not name the file", name, err)
		}
	}
}

// What cannot be read is named and the rest goes on; nothing outside the folder is read.
func TestLoadProblems(t *testing.T) {
	outside := t.TempDir()
	write(t, outside, map[string]string{"secret.tf": "resource \"aws_sqs_queue\" \"s\" {\n  name = \"outside\"\n}\n"})
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"shared.tf":      "resource \"aws_sns_topic\" \"t\" {\n  name = \"shared-${path.module}\"\n}\n",
		"bom/main.tf":    "\xef\xbb\xbfresource \"aws_sqs_queue\" \"bom\" {\r\n  name = \"bom\"\r\n}\r\n",
		"big/main.tf":    strings.Repeat("#", 2<<20+1),
		"deep/main.tf":   "locals {\n  x = " + strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000) + "\n}\n",
		"bangs/main.tf":  "locals {\n  x = " + strings.Repeat("!", 100_000) + "true\n}\n",
		"sum/main.tf":    "locals {\n  x = 1" + strings.Repeat("+1", 500_000) + "\n}\n",
		"vars/main.tf":   "variable \"x\" {}\n",
		"vars/x.tfvars":  "x = [\n",
		"ok/main.tf":     "resource \"aws_sqs_queue\" \"ok\" {\n  name = \"ok\"\n}\n",
		"ok/broken.tf":   "resource \"aws_sqs_queue\" {\n\n  name = = 1\n}\n",
		"utf/main.tf":    "# \xff\xfe\nlocals {\n  x = \"\xff\"\n}\n",
		"json/a.tf.json": "{}",
	})
	for link, target := range map[string]string{
		"ok/shared.tf": "../shared.tf", "ok/secret.tf": filepath.Join(outside, "secret.tf"), "ok/gone.tf": "nowhere.tf", "linked": outside,
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Fatal(err)
		}
	}
	r := load(t, dir, tfconfig.Options{})
	got := map[string]int{}
	for _, p := range r.Problems {
		got[p.Path] = p.Line
		if p.Reason == "" {
			t.Errorf("%s has no reason", p.Path)
		}
	}
	want := map[string]int{
		"big/main.tf": 0, "deep/main.tf": 2, "bangs/main.tf": 2, "sum/main.tf": 2, "vars/x.tfvars": 2, "ok/broken.tf": 3,
		"ok/secret.tf": 0, "ok/gone.tf": 0, "utf/main.tf": 3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s\n%v", diff, r.Problems)
	}
	for name, want := range map[string]tfconfig.Outcome{"ok": tfconfig.Found, "bom": tfconfig.Found, "outside": tfconfig.NotFound} {
		if got := r.Locate(tfconfig.Query{Resource: name, Kind: "SQS"}); got.Outcome != want {
			t.Errorf("%s: %s, want %s: %s", name, got.Outcome, want, got.Reason)
		}
	}
	if m := r.Module("ok"); !m.Incomplete || len(m.Files) != 2 {
		t.Errorf("ok is incomplete: %t, with %d files", m.Incomplete, len(m.Files))
	}
	if m := r.Module("json"); !m.JSON || m.Incomplete {
		t.Errorf("json: %+v", m)
	}
	if b := r.Module("bom").Blocks()[0]; !strings.HasPrefix(string(b.Source()), "resource") {
		t.Errorf("behind a byte order mark the block is %q", b.Source())
	}
}

func TestLoadErrors(t *testing.T) {
	if _, err := tfconfig.Load(t.Context(), filepath.Join(t.TempDir(), "none"), tfconfig.Options{}); err == nil {
		t.Error("a folder that does not exist loads")
	}
	if _, err := tfconfig.Load(t.Context(), t.TempDir(), tfconfig.Options{Paths: []string{"a[b"}}); err == nil {
		t.Error("a malformed glob is accepted")
	}
	dir := t.TempDir()
	write(t, dir, estate)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tfconfig.Load(ended, dir, tfconfig.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	r := load(t, t.TempDir(), tfconfig.Options{})
	if len(r.Modules) != 0 || r.Locate(tfconfig.Query{Resource: "x"}).Outcome != tfconfig.NotFound {
		t.Errorf("an empty folder: %+v", r)
	}
}

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// large writes about 1 MB of Terraform in 400 files: 40 roots, each of ten files with names made from
// variables and locals.
func large(b *testing.B) string {
	dir := b.TempDir()
	files := map[string]string{}
	for n := range 400 {
		root := fmt.Sprintf("live/r%02d", n/10)
		text := ""
		if n%10 == 0 {
			text = fmt.Sprintf("provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nvariable \"env\" {\n  default = \"e%d\"\n}\n\nlocals {\n  prefix = \"acme-${var.env}\"\n}\n", n)
		}
		for k := range 7 {
			text += fmt.Sprintf(`
resource "aws_s3_bucket" "b%[1]d_%[2]d" {
  bucket = "${local.prefix}-data-%[1]d-%[2]d"

  tags = {
    Name  = "data-%[1]d-%[2]d"
    Owner = "team-%[2]d"
    Cost  = "center-%[1]d"
  }
}

resource "aws_s3_bucket_versioning" "b%[1]d_%[2]d" {
  bucket = aws_s3_bucket.b%[1]d_%[2]d.id

  versioning_configuration {
    status = "Enabled"
  }
}
`, n, k)
		}
		files[fmt.Sprintf("%s/f%d.tf", root, n%10)] = text
	}
	write(b, dir, files)
	return dir
}

func BenchmarkLoad(b *testing.B) {
	dir := large(b)
	for b.Loop() {
		if _, err := tfconfig.Load(b.Context(), dir, tfconfig.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLocate(b *testing.B) {
	dir := large(b)
	r, err := tfconfig.Load(b.Context(), dir, tfconfig.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, cold := range []bool{true, false} {
		b.Run(map[bool]string{true: "cold", false: "warm"}[cold], func(b *testing.B) {
			for b.Loop() {
				at := r
				if cold {
					if at, err = r.WithFiles(nil); err != nil {
						b.Fatal(err)
					}
				}
				if l := at.Locate(tfconfig.Query{Resource: "acme-e390-data-399-6", Kind: "S3"}); l.Outcome != tfconfig.Found {
					b.Fatal(l.Reason)
				}
			}
		})
	}
}

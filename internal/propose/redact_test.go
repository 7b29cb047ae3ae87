package propose

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestRedact: no literal secret is shown, what only looks like one is, and putting the secrets back gives
// the block as it was.
func TestRedact(t *testing.T) {
	tests := []struct{ name, block, hidden, shown string }{
		{"attribute", `resource "x" "y" { master_password = "hunter2" }`, "hunter2", "master_password"},
		{"map key", `resource "x" "y" { variables = { DB_PASSWORD = "hunter2", "api-key" = "hunter2" } }`, "hunter2", "DB_PASSWORD"},
		{"nested block", "resource \"x\" \"y\" {\n  auth {\n    token = \"hunter2\"\n  }\n}", "hunter2", "auth"},
		{"by its text", `resource "x" "y" { key = "AKIAIOSFODNN7EXAMPLE" }`, "AKIAIOSFODNN7", "key"},
		{"heredoc", "resource \"x\" \"y\" {\n  content = <<EOT\n-----BEGIN RSA PRIVATE KEY-----\nhunter2\nEOT\n  after = 1\n}", "hunter2", "after = 1"},
		{"in a call", `resource "x" "y" { secret_string = jsonencode({ user = "a", pass = "hunter2" }) }`, "hunter2", "jsonencode"},
		{"in a list", `resource "x" "y" { token = ["hunter2"] }`, "hunter2", "token"},
		{"conditional", `resource "x" "y" { password = var.a ? "hunter2" : ("hunter2") }`, "hunter2", "var.a"},
		{"parameter", `resource "aws_ssm_parameter" "y" { value = "hunter2" }`, "hunter2", "value"},
		{"variable by name", `variable "db_password" { default = "hunter2" }`, "hunter2", "default"},
		{"sensitive variable", "variable \"y\" {\n  default = \"hunter2\"\n  sensitive = true\n}", "hunter2", "sensitive"},
		{"a reference", `resource "x" "y" { password = var.password }`, "", "var.password"},
		{"imdsv2", `resource "x" "y" { http_tokens = "optional" }`, "", `"optional"`},
		{"empty", `resource "x" "y" { password = "" }`, "", `""`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			archive := &txtar.Archive{Files: []txtar.File{{Name: "repo/main.tf", Data: []byte(test.block + "\n")}}}
			block := load(t, archive).Module(".").Blocks()[0]
			secrets := &redactor{}
			got := secrets.source(block)
			if test.hidden != "" && (strings.Contains(got, test.hidden) || !strings.Contains(got, placeholder)) {
				t.Errorf("the secret is shown:\n%s", got)
			}
			if test.hidden == "" && strings.Contains(got, placeholder) || !strings.Contains(got, test.shown) {
				t.Errorf("too much is hidden:\n%s", got)
			}
			back, ok := secrets.restore(got)
			// A heredoc ends with its line: the line break after it may double.
			if back = strings.ReplaceAll(back, "EOT\n\n", "EOT\n"); !ok || back != test.block {
				t.Errorf("putting the secret back gave\n%s", back)
			}
		})
	}
}

// TestPlaceholdersCannotBeMadeUp: a number that was never given stays and is refused.
func TestPlaceholdersCannotBeMadeUp(t *testing.T) {
	secrets := &redactor{originals: []string{`"hunter2"`}}
	for source, want := range map[string]bool{
		`a = "terrafix-redacted-1"`:        true,
		`a = "terrafix-redacted-2"`:        false,
		`a = "terrafix-redacted-0"`:        false,
		`a = "x-terrafix-redacted-1"`:      false,
		`a = "${b}terrafix-redacted-1"`:    false,
		`a = "terrafix-redacted-99999999"`: false,
	} {
		if _, ok := secrets.restore(source); ok != want {
			t.Errorf("%s: accepted is %v", source, ok)
		}
	}
}

package verify

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
)

func TestParseVersion(t *testing.T) {
	for _, test := range []struct{ name, out, want string }{
		{"terraform", "{\n  \"terraform_version\": \"1.11.4\",\n  \"provider_selections\": {\n    \"registry.terraform.io/hashicorp/aws\": \"5.100.0\"\n  }\n}\n", "1.11.4"},
		{"OpenTofu", `{"terraform_version":"1.8.2","platform":"linux_amd64","provider_selections":{}}`, "1.8.2"},
		{"a warning before", "There are some problems with the CLI configuration:\n╷\n│ Warning: {x}\n╵\n{\n\"terraform_version\":\"1.2.3\"}", "1.2.3"},
		{"other JSON before", "{\"a\":1}\n{\"terraform_version\":\"1.2.3\"}", "1.2.3"},
		{"text after", "{\"terraform_version\":\"1.2.3\"}\nwarning", "1.2.3"},
		{"nothing", "", ""},
		{"prose", "Terraform v1.0\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, err := parseVersion([]byte(test.out))
			if v.Version != test.want || (err != nil) != (test.want == "") {
				t.Errorf("parseVersion = %q, %v", v.Version, err)
			}
		})
	}
}

func TestFormatFile(t *testing.T) {
	for _, test := range []struct{ name, before, after, want string }{
		{"the new line joins its group",
			"r {\n  a   = 1\n  bcd = 2\n}\n", "r {\n  a   = 1\n  bcd = 2\n  longer = 3\n}\n", "r {\n  a      = 1\n  bcd    = 2\n  longer = 3\n}\n"},
		{"other paragraphs stay as they are",
			"r {\n  a=1\n\n  b = 2\n}\ns {\n    c   =  3\n}\n", "r {\n  a=1\n\n  b = 2\n  cc = 4\n}\ns {\n    c   =  3\n}\n", "r {\n  a=1\n\n  b  = 2\n  cc = 4\n}\ns {\n    c   =  3\n}\n"},
		{"a neighbour keeps its wrong indentation",
			"r {\n     a = 1\n}\n", "r {\n     a = 1\n  b=2\n}\n", "r {\n     a = 1\n  b = 2\n}\n"},
		{"CRLF", "r {\r\n  a = 1\r\n}\r\n", "r {\r\n  a = 1\r\n  bb = 2\r\n}\r\n", "r {\r\n  a  = 1\r\n  bb = 2\r\n}\r\n"},
		{"byte order mark", "\ufeffr {\n  a = 1\n}\n", "\ufeffr {\n  a = 1\n  bb=2\n}\n", "\ufeffr {\n  a  = 1\n  bb = 2\n}\n"},
		{"no line end at the end", "r {\n  a = 1\n}", "r {\n  a = 1\n  bb=2\n}", "r {\n  a  = 1\n  bb = 2\n}"},
		{"nothing to do", "r {\n  a = 1\n}\n", "r {\n  a = 2\n}\n", "r {\n  a = 2\n}\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := formatFile(context.Background(), libraryFormat, []byte(test.before), []byte(test.after))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Formatting text that did not change must change nothing, however the text looks.
func FuzzFormatLeavesUnchangedText(f *testing.F) {
	f.Add("r {\n    a=1\n}\n")
	f.Add("r {\r\n    a=1\r\n b  = 2 }\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := formatFile(context.Background(), libraryFormat, []byte(text), []byte(text))
		if err == nil && string(got) != text {
			t.Errorf("%q became %q", text, got)
		}
	})
}

func TestNewErrors(t *testing.T) {
	context := `resource "aws_kms_key" "a"`
	at := func(line int, code string) tfjson.Diagnostic {
		return tfjson.Diagnostic{Summary: "Unsupported argument", Detail: "see main.tf:3,1-20", Range: &tfjson.Range{Filename: "main.tf", Start: tfjson.Pos{Line: line}},
			Snippet: &tfjson.DiagnosticSnippet{Context: &context, Code: code}}
	}
	moved := at(9, "x  =   1")
	moved.Detail = "see main.tf:7,1-20"
	for _, test := range []struct {
		name          string
		baseline, now []tfjson.Diagnostic
		want          int
	}{
		{"the same", []tfjson.Diagnostic{at(1, "x = 1")}, []tfjson.Diagnostic{at(1, "x = 1")}, 0},
		{"moved and aligned", []tfjson.Diagnostic{at(1, "x = 1")}, []tfjson.Diagnostic{moved}, 0},
		{"a second of the same", []tfjson.Diagnostic{at(1, "x = 1")}, []tfjson.Diagnostic{at(1, "x = 1"), at(2, "x = 1")}, 1},
		{"another", []tfjson.Diagnostic{at(1, "x = 1")}, []tfjson.Diagnostic{at(1, "y = 1")}, 1},
		{"a cycle from its other end", []tfjson.Diagnostic{{Summary: "Cycle: a, b"}}, []tfjson.Diagnostic{{Summary: "Cycle: b, a"}}, 0},
		{"gone", []tfjson.Diagnostic{at(1, "x = 1")}, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := newErrors(test.baseline, test.now); len(got) != test.want {
				t.Errorf("%d new errors, want %d", len(got), test.want)
			}
		})
	}
}

func TestOneLine(t *testing.T) {
	got := oneLine("a\n│ b\x1b[0m. ")
	if got != "a b[0m" {
		t.Errorf("oneLine = %q", got)
	}
	if got := oneLine(strings.Repeat("é", 1000)); len([]rune(got)) > maxSentence+4 {
		t.Errorf("oneLine kept %d characters", len([]rune(got)))
	}
}

// Roots of which the same is to be said share a sentence; what was not run comes first.
func TestCombine(t *testing.T) {
	passed := func(dir, remark string) rootCheck { return rootCheck{Passed, "no new diagnostics", dir, remark} }
	for _, test := range []struct {
		checks []rootCheck
		want   Check
	}{
		{[]rootCheck{passed(".", "")}, Check{"validate", Passed, "no new diagnostics in the repository's root"}},
		{[]rootCheck{passed("a", ""), passed("b", "")}, Check{"validate", Passed, "no new diagnostics in a and b"}},
		{[]rootCheck{passed("a", ""), passed("b", " (1 was there before)"), passed("c", "")},
			Check{"validate", Passed, "no new diagnostics in a and c; no new diagnostics in b (1 was there before)"}},
		{[]rootCheck{passed("a", ""), passed("b", ""), passed("c", ""), passed("d", ""), passed("e", "")},
			Check{"validate", Passed, "no new diagnostics in a, b, c and 2 more"}},
		{[]rootCheck{passed("a", ""), notRun("no terraform"), notRun("no terraform")},
			Check{"validate", NotRun, "no terraform; no new diagnostics in a"}},
		{[]rootCheck{notRun("1"), notRun("2"), notRun("3"), notRun("4")}, Check{"validate", NotRun, "1; 2; 3; and 1 root more"}},
	} {
		if got := combine("validate", test.checks); got != test.want {
			t.Errorf("got %+v, want %+v", got, test.want)
		}
	}
}

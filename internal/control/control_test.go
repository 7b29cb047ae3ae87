package control

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

func TestCatalogueLoads(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, ctl := range c.All() {
		if len(ctl.Revision) != 12 {
			t.Errorf("%s: revision %q", ctl.ID, ctl.Revision)
		}
		if c.ByID(ctl.ID) != ctl {
			t.Errorf("%s is not found by its id", ctl.ID)
		}
	}
}

// TestCatalogueIsFormatted: the files are what a newcomer copies.
func TestCatalogueIsFormatted(t *testing.T) {
	names, err := fs.Glob(files, "catalogue/*.hcl")
	if err != nil || len(names) == 0 {
		t.Fatalf("no control files: %v", err)
	}
	for _, name := range names {
		src, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(hclwrite.Format(src)), string(src)); diff != "" {
			t.Errorf("%s is not formatted (-want +got):\n%s", name, diff)
		}
	}
}

func TestForTest(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ id, title, want string }{
		{"aws-s3-public-access-blocked", "", "s3-block-public-access"},
		{"unknown", "S3  block public access feature ENABLED (AWS)", "s3-block-public-access"},
		{"unknown", "S3 Block Public Access feature enabled", "s3-block-public-access"},
		{"kms-rotation", "", "kms-rotation"},
		{"test-03neqwol876pxg1iqjqib9", "KMS customer key rotation is on", "kms-rotation"},
		{"unknown", "Laptops are encrypted", ""},
		{"unknown", "", ""},
	} {
		got := ""
		if ctl := c.ForTest(row.id, row.title); ctl != nil {
			got = ctl.ID
		}
		if got != row.want {
			t.Errorf("ForTest(%q, %q) = %q, want %q", row.id, row.title, got, row.want)
		}
	}
}

func TestConstraint(t *testing.T) {
	null := cty.NullVal(cty.DynamicPseudoType)
	for _, row := range []struct {
		src   string
		value cty.Value
		want  Verdict
	}{
		{`true`, cty.True, Satisfied},
		{`true`, cty.StringVal("true"), Satisfied},
		{`true`, cty.False, Failing},
		{`true`, null, Failing},
		{`true`, cty.DynamicVal, Unknown},
		{`true`, cty.UnknownVal(cty.Bool), Unknown},
		{`or_absent(false)`, null, Satisfied},
		{`or_absent(false)`, cty.True, Failing},
		{`at_least(7)`, cty.NumberIntVal(7), Satisfied},
		{`at_least(7)`, cty.StringVal("30"), Satisfied},
		{`at_least(7)`, cty.NumberIntVal(6), Failing},
		{`at_least(7)`, cty.StringVal("many"), Failing},
		{`one_of("a", "b")`, cty.StringVal("b"), Satisfied},
		{`one_of("a", "b")`, cty.StringVal("c"), Failing},
		{`present()`, cty.StringVal("x"), Satisfied},
		{`present()`, null, Failing},
		{`absent()`, null, Satisfied},
		{`absent()`, cty.StringVal("x"), Failing},
		{`at_most(22)`, cty.NumberIntVal(0), Satisfied},
		{`at_most(22)`, cty.NumberIntVal(443), Failing},
		{`not_one_of("*")`, cty.StringVal("x"), Satisfied},
		{`not_one_of("*")`, cty.StringVal("*"), Failing},
		{`not_one_of("*")`, null, Satisfied},
		{`includes("a", "b")`, cty.ListVal([]cty.Value{cty.StringVal("b"), cty.StringVal("a"), cty.StringVal("c")}), Satisfied},
		{`includes("a", "b")`, cty.ListVal([]cty.Value{cty.StringVal("a")}), Failing},
		{`includes("a", "b")`, cty.ListVal([]cty.Value{cty.StringVal("a"), cty.UnknownVal(cty.String)}), Unknown},
		{`includes("a")`, null, Failing},
		{`includes_any("0.0.0.0/0", "::/0")`, cty.ListVal([]cty.Value{cty.StringVal("10.0.0.0/8"), cty.StringVal("::/0")}), Satisfied},
		{`includes_any("0.0.0.0/0")`, cty.ListVal([]cty.Value{cty.StringVal("10.0.0.0/8")}), Failing},
		{`matches("^ELBSecurityPolicy-TLS13-")`, cty.StringVal("ELBSecurityPolicy-TLS13-1-2-2021-06"), Satisfied},
		{`matches("^ELBSecurityPolicy-TLS13-")`, cty.StringVal("ELBSecurityPolicy-2016-08"), Failing},
		{`any_of(at_least(365), 0)`, cty.NumberIntVal(0), Satisfied},
		{`any_of(at_least(365), 0)`, cty.NumberIntVal(400), Satisfied},
		{`any_of(at_least(365), 0)`, cty.NumberIntVal(30), Failing},
		{`any_of(at_least(365), absent())`, null, Satisfied},
	} {
		ctl, err := Parse("x.hcl", []byte(`control "x" {
  title = "x"
  subject = "x"
  severity = "low"
  match = ["x"]
  resource "aws_x" {
    set {
      a = `+row.src+`
    }
  }
}`))
		if err != nil {
			t.Fatalf("%s: %v", row.src, err)
		}
		if got := ctl.Resources[0].Want.Attributes[0].Want.Holds(row.value); got != row.want {
			t.Errorf("%s holds for %#v: %v, want %v", row.src, row.value, got, row.want)
		}
	}
}

func TestMistakesNameFileLineAndRemedy(t *testing.T) {
	for _, row := range []struct{ name, src, want string }{
		{"no title", "control \"x\" {\n match = [\"x\"]\n resource \"a\" {\n set {\n b = 1\n }\n }\n}", "catalogue/x.hcl:1: the control has no title: add title"},
		{"no subject", "control \"x\" {\n title = \"x\"\n match = [\"x\"]\n resource \"a\" {\n set {\n b = 1\n }\n }\n}", "catalogue/x.hcl:1: the control has no subject: add subject"},
		{"long subject", "control \"x\" {\n subject = \"turn something on that is not on yet\"\n}", "catalogue/x.hcl:2: the subject has more than 32 characters"},
		{"capital subject", "control \"x\" {\n subject = \"Block it\"\n}", "catalogue/x.hcl:2: the subject stands inside a title"},
		{"empty subject", "control \"x\" {\n subject = \"\"\n}", "catalogue/x.hcl:2: the subject stands inside a title"},
		{"numeric subject", "control \"x\" {\n subject = 7\n}", "catalogue/x.hcl:2: subject must be a string"},
		{"unknown argument", "control \"x\" {\n titel = \"x\"\n}", `catalogue/x.hcl:2: a control has no argument "titel"`},
		{"wrong name", "control \"y\" {\n title = \"x\"\n subject = \"x\"\n severity = \"low\"\n match = [\"x\"]\n resource \"a\" {\n set {\n b = 1\n }\n }\n}", "give both the same name"},
		{"bad condition", "control \"x\" {\n title = \"x\"\n subject = \"x\"\n severity = \"low\"\n match = [\"x\"]\n resource \"a\" {\n set {\n b = atleast(1)\n }\n }\n}", "catalogue/x.hcl:8: b: atleast is no condition"},
		{"not constant", "control \"x\" {\n title = \"x\"\n subject = \"x\"\n severity = \"low\"\n match = [\"x\"]\n resource \"a\" {\n set {\n b = var.x\n }\n }\n}", "catalogue/x.hcl:8: b: var is not known here"},
		{"companion without by", "control \"x\" {\n title = \"x\"\n subject = \"x\"\n severity = \"low\"\n match = [\"x\"]\n resource \"a\" {\n companion \"b\" {\n set {\n c = 1\n }\n }\n }\n}", `catalogue/x.hcl:7: the companion does not say`},
		{"syntax", "control \"x\" {", "catalogue/x.hcl:1"},
	} {
		_, err := load(fstest.MapFS{"catalogue/x.hcl": {Data: []byte(row.src)}})
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.want)
		}
	}
}

func TestTwoControlsCannotClaimOneTest(t *testing.T) {
	src := func(id string) []byte {
		return []byte("control \"" + id + "\" {\n title = \"x\"\n subject = \"x\"\n severity = \"low\"\n tests = [\"same\"]\n resource \"a\" {\n set {\n b = 1\n }\n }\n}")
	}
	_, err := load(fstest.MapFS{"catalogue/a.hcl": {Data: src("a")}, "catalogue/b.hcl": {Data: src("b")}})
	if err == nil || !strings.Contains(err.Error(), `the test "same" leads to a already`) {
		t.Errorf("got %v", err)
	}
}

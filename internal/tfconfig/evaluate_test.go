package tfconfig_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

const surroundings = `
variable "env" { default = "prod" }
variable "free" {}
variable "set" {
  type    = set(string)
  default = ["b", "a"]
}
variable "opt" {
  type = object({ a = string, b = optional(number, 7) })
  default = { a = "x" }
}
variable "strict" {
  nullable = false
  default  = "d"
}
locals {
  list  = ["a", "b", "c"]
  map   = { k = "v", n = 1 }
  mixed = { known = "yes", unknown = var.free }
  loop  = local.pool
  pool  = local.loop
  grow0 = "xxxxxxxxxxxxxxxx"
}
resource "aws_s3_bucket" "a" { bucket = "bucket-a" }
resource "aws_s3_bucket" "m" {
  for_each = { x = "1" }
  bucket   = "m-${each.key}"
}
resource "aws_sqs_queue" "n" {
  count = 2
  name  = "n-${count.index}"
}
`

// one writes files, loads them and returns the only instance of the root folder.
func one(t testing.TB, files map[string]string) (*tfconfig.Repository, *tfconfig.Instance) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r, err := tfconfig.Load(t.Context(), dir, tfconfig.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Module(".")
	if m == nil || len(r.Instances(m)) == 0 {
		t.Fatalf("the folder has no instance: %v", r.Problems)
	}
	return r, r.Instances(m)[0]
}

func expression(t testing.TB, source string) hclsyntax.Expression {
	t.Helper()
	x, diags := hclsyntax.ParseExpression([]byte(source), "test.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return x
}

// show writes a value as JSON, with "?" for what is unknown.
func show(v cty.Value) string {
	v, err := cty.Transform(v, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		if !v.IsKnown() {
			return cty.StringVal("?"), nil
		}
		return v, nil
	})
	if err != nil {
		return err.Error()
	}
	data, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func TestEvaluate(t *testing.T) {
	_, root := one(t, map[string]string{"main.tf": surroundings})
	each := map[string]cty.Value{
		"each.key": cty.StringVal("k"), "each.value": cty.ObjectVal(map[string]cty.Value{"a": cty.StringVal("b")}),
		"count.index": cty.NumberIntVal(3),
	}
	tests := []struct{ expr, want string }{
		{`1 + 2 * 3`, `7`}, {`"a${1}b"`, `"a1b"`}, {`"${var.env}"`, `"prod"`}, {`!true`, `false`}, {`-1`, `-1`},
		{`"a-${var.free}"`, `"?"`}, {`var.free`, `"?"`}, {`var.absent`, `"?"`}, {`nonsense.thing`, `"?"`},
		{`var.env == "prod" ? "p" : "d"`, `"p"`}, {`var.free == "x" ? "p" : "d"`, `"?"`}, {`var.free == "x" ? "p" : "p"`, `"p"`},
		{`false && var.free`, `false`}, {`true || var.free`, `true`},
		{`local.map.k`, `"v"`}, {`local.map["n"]`, `1`}, {`local.list[1]`, `"b"`}, {`local.list[7]`, `"?"`},
		{`local.mixed.known`, `"yes"`}, {`local.mixed`, `{"known":"yes","unknown":"?"}`}, {`local.loop`, `"?"`},
		{`[for s in local.list : upper(s) if s != "b"]`, `["A","C"]`},
		{`{for i, s in local.list : s => i}`, `{"a":0,"b":1,"c":2}`},
		{`{for s in ["x", "xy", "z"] : substr(s, 0, 1) => s...}`, `{"x":["x","xy"],"z":["z"]}`},
		{`[for s in var.free : s]`, `"?"`}, {`local.list[*]`, `["a","b","c"]`}, {`[{n = 1}, {n = 2}][*].n`, `[1,2]`},
		{`"%{if var.env == "prod"}p%{else}d%{endif}"`, `"p"`}, {`"%{for s in local.list}${s},%{endfor}"`, `"a,b,c,"`},
		{`each.key`, `"k"`}, {`each.value.a`, `"b"`}, {`count.index`, `3`}, {`path.module`, `"."`}, {`terraform.workspace`, `"?"`},
		{`aws_s3_bucket.a.bucket`, `"bucket-a"`}, {`aws_s3_bucket.a.id`, `"bucket-a"`}, {`aws_s3_bucket.a.arn`, `"?"`},
		{`aws_s3_bucket.m["x"].bucket`, `"m-x"`}, {`aws_s3_bucket.m["y"].bucket`, `"?"`}, {`keys(aws_s3_bucket.m)`, `["x"]`},
		{`aws_sqs_queue.n[1].name`, `"n-1"`}, {`aws_sqs_queue.n[count.index - 2].name`, `"n-1"`}, {`aws_sqs_queue.n.name`, `"?"`},
		{`data.aws_region.here.name`, `"?"`}, {`module.none.x`, `"?"`}, {`var.set`, `["a","b"]`}, {`var.opt.b`, `7`}, {`var.strict`, `"d"`},
		{`format("%s-%03d", "a", 7)`, `"a-007"`}, {`join("-", ["a", "b"])`, `"a-b"`}, {`lower("A")`, `"a"`},
		{`replace("a.b", ".", "-")`, `"a-b"`}, {`replace("a1b2", "/[0-9]/", "")`, `"ab"`}, {`substr("hello", 1, 3)`, `"ell"`},
		{`trimprefix("a-b", "a-")`, `"b"`}, {`trimspace(" a ")`, `"a"`}, {`split(",", "a,b")`, `["a","b"]`},
		{`coalesce("", null, "x")`, `"x"`}, {`coalesce(var.free, "x")`, `"?"`}, {`lookup({a = 1}, "a", 2)`, `1`}, {`lookup({a = 1}, "b", 2)`, `2`},
		{`merge({a = 1}, {b = 2})`, `{"a":1,"b":2}`}, {`element(["a", "b"], 3)`, `"b"`}, {`concat(["a"], ["b"])`, `["a","b"]`},
		{`toset(["b", "a", "b"])`, `["a","b"]`}, {`tolist(toset(["b", "a"]))`, `["a","b"]`}, {`length(local.list)`, `3`}, {`length("abc")`, `3`},
		{`try(local.map.none, "d")`, `"d"`}, {`try(var.free, "d")`, `"?"`}, {`can(local.map.none)`, `false`}, {`can(local.map.k)`, `true`},
		{`try(local.list[9], local.map.none, "e")`, `"e"`}, {`flatten([["a"], ["b", "c"]])`, `["a","b","c"]`}, {`distinct(["a", "a"])`, `["a"]`},
		{`contains(local.list, "a")`, `true`}, {`jsonencode({a = 1})`, `"{\"a\":1}"`}, {`jsondecode("{\"a\":1}").a`, `1`},
		{`keys({b = 1, a = 2})`, `["a","b"]`}, {`values({b = 1, a = 2})`, `[2,1]`}, {`one(["a"])`, `"a"`}, {`startswith("ab", "a")`, `true`},
		{`md5("a")`, `"0cc175b9c0f1b6a831c399e269772661"`}, {`anytrue([false, true])`, `true`}, {`alltrue([true, false])`, `false`},
		{`max([1, 3, 2]...)`, `3`}, {`file("x")`, `"?"`}, {`timestamp()`, `"?"`}, {`index(["a", "b"], "b")`, `1`}, {`basename("a/b")`, `"b"`},
		{`nothing_like_it("x")`, `"?"`}, {`lower()`, `"?"`}, {`lower("a", "b")`, `"?"`}, {`null`, `null`}, {`title("ab cd")`, `"Ab Cd"`},
	}
	for _, test := range tests {
		if got := show(root.Evaluate(expression(t, test.expr), each)); got != test.want {
			t.Errorf("%s = %s, want %s", test.expr, got, test.want)
		}
	}
	if got := root.Evaluate(nil, nil); got.IsKnown() {
		t.Errorf("no expression evaluates to %#v", got)
	}
}

// Input made to exhaust time or memory ends as unknown, quickly.
func TestEvaluateHostile(t *testing.T) {
	double := surroundings + "locals {\n"
	for n := 1; n < 60; n++ {
		double += fmt.Sprintf("  grow%d = \"${local.grow%d}${local.grow%d}\"\n", n, n-1, n-1)
		double += fmt.Sprintf("  tree%d = [%[2]s, %[2]s]\n", n, map[bool]string{true: "1", false: fmt.Sprintf("local.tree%d", n-1)}[n == 1])
	}
	_, root := one(t, map[string]string{"main.tf": double + "}\n"})
	nested := "1"
	for range 5 {
		nested = "[for x in range(1000) : " + nested + "]"
	}
	for name, expr := range map[string]string{
		"string doubling":  `local.grow59`,
		"tree doubling":    `jsonencode(local.tree59)`,
		"nested loops":     nested,
		"width":            `format("%999999999d", 1)`,
		"precision":        `format("%.999999999f", 1)`,
		"replace":          `replace(local.grow10, "x", local.grow10)`,
		"product":          `setproduct(range(900), range(900), range(900))`,
		"power":            `pow(10, 999999)`,
		"long number":      `"${1e99999999}"`,
		"deep parentheses": strings.Repeat("(", 900) + "1" + strings.Repeat(")", 900),
		"long sum":         "1" + strings.Repeat("+1", 50_000),
		"indent":           `indent(999999999, "a\nb")`,
		"many arguments":   `max(range(1024)...)`,
		"regex":            `regex("((a{900}){900}){900}", "a")`,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			v := root.Evaluate(expression(t, expr), nil)
			if name != "many arguments" && v.IsKnown() {
				t.Errorf("known: %.80s", show(v))
			}
			// The bound is generous: without limits each of these takes minutes or all memory.
			if spent := time.Since(start); spent > 20*time.Second {
				t.Errorf("took %s", spent)
			}
		})
	}
}

func FuzzEvaluate(f *testing.F) {
	_, root := one(f, map[string]string{"main.tf": surroundings})
	for _, seed := range []string{
		`"a-${var.env}-${local.list[0]}"`, `[for k, v in local.map : "${k}=${v}" if v != null]`, `try(local.map.x, format("%5s", var.free))`,
		`local.list[*].x`, `{for s in local.list : s => s...}`, `aws_s3_bucket.m["x"].bucket`, `1e999 * -5 % 0`, `lookup(local.map, "k")`,
		`element([], 1)`, `slice([1], 2, 0)`, `chunklist([1, 2], 0)`, `zipmap(["a"], [])`, `jsondecode("[")`, `range(1, 2, 0)`, `one([null])`,
		`merge(null, {})`, `substr("é", -1, 99)`, `csvdecode("a,b\n1")`, `formatdate("EEE", "x")`, `parseint("zz", 99)`, `"%{for x in null}%{endfor}"`,
		`toset([null])`, `tomap({a = 1, b = []})`, `setproduct()`, `regexall("(", "")`, `log(0, 0)`, `contains(1, 2)`, `indent(-1, "x")`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4096 || strings.Count(source, "(")+strings.Count(source, "[")+strings.Count(source, "{") > 200 {
			return
		}
		x, diags := hclsyntax.ParseExpression([]byte(source), "fuzz.tf", hcl.InitialPos)
		if diags.HasErrors() {
			return
		}
		if v := root.Evaluate(x, nil); v == cty.NilVal {
			t.Errorf("%q has no value", source)
		}
	})
}

func FuzzLocate(f *testing.F) {
	archives, err := filepath.Glob("testdata/locate/*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, path := range archives {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), "acme-prod-logs")
	}
	f.Add("resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"x-${var.y}\"\n  for_each = each.value\n}\n", "x-1")
	f.Fuzz(func(t *testing.T, source, resource string) {
		if len(source) > 32<<10 {
			return
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := tfconfig.Load(t.Context(), dir, tfconfig.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"", "S3", "KMS"} {
			l := r.Locate(tfconfig.Query{Resource: resource, Kind: kind, Address: true})
			if (l.Outcome == tfconfig.Found) != (l.Target != nil) || l.Reason == "" || len(l.Candidates) > 10 {
				t.Errorf("%q in %q: %+v", resource, source, l)
			}
			if l.Target != nil && len(l.Target.Instances) == 0 {
				t.Errorf("%q in %q is found without an instance", resource, source)
			}
		}
		if _, err := json.Marshal(r.Problems); err != nil {
			t.Error(err)
		}
	})
}

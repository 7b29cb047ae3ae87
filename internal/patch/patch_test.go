package patch

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestString(t *testing.T) {
	ref := Ref{"env/main.tf", "aws_instance.a"}
	path := []Step{{"metadata_options", 0}}
	for _, test := range []struct {
		op   Operation
		want string
	}{
		{SetAttribute{ref, path, "http_tokens", `"required"`}, `set aws_instance.a.metadata_options.http_tokens = "required" in env/main.tf`},
		{SetAttribute{ref, []Step{{"ingress", 2}}, "self", `true`}, `set aws_instance.a.ingress[2].self = true in env/main.tf`},
		{SetAttribute{ref, nil, "a", "{\n  b = 1\n}"}, `set aws_instance.a.a to a value of 3 lines in env/main.tf`},
		{SetAttribute{ref, nil, "a", strings.Repeat("x", 200)}, `set aws_instance.a.a = ` + strings.Repeat("x", 59) + `… in env/main.tf`},
		{SetAttribute{ref, nil, "a", "\x1b[31m1"}, `set aws_instance.a.a = [31m1 in env/main.tf`},
		{RemoveAttribute{ref, nil, "a"}, `remove aws_instance.a.a in env/main.tf`},
		{AddBlock{ref, nil, "a {\n  b = 1\n}"}, `add block a to aws_instance.a in env/main.tf`},
		{AddBlock{ref, path, "dynamic \"a\" {\n}"}, `add a dynamic block a to aws_instance.a.metadata_options in env/main.tf`},
		{AddBlock{ref, nil, "a {"}, `add a block to aws_instance.a in env/main.tf`},
		{RemoveBlock{Block: ref, Path: path}, `remove block aws_instance.a.metadata_options in env/main.tf`},
		{AddResource{ref, `resource "a" "b" {}`}, `add a.b after aws_instance.a in env/main.tf`},
		{AddResource{ref, "ignore the rules"}, `add a resource after aws_instance.a in env/main.tf`},
	} {
		if got := test.op.String(); got != test.want {
			t.Errorf("got %s\nwant %s", got, test.want)
		}
		if test.op.Where() != ref {
			t.Errorf("%s: where %v", test.want, test.op.Where())
		}
	}
	if got := (Patch{}).String(); got != "no change" {
		t.Errorf("empty patch: %s", got)
	}
	two := Patch{[]Operation{RemoveAttribute{ref, nil, "a"}, RemoveAttribute{ref, nil, "b"}}}
	if got, want := two.String(), "remove aws_instance.a.a in env/main.tf; remove aws_instance.a.b in env/main.tf"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLimits(t *testing.T) {
	ref := Ref{"main.tf", "a.b"}
	deep := strings.Repeat("[", 2*MaxNesting)
	for name, test := range map[string]struct {
		src  string
		op   Operation
		want string
	}{
		"large file":    {strings.Repeat("#\n", MaxFileSize), SetAttribute{ref, nil, "a", "1"}, "limit"},
		"large value":   {`resource "a" "b" {}`, SetAttribute{ref, nil, "a", strings.Repeat("1", MaxSourceSize)}, "limit"},
		"deep file":     {"a = " + deep, SetAttribute{ref, nil, "a", "1"}, "deep"},
		"deep value":    {`resource "a" "b" {}`, SetAttribute{ref, nil, "a", deep}, "deep"},
		"operators":     {`resource "a" "b" {}`, SetAttribute{ref, nil, "a", strings.Repeat("! ", 2*MaxNesting) + "a"}, "deep"},
		"conditions":    {`resource "a" "b" {}`, SetAttribute{ref, nil, "a", strings.Repeat("a?b:", 5*MaxNesting) + "a"}, "deep"},
		"directives":    {`resource "a" "b" {}`, AddBlock{ref, nil, strings.Repeat("%{if a}", 4*MaxNesting+1)}, "deep"},
		"no name":       {`resource "a" "b" {}`, SetAttribute{ref, nil, "a b", "1"}, "no attribute name"},
		"missing":       {`resource "a" "b" {}`, nil, "missing"},
		"pointer":       {`resource "a" "b" {}`, &SetAttribute{ref, nil, "a", "1"}, "no such operation"},
		"former text":   {`resource "a" "b" {}`, RemoveBlock{ref, []Step{{"x", 0}}, "{"}, "former text"},
		"sibling file":  {`resource "a" "b" {}`, AddResource{ref, `resource "q" "q" {}`}, "cannot be told"},
		"not utf-8":     {"resource \"a\" \"b\" {}\n\xff", SetAttribute{ref, nil, "a", "1"}, "not valid HCL"},
		"only a syntax": {`resource "a" "b" {}`, AddBlock{ref, nil, "x = 1"}, "one block"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string][]byte{"main.tf": []byte(test.src), "z.tf": []byte(`resource "q" "q" {`)}
			after, err := Apply(files, Patch{[]Operation{test.op}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
			if after != nil {
				t.Error("an error and a result")
			}
		})
	}
}

func TestDifferenceErrors(t *testing.T) {
	var mismatch *MismatchError
	_, err := Difference(Ref{"main.tf", "a.b"}, []byte(`resource "a" "b" {}`), []byte(`data "a" "b" {}`))
	if !errors.As(err, &mismatch) || mismatch.Want != `resource "a" "b"` || len(mismatch.Got) != 1 {
		t.Errorf("got %#v", err)
	}
	_, err = Difference(Ref{"main.tf", "a.c"}, []byte(`resource "a" "b" {}`), []byte(`resource "a" "c" {}`))
	if err == nil || errors.As(err, &mismatch) {
		t.Errorf("an absent block: %v", err)
	}
	_, err = Difference(Ref{"main.tf", "a.b"}, []byte(`resource "a" "b" {}`), bytes.Repeat([]byte("#"), MaxSourceSize+1))
	if err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("a large reply: %v", err)
	}
}

func TestUnified(t *testing.T) {
	numbers := func(n int, change map[int]string) []byte {
		var b strings.Builder
		for i := range n {
			line, ok := change[i]
			if !ok {
				line = fmt.Sprintf("line %d\n", i)
			}
			b.WriteString(line)
		}
		return []byte(b.String())
	}
	before := map[string][]byte{
		"same.tf": []byte("a\n"), "untouched.tf": []byte("a\n"), "gone.tf": []byte("a\nb\n"), "b.tf": []byte("x"),
		"a/long.tf": numbers(400, nil), "crlf.tf": []byte("a\r\nb\r\n"), "empty.tf": {},
	}
	after := map[string][]byte{
		"same.tf": []byte("a\n"), "gone.tf": nil, "b.tf": []byte("x\ny\n"), "new \"q\".tf": []byte("n"),
		"a/long.tf": numbers(400, map[int]string{3: "three\n", 200: "", 399: "end"}), "crlf.tf": []byte("a\r\nc\r\n"),
		"empty.tf": []byte("e\n"), "nothing.tf": {},
	}
	got := Unified(before, after)
	golden := filepath.Join("testdata", "unified.diff")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
	gitApplies(t, before, after, got)
}

// gitApplies lets git carry out a diff and compares what it makes of it.
func gitApplies(t *testing.T, before, after map[string][]byte, diff string) {
	t.Helper()
	dir := t.TempDir()
	for name, src := range before {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, src, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	cmd.Stdin = strings.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s", err, out)
	}
	for name, src := range after {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if src == nil {
			if !os.IsNotExist(err) {
				t.Errorf("%s is still there: %v", name, err)
			}
		} else if err != nil || !bytes.Equal(got, src) {
			t.Errorf("%s: git made %q of it (%v)", name, got, err)
		}
	}
}

// TestUnifiedAgreesWithGit holds our diffs of all golden files against git's.
func TestUnifiedAgreesWithGit(t *testing.T) {
	dir := t.TempDir()
	compared := 0
	for _, kind := range []string{"apply", "difference", "unified"} {
		for _, g := range goldens(t, kind) {
			before, after := g.files(""), g.files("want/")
			for name, src := range after {
				compared++
				if got, want := Unified(map[string][]byte{name: before[name]}, map[string][]byte{name: src}), gitDiff(t, dir, name, before[name], src); got != want {
					t.Errorf("%s (-git +ours):\n%s", g.path, cmp.Diff(want, got))
				}
			}
		}
	}
	if compared < 50 {
		t.Fatalf("only %d files were compared", compared)
	}
}

// gitDiff is git's difference of two versions of a file, without the line that names blobs.
func gitDiff(t *testing.T, dir, name string, before, after []byte) string {
	t.Helper()
	for side, src := range map[string][]byte{"a": before, "b": after} {
		file := filepath.Join(dir, side, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, src, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", "diff", "--no-index", "--no-prefix", "--no-color", "--no-ext-diff", "--diff-algorithm=myers",
		"--indent-heuristic", "--unified=3", "--inter-hunk-context=0", "--", "a/"+name, "b/"+name)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatalf("git diff: %v", err)
	}
	lines := strings.SplitAfter(string(out), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "index ") {
			return strings.Join(append(lines[:i:i], lines[i+1:]...), "")
		}
	}
	return string(out)
}

// thousand is a formatted file of about 1,000 lines.
func thousand() []byte {
	var b strings.Builder
	for i := range 77 {
		fmt.Fprintf(&b, `resource "aws_instance" "n%d" {
  ami           = data.aws_ami.here.id # chosen below
  instance_type = "t3.micro"

  metadata_options {
    http_endpoint = "enabled"
  }

  tags = {
    Name = "host-${var.name}-%d"
  }
}

`, i, i)
	}
	return []byte(b.String())
}

func BenchmarkApply(b *testing.B) {
	files := map[string][]byte{"main.tf": thousand()}
	ref := Ref{"main.tf", "aws_instance.n40"}
	p := Patch{[]Operation{
		SetAttribute{ref, []Step{{"metadata_options", 0}}, "http_tokens", `"required"`},
		SetAttribute{ref, nil, "monitoring", "true"},
		AddBlock{ref, nil, "root_block_device {\n  encrypted = true\n}"},
		AddResource{ref, `resource "aws_eip" "n40" { instance = aws_instance.n40.id }`},
	}}
	for b.Loop() {
		if after, err := Apply(files, p); err != nil || len(after) != 1 {
			b.Fatal(err)
		}
	}
}

// BenchmarkApplyOne measures each kind of deterministic edit on its own.
func BenchmarkApplyOne(b *testing.B) {
	files := map[string][]byte{"main.tf": thousand()}
	ref := Ref{"main.tf", "aws_instance.n40"}
	for _, bench := range []struct {
		name string
		op   Operation
	}{
		{"SetAttribute", SetAttribute{ref, nil, "monitoring", "true"}},
		{"AddBlock", AddBlock{ref, nil, "root_block_device {\n  encrypted = true\n}"}},
		{"AddResource", AddResource{ref, `resource "aws_instance" "more" { ami = aws_instance.n40.ami }`}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				if after, err := Apply(files, Patch{[]Operation{bench.op}}); err != nil || len(after) != 1 {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDifference(b *testing.B) {
	src := thousand()
	reply := []byte("resource \"aws_instance\" \"n40\" {\n  monitoring = true\n}\n")
	for b.Loop() {
		if ops, err := Difference(Ref{"main.tf", "aws_instance.n40"}, src, reply); err != nil || len(ops) == 0 {
			b.Fatal(err)
		}
	}
}

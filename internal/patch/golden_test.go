package patch

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted sections of the golden files")

// golden is one txtar file. The words of its first line change the files before the test: "crlf" gives
// them CRLF line ends, "bom" a byte order mark, "noeol" takes away the last line break. "keep" in it says
// that the file is not formatted as terraform fmt wants it.
type golden struct {
	path    string
	archive *txtar.Archive
	flags   map[string]bool
}

func goldens(t testing.TB, kind string) []*golden {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", kind, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden files of kind %s: %v", kind, err)
	}
	var all []*golden
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		g := &golden{path: path, archive: a, flags: map[string]bool{}}
		first, _, _ := strings.Cut(string(a.Comment), "\n")
		for _, word := range strings.Fields(first) {
			g.flags[word] = true
		}
		all = append(all, g)
	}
	return all
}

func (g *golden) name() string { return strings.TrimSuffix(filepath.Base(g.path), ".txtar") }

func (g *golden) section(name string) (string, bool) {
	for _, f := range g.archive.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// files are the *.tf sections under a prefix, as the flags say.
func (g *golden) files(prefix string) map[string][]byte {
	out := map[string][]byte{}
	for _, f := range g.archive.Files {
		if name, ok := strings.CutPrefix(f.Name, prefix); ok && strings.HasSuffix(name, ".tf") &&
			!(prefix == "" && strings.HasPrefix(name, "want/")) {
			out[name] = g.dress(f.Data)
		}
	}
	return out
}

func (g *golden) dress(src []byte) []byte {
	src = bytes.Clone(src)
	if g.flags["noeol"] {
		src = bytes.TrimSuffix(src, []byte("\n"))
	}
	if g.flags["crlf"] {
		src = bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n"))
	}
	if g.flags["bom"] {
		src = append([]byte("\ufeff"), src...)
	}
	return src
}

// rewrite replaces every section that begins with "want".
func (g *golden) rewrite(t *testing.T, sections ...txtar.File) {
	t.Helper()
	var kept []txtar.File
	for _, f := range g.archive.Files {
		if !strings.HasPrefix(f.Name, "want") {
			kept = append(kept, f)
		}
	}
	for i := range sections {
		data := bytes.TrimPrefix(sections[i].Data, []byte("\ufeff"))
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		sections[i].Data = data
	}
	g.archive.Files = append(kept, sections...)
	if err := os.WriteFile(g.path, txtar.Format(g.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// operations reads the notation of the golden files: one block an operation, whose body is the source.
//
//	set      "main.tf" "aws_db_instance.x" "metadata[0].name" { true }
//	remove   "main.tf" "aws_db_instance.x" "name" {}
//	block    "main.tf" "aws_db_instance.x" "outer[0]" { inner { a = 1 } }
//	unblock  "main.tf" "aws_db_instance.x" "inner[0]" {}
//	resource "main.tf" "aws_db_instance.x" { resource "a" "b" {} }
//
// What stands in the braces is raw text up to the last brace of the line. Text of several lines stands
// between "<<<" and ">>>" instead.
func operations(t testing.TB, text string) []Operation {
	t.Helper()
	var ops []Operation
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], "\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, several := strings.CutSuffix(line, "<<<")
		body := ""
		if several {
			for i++; i < len(lines) && lines[i] != ">>>\n"; i++ {
				body += lines[i]
			}
			body = strings.TrimSuffix(body, "\n")
		} else {
			head, body, _ = strings.Cut(line, "{")
			body = strings.TrimSpace(body[:strings.LastIndex(body, "}")])
		}
		words := strings.Fields(head)
		for i := range words[1:] {
			unquoted, err := strconv.Unquote(words[i+1])
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			words[i+1] = unquoted
		}
		ref := Ref{File: words[1], Address: words[2]}
		switch words[0] {
		case "set":
			path, name := splitPath(t, words[3])
			ops = append(ops, SetAttribute{Block: ref, Path: path, Name: name, Expr: body})
		case "remove":
			path, name := splitPath(t, words[3])
			ops = append(ops, RemoveAttribute{Block: ref, Path: path, Name: name})
		case "block":
			path, _ := splitPath(t, words[3]+".")
			ops = append(ops, AddBlock{Block: ref, Path: path, Source: body})
		case "unblock":
			path, _ := splitPath(t, words[3]+".")
			ops = append(ops, RemoveBlock{Block: ref, Path: path, Was: body})
		case "resource":
			ops = append(ops, AddResource{After: ref, Source: body})
		default:
			t.Fatalf("no operation %q", words[0])
		}
	}
	return ops
}

func splitPath(t testing.TB, text string) (path []Step, name string) {
	t.Helper()
	parts := strings.Split(strings.TrimPrefix(text, "."), ".")
	for _, p := range parts[:len(parts)-1] {
		block, index, _ := strings.Cut(strings.TrimSuffix(p, "]"), "[")
		n, err := strconv.Atoi(index)
		if err != nil {
			t.Fatalf("step %q: %v", p, err)
		}
		path = append(path, Step{block, n})
	}
	return path, parts[len(parts)-1]
}

// formatted reports whether source is as the formatter wants it. A byte order mark is not its business.
func formatted(src []byte) bool {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	return bytes.Equal(hclwrite.Format(src), src)
}

// checkResult holds the promises of Apply for one patch that succeeded.
func checkResult(t testing.TB, before, after map[string][]byte, ops []Operation) {
	t.Helper()
	again := map[string][]byte{}
	for name, src := range before {
		again[name] = src
	}
	for name, src := range after {
		again[name] = src
		plain := bytes.TrimPrefix(src, []byte("\ufeff"))
		if _, diags := hclsyntax.ParseConfig(plain, name, hcl.InitialPos); diags.HasErrors() {
			t.Errorf("%s does not parse: %v\n%s", name, diags, src)
		}
		if formatted(before[name]) && !formatted(src) {
			t.Errorf("%s was formatted and is no longer:\n%s", name, cmp.Diff(string(hclwrite.Format(plain)), string(plain)))
		}
		if bytes.HasPrefix(before[name], []byte("\ufeff")) != bytes.HasPrefix(src, []byte("\ufeff")) {
			t.Errorf("%s: the byte order mark changed", name)
		}
	}
	repeated, err := Apply(again, Patch{ops})
	if err != nil {
		t.Errorf("the second time: %v", err)
	}
	for name, src := range repeated {
		t.Errorf("the second time changed %s:\n%s", name, cmp.Diff(string(again[name]), string(src)))
	}
}

func TestApplyGolden(t *testing.T) {
	for _, g := range goldens(t, "apply") {
		t.Run(g.name(), func(t *testing.T) {
			text, _ := g.section("ops.hcl")
			ops := operations(t, text)
			before := g.files("")
			if !g.flags["keep"] {
				for name, src := range before {
					if !formatted(src) {
						t.Errorf("%s is not formatted; mend it or say \"keep\"", name)
					}
				}
			}
			copies := g.files("")
			after, err := Apply(before, Patch{ops})
			if diff := cmp.Diff(copies, before); diff != "" {
				t.Errorf("Apply changed its input:\n%s", diff)
			}
			if *update {
				g.rewrite(t, wanted(after, err)...)
			}
			if want, ok := g.section("want-error"); ok {
				if err == nil || err.Error()+"\n" != want {
					t.Fatalf("error %v, want %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(texts(g.files("want/")), texts(after)); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			checkResult(t, before, after, ops)
		})
	}
}

func texts(files map[string][]byte) map[string]string {
	out := map[string]string{}
	for name, src := range files {
		out[name] = string(src)
	}
	return out
}

func wanted(after map[string][]byte, err error) []txtar.File {
	if err != nil {
		return []txtar.File{{Name: "want-error", Data: []byte(err.Error() + "\n")}}
	}
	var files []txtar.File
	for _, name := range sortedKeys(after) {
		files = append(files, txtar.File{Name: "want/" + name, Data: after[name]})
	}
	return files
}

func sortedKeys(m map[string][]byte) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	for i := range keys {
		for j := i; j > 0 && keys[j] < keys[j-1]; j-- {
			keys[j], keys[j-1] = keys[j-1], keys[j]
		}
	}
	return keys
}

func TestDifferenceGolden(t *testing.T) {
	for _, g := range goldens(t, "difference") {
		t.Run(g.name(), func(t *testing.T) {
			before := g.files("")
			ref := Ref{File: "main.tf", Address: address(g)}
			reply, _ := g.section("reply.hcl")
			ops, err := Difference(ref, before["main.tf"], []byte(reply))
			if want, ok := g.section("want-error"); ok && !*update {
				if err == nil || err.Error()+"\n" != want {
					t.Fatalf("error %v, want %s", err, want)
				}
				return
			}
			if err != nil {
				if !*update {
					t.Fatal(err)
				}
				g.rewrite(t, txtar.File{Name: "want-error", Data: []byte(err.Error() + "\n")})
				return
			}
			after, err := Apply(before, Patch{ops})
			if err != nil {
				t.Fatal(err)
			}
			lines := ""
			for _, op := range ops {
				lines += op.String() + "\n"
			}
			if *update {
				g.rewrite(t, append([]txtar.File{{Name: "want-ops", Data: []byte(lines)}}, wanted(after, nil)...)...)
			}
			if want, _ := g.section("want-ops"); want != lines {
				t.Errorf("operations (-want +got):\n%s", cmp.Diff(want, lines))
			}
			if diff := cmp.Diff(texts(g.files("want/")), texts(after)); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			checkResult(t, before, after, ops)
			checkSettled(t, ref, before, after, []byte(reply))
		})
	}
}

// address is the second line of a golden's comment.
func address(g *golden) string {
	lines := strings.Split(string(g.archive.Comment), "\n")
	for _, line := range lines {
		if a, ok := strings.CutPrefix(line, "address: "); ok {
			return a
		}
	}
	return ""
}

// checkSettled says that nothing is left to do once a difference is applied.
func checkSettled(t testing.TB, ref Ref, before, after map[string][]byte, reply []byte) {
	t.Helper()
	now, ok := after[ref.File]
	if !ok {
		now = before[ref.File]
	}
	rest, err := Difference(ref, now, reply)
	if err != nil {
		t.Fatalf("difference of the result: %v", err)
	}
	if len(rest) > 0 {
		t.Errorf("after the difference was applied there is more: %s\n%s", Patch{rest}, now)
	}
}

// TestTerraformAgrees runs the real terraform fmt over every golden whose file was formatted before.
func TestTerraformAgrees(t *testing.T) {
	terraform, err := exec.LookPath("terraform")
	if err != nil {
		t.Fatal("terraform is not on PATH: install Terraform 1.5 or later, this test holds our formatting against it")
	}
	dir := t.TempDir()
	names := map[string]string{}
	for _, kind := range []string{"apply", "difference"} {
		for _, g := range goldens(t, kind) {
			if g.flags["keep"] {
				continue
			}
			for name := range g.files("want/") {
				file := kind + "-" + g.name() + "-" + strings.ReplaceAll(name, "/", "-")
				names[file] = g.path
				src := bytes.TrimPrefix(g.files("want/")[name], []byte("\ufeff"))
				if err := os.WriteFile(filepath.Join(dir, file), src, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if len(names) < 40 {
		t.Fatalf("only %d results to look at", len(names))
	}
	var stderr bytes.Buffer
	cmd := exec.Command(terraform, "fmt", "-check", "-diff", dir)
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1")
	cmd.Stderr = &stderr
	if out, err := cmd.Output(); err != nil {
		t.Errorf("terraform fmt differs: %v\n%s\n%s", err, out, stderr.String())
	}
}

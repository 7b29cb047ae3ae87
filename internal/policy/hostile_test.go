package policy

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/tools/txtar"
)

// hostile are files of up to the size cap that are built to be slow or deep.
func hostile() map[string]string {
	keys := make([]byte, 0, mostBytes)
	for i := 0; len(keys) < mostBytes-20; i++ {
		keys = append(keys, "k"+strings.Repeat("x", i%3)+string(rune('a'+i%26))+": 1\n"...)
	}
	return map[string]string{
		"open lists":    strings.Repeat("[", mostBytes),
		"open mappings": strings.Repeat("{a: ", mostBytes/4),
		"nested dashes": strings.Repeat("- ", mostBytes/2),
		"question keys": strings.Repeat("? ", mostBytes/2),
		"anchors":       strings.Repeat("&a ", mostBytes/3),
		"tags":          strings.Repeat("!a ", mostBytes/3),
		"colons":        strings.Repeat(": ", mostBytes/2),
		"quotes":        "a: " + strings.Repeat(`"`, mostBytes-4),
		"long text":     "version: 1\nrules: [" + strings.Repeat("x", mostBytes-30) + "]",
		"long key":      "version: 1\n" + strings.Repeat("x", 1000) + ": 1",
		"wrong keys":    string(keys),
		"flat list":     "[" + strings.Repeat("a,", mostBytes/2-2) + "]",
		"wrong rules":   "version: 1\ncontrols:\n" + strings.Repeat("  a: {paths: ['!', '!']}\n", mostBytes/30),
		"itself":        "version: 1\nrules: &a [*a]\ncontrols: &b {x: *b}\n",
		"too long":      strings.Repeat("# x\n", mostBytes/4+1),
	}
}

func TestHostile(t *testing.T) {
	for name, src := range hostile() {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(Path, []byte(src))
			found, ok := errors.AsType[*Problems](err)
			if !ok {
				t.Fatalf("%v", err)
			}
			if len(found.List) > mostProblems || len(err.Error()) > 100_000 {
				t.Errorf("%d mistakes, %d bytes", len(found.List), len(err.Error()))
			}
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, src := range hostile() {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(Path, []byte(src)); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	archive, err := txtar.ParseFile("testdata/accept-full.txtar")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Parse(Path, archive.Files[0].Data); err != nil {
			b.Fatal(err)
		}
	}
}

// The worst globs that are accepted, on a path that nearly matches.
func BenchmarkWorstGlob(b *testing.B) {
	alternatives := "{" + strings.Repeat("a,", 38) + "a}"
	globs := map[string]string{
		"alternatives": strings.Repeat(alternatives, 3) + "c",
		"stars":        strings.Repeat("**/", 80) + "c",
		"both":         strings.Repeat("{**/a,**/a,**/*a,*a}", 3) + strings.Repeat("*a", 60) + "c",
	}
	file := strings.Repeat("a/", 100) + strings.Repeat("a", 100)
	for name, glob := range globs {
		if _, problem, _ := parseGlob(glob); problem != "" {
			b.Fatal(name, problem)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if matchesAny([]string{glob}, file) {
					b.Fatal("it matches")
				}
			}
		})
	}
}

// What is accepted satisfies the published schema and answers every question; what is refused says where
// and why on one line that shows all its characters.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("%d examples, %v", len(files), err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	page, err := os.ReadFile(docsPath)
	if err != nil {
		f.Fatal(err)
	}
	for _, block := range fences(page) {
		f.Add([]byte(block.text))
	}
	compiled := schema(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := Parse(Path, src)
		if err != nil {
			checkProblems(t, src, err)
			return
		}
		if seen, ok := plain(src); ok {
			if err := compiled.Validate(seen); err != nil {
				t.Errorf("the schema rejects it: %v", err)
			}
		}
		again, err := Parse(Path, src)
		if err != nil || again.Revision() != p.Revision() {
			t.Errorf("read twice, it differs: %v", err)
		}
		target := Target{File: "infra/main.tf", Root: "infra", Account: "012345678901", Region: "eu-west-1"}
		for id, e := range p.Controls {
			target.IDs = append(target.IDs, id)
			if e.Action == Ignore && e.Reason == "" {
				t.Errorf("%s is ignored without a reason", id)
			}
		}
		for name := range p.Decisions {
			if a, ok := p.Decision(name, target, time.Time{}); ok && a.Value == "" {
				t.Errorf("the answer to %s is empty", name)
			}
		}
		p.Allows("infra/main.tf")
		if _, err := json.Marshal(p); err != nil {
			t.Error(err)
		}
	})
}

func checkProblems(t *testing.T, src []byte, err error) {
	found, ok := errors.AsType[*Problems](err)
	if !ok || len(found.List) == 0 {
		t.Fatalf("%#v", err)
	}
	lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 2
	for _, one := range found.List {
		if one.Line < 1 || one.Line > lines || one.Column < 1 || one.Text == "" || one.Remedy == "" {
			t.Errorf("%+v", one)
		}
		if i := strings.IndexFunc(one.String(), func(c rune) bool { return !unicode.IsPrint(c) }); i >= 0 {
			t.Errorf("%q holds what cannot be seen", one.String())
		}
	}
}

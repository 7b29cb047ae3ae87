package policy

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

const docsPath = "../../docs/policy.md"

type fence struct{ language, text string }

// fences are the code blocks of a page of Markdown.
func fences(page []byte) []fence {
	var found []fence
	document := goldmark.DefaultParser().Parse(text.NewReader(page))
	for n := document.FirstChild(); n != nil; n = n.NextSibling() {
		if block, ok := n.(*ast.FencedCodeBlock); ok {
			found = append(found, fence{string(block.Language(page)), string(block.Lines().Value(page))})
		}
	}
	return found
}

// Every YAML example of the page is accepted, by the parser and by the schema; one that a text block
// follows is refused with that text.
func TestDocumentedExamples(t *testing.T) {
	page, err := os.ReadFile(docsPath)
	if err != nil {
		t.Fatal(err)
	}
	compiled := schema(t)
	blocks := fences(page)
	accepted, refused := 0, 0
	for i, block := range blocks {
		if block.language != "yaml" {
			continue
		}
		name, got := outcome(t, []byte(block.text))
		if i+1 < len(blocks) && blocks[i+1].language == "text" {
			refused++
			if *update {
				page = bytes.Replace(page, []byte("```text\n"+blocks[i+1].text+"```"), []byte("```text\n"+got+"```"), 1)
				if err := os.WriteFile(docsPath, page, 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if diff := cmp.Diff(blocks[i+1].text, got); diff != "" || name != "want-error" {
				t.Errorf("example %d, run go test with -update (-page +got):\n%s", i, diff)
			}
			continue
		}
		accepted++
		if name != "want" {
			t.Errorf("example %d: %s\n%s", i, got, block.text)
		}
		if seen, ok := plain([]byte(block.text)); !ok || compiled.Validate(seen) != nil {
			t.Errorf("example %d: the schema rejects it", i)
		}
	}
	if accepted < 5 || refused < 1 {
		t.Errorf("%d examples accepted, %d refused: the page lost some", accepted, refused)
	}
}

// Every key and every action has a row on the page, and the limits that it names are those of the parser.
func TestDocumentedKeys(t *testing.T) {
	src, err := os.ReadFile(docsPath)
	if err != nil {
		t.Fatal(err)
	}
	page := string(src)
	fields := append(append(Default().fields(), new(Answer).fields()...), new(Entry).fields(Default())...)
	for _, name := range append(names(fields), actions...) {
		if !strings.Contains(page, "\n| `"+name+"` |") {
			t.Errorf("no row for %s", name)
		}
	}
	for _, limit := range []string{"at most 20 sentences of at most 300 bytes", "at most 256 KiB", "the default branch"} {
		if !strings.Contains(page, limit) {
			t.Errorf("the page does not say %q", limit)
		}
	}
	if mostRules != 20 || mostRuleBytes != 300 || mostBytes != 256<<10 {
		t.Error("a limit changed: change the page and this test")
	}
}

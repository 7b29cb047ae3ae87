package policy

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what the examples want")

// Every example holds a policy and what it means, or its mistakes. The first line of its comment says what
// the schema does with it: "schema: accepts", "schema: rejects", or "schema: sees nothing" when the file
// is empty or no YAML.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	compiled := schema(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(archive.Files) != 2 || archive.Files[0].Name != "terrafix.yml" {
				t.Fatal("an example holds terrafix.yml and want or want-error")
			}
			src := archive.Files[0].Data
			name, got := outcome(t, src)
			if *update {
				archive.Files[1] = txtar.File{Name: name, Data: []byte(got)}
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" || archive.Files[1].Name != name {
				t.Errorf("%s instead of %s (-want +got):\n%s", name, archive.Files[1].Name, diff)
			}
			said, _, _ := strings.Cut(string(archive.Comment), "\n")
			verdict := "schema: sees nothing"
			if seen, ok := plain(src); ok {
				verdict = "schema: rejects"
				if compiled.Validate(seen) == nil {
					verdict = "schema: accepts"
				}
			}
			if said != verdict {
				t.Errorf("the example says %q, and it is %q", said, verdict)
			}
			if name == "want" && verdict == "schema: rejects" {
				t.Error("the parser accepts what the schema rejects")
			}
		})
	}
}

// outcome is what a policy means as JSON, or its mistakes.
func outcome(t *testing.T, src []byte) (name, text string) {
	t.Helper()
	p, err := Parse(Path, src)
	if err != nil {
		return "want-error", err.Error() + "\n"
	}
	meaning, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return "want", string(meaning) + "\n"
}

package action

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

func sprint(format string, value any) string { return fmt.Sprintf(format, value) }

// documented is one input or output of action.yml.
type documented struct {
	Name        string
	Description string
	Default     string
	Required    bool
}

// readMetadata reads action.yml as far as this package must agree with it.
func readMetadata(t *testing.T) (inputs, outputs []documented) {
	t.Helper()
	src, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Inputs, Outputs yaml.Node }
	if err := yaml.Unmarshal(src, &m); err != nil {
		t.Fatal(err)
	}
	return entries(t, &m.Inputs), entries(t, &m.Outputs)
}

// entries keeps the order of the file, which a map would lose.
func entries(t *testing.T, node *yaml.Node) []documented {
	t.Helper()
	var all []documented
	for i := 0; i+1 < len(node.Content); i += 2 {
		one := documented{Name: node.Content[i].Value}
		if err := node.Content[i+1].Decode(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

func TestActionYMLAndTableAgree(t *testing.T) {
	t.Parallel()
	inputs, outputs := readMetadata(t)
	type row struct {
		Name, Default string
		Required      bool
	}
	var want, got []row
	for _, in := range inputs {
		got = append(got, row{in.Name, in.Default, in.Required})
		if len(in.Description) < 20 {
			t.Errorf("input %s has no good description", in.Name)
		}
	}
	for _, in := range inputTable {
		want = append(want, row{in.name, in.def, in.required != "" && in.def == ""})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs of action.yml (-table +action.yml):\n%s", diff)
	}
	report := &Report{}
	set, err := report.outputs("x")
	if err != nil {
		t.Fatal(err)
	}
	var wantOutputs, gotOutputs []string
	for _, o := range set {
		wantOutputs = append(wantOutputs, o.name)
	}
	for _, o := range outputs {
		gotOutputs = append(gotOutputs, o.Name)
		if len(o.Description) < 20 {
			t.Errorf("output %s has no good description", o.Name)
		}
	}
	if diff := cmp.Diff(wantOutputs, gotOutputs); diff != "" {
		t.Errorf("outputs of action.yml (-set +action.yml):\n%s", diff)
	}
}

// TestReadme holds the tables of the README in step with action.yml. With -update it rewrites them.
func TestReadme(t *testing.T) {
	inputs, outputs := readMetadata(t)
	var in, out strings.Builder
	in.WriteString("| Input | Default | What it does |\n|---|---|---|\n")
	for _, i := range inputs {
		def := "`" + i.Default + "`"
		switch {
		case i.Required:
			def = "required"
		case i.Default == "":
			def = ""
		}
		fmt.Fprintf(&in, "| `%s` | %s | %s |\n", i.Name, def, strings.ReplaceAll(strings.TrimSpace(i.Description), "|", `\|`))
	}
	out.WriteString("| Output | What it holds |\n|---|---|\n")
	for _, o := range outputs {
		fmt.Fprintf(&out, "| `%s` | %s |\n", o.Name, strings.ReplaceAll(strings.TrimSpace(o.Description), "|", `\|`))
	}
	const file = "../../README.md"
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, between(t, have, "inputs", in.String()), "outputs", out.String())
	if bytes.Equal(have, want) {
		return
	}
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("the tables of the README do not follow action.yml; run go test ./internal/action -run TestReadme -update\n%s",
		cmp.Diff(string(want), string(have)))
}

// between replaces what stands between the two comments of one name.
func between(t *testing.T, text []byte, name, content string) []byte {
	t.Helper()
	begin, end := "<!-- "+name+" -->", "<!-- /"+name+" -->"
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("the README lacks %s or %s", begin, end)
	}
	return []byte(before + begin + "\n\n" + content + "\n" + end + after)
}

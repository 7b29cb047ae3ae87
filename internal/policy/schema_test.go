package policy

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

const schemaPath = "../../schema/terrafix-policy.schema.json"

// schema compiles the published schema.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiled, err := compiler.Compile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// plain converts a YAML file into what an editor's schema checker sees. It is false when the checker
// would see no value, because the file is empty or no YAML.
func plain(src []byte) (any, bool) {
	r := &reader{refused: map[*yaml.Node]bool{}}
	body := r.load(src)
	if body == nil || len(r.problems) > 0 {
		return nil, false
	}
	return value(body), true
}

func value(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return value(n.Alias)
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = value(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = value(item)
		}
		return list
	}
	switch n.Tag {
	case tagNull:
		return nil
	case tagBool:
		return n.Value[0] == 't' || n.Value[0] == 'T'
	case tagInt, tagFloat:
		var number any
		if err := n.Decode(&number); err == nil {
			return number
		}
	}
	return n.Value
}

// The schema offers exactly the keys that the parser reads, each with a description.
func TestSchemaKeys(t *testing.T) {
	src, err := os.ReadFile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]struct{ Description string }
	}
	var file struct {
		Properties map[string]json.RawMessage
		Defs       struct {
			Answer object
			Entry  struct{ AnyOf []object }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(src, &file); err != nil {
		t.Fatal(err)
	}
	var paths object
	if err := json.Unmarshal(file.Properties["paths"], &paths); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		where  string
		parser []field
		schema map[string]struct{ Description string }
	}{
		{"paths", Default().pathFields(), paths.Properties},
		{"answer", new(Answer).fields(), file.Defs.Answer.Properties},
		{"entry", new(Entry).fields(Default()), file.Defs.Entry.AnyOf[1].Properties},
	} {
		if diff := cmp.Diff(sorted(names(c.parser)), slices.Sorted(maps.Keys(c.schema))); diff != "" {
			t.Errorf("%s: keys of the parser and of the schema differ (-parser +schema):\n%s", c.where, diff)
		}
		for key, property := range c.schema {
			if property.Description == "" {
				t.Errorf("%s: the key %s has no description in the schema", c.where, key)
			}
		}
	}
	if diff := cmp.Diff(sorted(names(Default().fields())), slices.Sorted(maps.Keys(file.Properties))); diff != "" {
		t.Errorf("keys of the parser and of the schema differ (-parser +schema):\n%s", diff)
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

package githubserver

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// The description and the server must name the same routes, in both directions.
func TestDescriptionAndRoutesAgree(t *testing.T) {
	k, err := newChecker()
	if err != nil {
		t.Fatal(err)
	}
	if err := k.doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	var described, served []string
	for path, item := range k.doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, fmt.Sprint(method, " ", path))
		}
	}
	for _, rt := range restRoutes {
		served = append(served, rt.method+" "+rt.template)
		if k.docs(rt.method, rt.template) == docsRoot {
			t.Errorf("%s %s has no documentation_url", rt.method, rt.template)
		}
	}
	slices.Sort(described)
	slices.Sort(served)
	if !slices.Equal(described, served) {
		t.Fatalf("described:\n%s\nserved:\n%s", strings.Join(described, "\n"), strings.Join(served, "\n"))
	}
}

// Every object and field of the schema must resolve: a gap would show as a failure only when it
// is asked for.
func TestEveryFieldOfTheSchemaResolves(t *testing.T) {
	s, err := New(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := &call{s: s, ctx: context.Background(), gql: &gqlRequest{}}
	is := &issue{number: 1, pull: &pull{}}
	commit, err := c.refObject("refs/heads/main")
	if err != nil {
		t.Fatal(err)
	}
	page, err := connection("Label", nil, map[string]any{"first": 1})
	if err != nil {
		t.Fatal(err)
	}
	rate, err := c.queryRoot().fields["rateLimit"](nil)
	if err != nil {
		t.Fatal(err)
	}
	target, err := commit.(object).fields["target"](nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []object{
		c.queryRoot(), c.mutationRoot(), c.repositoryObject(), s.actorObject("ada"), s.actorObject("x[bot]"),
		c.pullObject(is), {"Issue", c.issueFields(&issue{})}, commit.(object), target.(object), page.(object), rate.(object),
	} {
		for _, f := range schema.Types[o.kind].Fields {
			if !strings.HasPrefix(f.Name, "__") && o.fields[f.Name] == nil {
				t.Errorf("%s.%s is in the schema and has no resolver", o.kind, f.Name)
			}
		}
		for name := range o.fields {
			if schema.Types[o.kind].Fields.ForName(name) == nil {
				t.Errorf("%s.%s has a resolver and is not in the schema", o.kind, name)
			}
		}
	}
}

func TestDescriptionIsSmall(t *testing.T) {
	info, err := os.Stat("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 150_000 {
		t.Fatalf("openapi.json has %d bytes", info.Size())
	}
}

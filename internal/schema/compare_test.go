package schema

import (
	"fmt"
	"slices"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
)

// comparison compares one release of the data with a provider's own schema.
type comparison struct {
	t     *testing.T
	in    Releases
	types bool // whether the types of what is only computed are kept
}

func compareSchemas(t *testing.T, provider *tfjson.ProviderSchema) {
	t.Helper()
	s := Load()
	release := slices.Index(s.Releases(), whole)
	if release < 0 {
		t.Fatalf("%s is not among %v", whole, s.Releases())
	}
	c := &comparison{t: t, in: 1 << release}
	c.typed(provider.ResourceSchemas, s.ResourceTypes(), s.Resource, true)
	c.typed(provider.DataSourceSchemas, s.DataSourceTypes(), s.DataSource, false)
}

func (c *comparison) typed(want map[string]*tfjson.Schema, names []string, get func(string) *Resource, types bool) {
	c.types = types
	for _, name := range names {
		got, real := get(name), want[name]
		if has := got.Releases&c.in != 0; has != (real != nil) {
			c.t.Errorf("%s: in the data %v, in the provider %v", name, has, real != nil)
			continue
		}
		if real != nil {
			c.body(name, got.Body, real.Block)
		}
	}
	for name := range want {
		if get(name) == nil {
			c.t.Errorf("%s is missing", name)
		}
	}
}

func (c *comparison) body(path string, got *Body, want *tfjson.SchemaBlock) {
	n := 0
	for _, a := range got.Arguments {
		if a.Releases&c.in == 0 {
			continue
		}
		n++
		real := want.Attributes[a.Name]
		if real == nil {
			c.t.Errorf("%s.%s is not in the provider", path, a.Name)
			continue
		}
		form := a.newest(c.in)
		typ := real.AttributeType
		if !c.types && real.Computed && !real.Optional {
			typ = cty.DynamicPseudoType
		}
		if !form.Type.Equals(typ) || form.Required != real.Required || form.Optional != real.Optional || form.Computed != real.Computed {
			c.t.Errorf("%s.%s: %#v, the provider has %#v", path, a.Name, form, real)
		}
		if real.Deprecated && !a.Deprecated || real.Sensitive && !a.Sensitive {
			c.t.Errorf("%s.%s: deprecated or sensitive is lost", path, a.Name)
		}
	}
	for _, b := range got.Blocks {
		if b.Releases&c.in == 0 {
			continue
		}
		n++
		inner := path + "." + b.Name
		real := want.NestedBlocks[b.Name]
		if real == nil {
			c.t.Errorf("%s is not in the provider", inner)
			continue
		}
		i := slices.IndexFunc(b.Forms, func(f BlockForm) bool { return f.Releases&c.in != 0 })
		form := b.Forms[i]
		nesting := map[Nesting]tfjson.SchemaNestingMode{NestingSingle: "single", NestingList: "list", NestingSet: "set"}[form.Nesting]
		gotForm := fmt.Sprint(nesting, form.MinItems, form.MaxItems)
		if wantForm := fmt.Sprint(real.NestingMode, real.MinItems, real.MaxItems); gotForm != wantForm {
			c.t.Errorf("%s: %s, the provider has %s", inner, gotForm, wantForm)
		}
		c.body(inner, b.Body(), real.Block)
	}
	if n != len(want.Attributes)+len(want.NestedBlocks) {
		c.t.Errorf("%s has %d arguments and blocks, the provider %d", path, n, len(want.Attributes)+len(want.NestedBlocks))
	}
}

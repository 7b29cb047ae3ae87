package main

import (
	"fmt"
	"maps"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/terrafix/terrafix-action/internal/schema/layout"
)

// union is what all releases accept together.
type union struct {
	releases               []string
	resources, dataSources []namedType
}

// namedType is a resource or data source type.
type namedType struct {
	name     string
	releases uint64
	flags    uint64
	body     *body
}

// body is the union of the same block in several releases; arguments and blocks are sorted by name.
type body struct {
	arguments []argument
	blocks    []block
}

// argument is an argument with the forms it had. Its releases are relative to the body it is in.
type argument struct {
	name     string
	releases uint64
	flags    uint64
	forms    []argumentForm
}

type argumentForm struct {
	releases uint64
	typ      string
	mode     uint64
}

// block is a nested block with the forms it had. Its releases are relative to the body it is in.
type block struct {
	name     string
	releases uint64
	flags    uint64
	forms    []blockForm
	body     *body
}

type blockForm struct{ releases, nesting, minItems, maxItems uint64 }

// present pairs a part of a schema with the bit of the release it is from.
type present[T any] struct {
	bit  uint64
	part T
}

func merge(all []release) (*union, error) {
	if len(all) > layout.MaxReleases {
		return nil, fmt.Errorf("%d releases are too many, the most is %d", len(all), layout.MaxReleases)
	}
	u := &union{}
	resources := map[string][]present[*tfjson.Schema]{}
	dataSources := map[string][]present[*tfjson.Schema]{}
	for i, r := range all {
		u.releases = append(u.releases, r.version)
		collect(resources, 1<<i, r.resources)
		collect(dataSources, 1<<i, r.dataSources)
	}
	everything := uint64(1)<<len(all) - 1
	var err error
	if u.resources, err = mergeTypes(resources, everything); err != nil {
		return nil, err
	}
	u.dataSources, err = mergeTypes(dataSources, everything)
	return u, err
}

func collect[T any](into map[string][]present[T], bit uint64, parts map[string]T) {
	for name, part := range parts {
		into[name] = append(into[name], present[T]{bit, part})
	}
}

func mergeTypes(types map[string][]present[*tfjson.Schema], everything uint64) ([]namedType, error) {
	var merged []namedType
	for _, name := range slices.Sorted(maps.Keys(types)) {
		var blocks []present[*tfjson.SchemaBlock]
		t := namedType{name: name}
		for _, p := range types[name] {
			t.releases |= p.bit
			if p.part.Block.Deprecated {
				t.flags |= layout.Deprecated
			}
			blocks = append(blocks, present[*tfjson.SchemaBlock]{p.bit, p.part.Block})
		}
		b, err := mergeBody(blocks, t.releases)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		t.body, t.releases = b, relative(t.releases, everything)
		merged = append(merged, t)
	}
	return merged, nil
}

// relative turns a set of releases into one that is relative to its parent's set.
func relative(releases, parent uint64) uint64 {
	if releases == parent {
		return layout.All
	}
	return releases
}

func mergeBody(blocks []present[*tfjson.SchemaBlock], parent uint64) (*body, error) {
	arguments := map[string][]present[*tfjson.SchemaAttribute]{}
	nested := map[string][]present[*tfjson.SchemaBlockType]{}
	for _, p := range blocks {
		collect(arguments, p.bit, p.part.Attributes)
		collect(nested, p.bit, p.part.NestedBlocks)
	}
	b := &body{}
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		a, err := mergeArgument(name, arguments[name], parent)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b.arguments = append(b.arguments, a)
	}
	for _, name := range slices.Sorted(maps.Keys(nested)) {
		n, err := mergeBlock(name, nested[name], parent)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b.blocks = append(b.blocks, n)
	}
	return b, nil
}

func mergeArgument(name string, parts []present[*tfjson.SchemaAttribute], parent uint64) (argument, error) {
	a := argument{name: name}
	for _, p := range parts {
		form, err := formOf(p.part)
		if err != nil {
			return a, err
		}
		a.releases |= p.bit
		if p.part.Deprecated {
			a.flags |= layout.Deprecated
		}
		if p.part.Sensitive {
			a.flags |= layout.Sensitive
		}
		same := func(f argumentForm) bool { return f.typ == form.typ && f.mode == form.mode }
		if i := slices.IndexFunc(a.forms, same); i >= 0 {
			a.forms[i].releases |= p.bit
			continue
		}
		form.releases = p.bit
		a.forms = append(a.forms, form)
	}
	if len(a.forms) == 1 {
		a.forms[0].releases = layout.All
	}
	a.releases = relative(a.releases, parent)
	return a, nil
}

func formOf(attr *tfjson.SchemaAttribute) (argumentForm, error) {
	if attr.AttributeType == cty.NilType {
		return argumentForm{}, fmt.Errorf("nested attribute types are not supported")
	}
	typ, err := ctyjson.MarshalType(attr.AttributeType)
	if err != nil {
		return argumentForm{}, fmt.Errorf("encoding the type: %w", err)
	}
	form := argumentForm{typ: string(typ)}
	for flag, set := range map[uint64]bool{
		layout.Required: attr.Required, layout.Optional: attr.Optional, layout.Computed: attr.Computed,
	} {
		if set {
			form.mode |= flag
		}
	}
	return form, nil
}

// nestings maps the nesting modes of the JSON form.
var nestings = map[tfjson.SchemaNestingMode]uint64{
	tfjson.SchemaNestingModeSingle: layout.NestingSingle,
	tfjson.SchemaNestingModeList:   layout.NestingList,
	tfjson.SchemaNestingModeSet:    layout.NestingSet,
}

func mergeBlock(name string, parts []present[*tfjson.SchemaBlockType], parent uint64) (block, error) {
	n := block{name: name}
	var inner []present[*tfjson.SchemaBlock]
	for _, p := range parts {
		nesting, ok := nestings[p.part.NestingMode]
		if !ok {
			return n, fmt.Errorf("the nesting mode %q is not supported", p.part.NestingMode)
		}
		form := blockForm{nesting: nesting, minItems: p.part.MinItems, maxItems: p.part.MaxItems}
		n.releases |= p.bit
		if p.part.Block.Deprecated {
			n.flags |= layout.Deprecated
		}
		inner = append(inner, present[*tfjson.SchemaBlock]{p.bit, p.part.Block})
		same := func(f blockForm) bool {
			return f.nesting == form.nesting && f.minItems == form.minItems && f.maxItems == form.maxItems
		}
		if i := slices.IndexFunc(n.forms, same); i >= 0 {
			n.forms[i].releases |= p.bit
			continue
		}
		form.releases = p.bit
		n.forms = append(n.forms, form)
	}
	if len(n.forms) == 1 {
		n.forms[0].releases = layout.All
	}
	b, err := mergeBody(inner, n.releases)
	n.body, n.releases = b, relative(n.releases, parent)
	return n, err
}

package main

import (
	"errors"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
)

// Schemas that were derived from the bindings of the CDK for Terraform lack what those bindings drop: counts
// above one, deprecations, and the inner blocks of a few very deep resources, which they replace by "any"
// (QuickSight definitions) or by a list that was fixed years ago (WAF statements). Taken at their word they
// would reject valid configuration. complete fills those places from the release whose schema is whole.

// release is the schema of one release of the provider.
type release struct {
	version     string
	resources   map[string]*tfjson.Schema
	dataSources map[string]*tfjson.Schema
}

func complete(all []release) error {
	whole := -1
	for i, r := range all {
		if r.countsItems() {
			whole = i
		}
	}
	if whole < 0 {
		return errors.New("no input has block counts above one, so none is the output of terraform itself")
	}
	for i, r := range all {
		if r.countsItems() {
			continue
		}
		f := filler{older: i < whole}
		for name, s := range r.resources {
			if full := all[whole].resources[name]; full != nil {
				f.waf = strings.HasPrefix(name, "aws_wafv2_")
				f.fill(s.Block, full.Block)
			}
		}
		f.waf = false
		for name, s := range r.dataSources {
			if full := all[whole].dataSources[name]; full != nil {
				f.fill(s.Block, full.Block)
			}
		}
	}
	return nil
}

// countsItems reports whether some block has a limit above one, as only terraform's own output has.
func (r release) countsItems() bool {
	var counts func(b *tfjson.SchemaBlock) bool
	counts = func(b *tfjson.SchemaBlock) bool {
		for _, nested := range b.NestedBlocks {
			if nested.MaxItems > 1 || nested.MinItems > 1 || counts(nested.Block) {
				return true
			}
		}
		return false
	}
	for _, s := range r.resources {
		if counts(s.Block) {
			return true
		}
	}
	return false
}

// filler fills the schema of one type.
type filler struct {
	older bool // whether the release is older than the whole one
	waf   bool // whether the type belongs to WAF
}

func (f filler) fill(b, full *tfjson.SchemaBlock) {
	for name, attr := range b.Attributes {
		if attr.AttributeType != cty.DynamicPseudoType || full.NestedBlocks[name] == nil {
			continue
		}
		delete(b.Attributes, name)
		if b.NestedBlocks == nil {
			b.NestedBlocks = map[string]*tfjson.SchemaBlockType{}
		}
		b.NestedBlocks[name] = full.NestedBlocks[name]
	}
	for name, nested := range b.NestedBlocks {
		other := full.NestedBlocks[name]
		if other == nil || other == nested {
			continue
		}
		if nested.MaxItems == 0 && other.MaxItems > 1 {
			nested.MaxItems = other.MaxItems
		}
		if nested.MinItems == 1 && other.MinItems > 1 {
			nested.MinItems = other.MinItems
		}
		switch {
		case f.waf && name == "statement" && f.older:
			extend(nested.Block, other.Block)
		case f.waf && name == "statement":
			nested.Block = other.Block
		default:
			f.fill(nested.Block, other.Block)
		}
	}
}

// extend adds to b what only full has: a release may have had more than a later one, and what it had less
// cannot be known.
func extend(b, full *tfjson.SchemaBlock) {
	if b.Attributes == nil {
		b.Attributes = map[string]*tfjson.SchemaAttribute{}
	}
	for name, attr := range full.Attributes {
		if b.Attributes[name] == nil {
			b.Attributes[name] = attr
		}
	}
	if b.NestedBlocks == nil {
		b.NestedBlocks = map[string]*tfjson.SchemaBlockType{}
	}
	for name, nested := range full.NestedBlocks {
		own := b.NestedBlocks[name]
		if own == nil {
			b.NestedBlocks[name] = nested
			continue
		}
		own.MinItems, own.MaxItems = nested.MinItems, nested.MaxItems
		extend(own.Block, nested.Block)
	}
}

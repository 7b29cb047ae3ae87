package main

import (
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
)

// forgetResults drops the types of what data sources return, two thirds of the whole data. Their names
// stay, so that setting one is still found.
func forgetResults(all []release) {
	for _, r := range all {
		for _, s := range r.dataSources {
			forgetIn(s.Block)
		}
	}
}

func forgetIn(b *tfjson.SchemaBlock) {
	for _, attr := range b.Attributes {
		if attr.Computed && !attr.Optional {
			attr.AttributeType = cty.DynamicPseudoType
		}
	}
	for _, nested := range b.NestedBlocks {
		forgetIn(nested.Block)
	}
}

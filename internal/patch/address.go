package patch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Address returns the address of a top-level block inside its module, in the form that [Ref] has:
// "aws_s3_bucket.logs" for a resource, "var.name" for a variable, and for every other block its type joined
// with its labels, such as "data.aws_region.here", "provider.aws" or "terraform".
func Address(block *hclsyntax.Block) string {
	parts := append([]string{block.Type}, block.Labels...)
	switch {
	case block.Type == "resource" && len(block.Labels) > 0:
		parts = block.Labels
	case block.Type == "variable":
		parts[0] = "var"
	}
	return strings.Join(parts, ".")
}

// canonicalAddress accepts "variable.x" for "var.x".
func canonicalAddress(address string) string {
	if name, ok := strings.CutPrefix(address, "variable."); ok {
		return "var." + name
	}
	return address
}

var errAbsent = errors.New("is not declared in the file: it may have been renamed or moved since it was located")

// find returns the index of the one item with an address.
func find(items []topLevel, address string) (int, error) {
	address = canonicalAddress(address)
	found := -1
	for i, it := range items {
		if it.address != address {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("%s is ambiguous: the file declares it more than once", address)
		}
		found = i
	}
	if found < 0 {
		return 0, fmt.Errorf("%s %w", address, errAbsent)
	}
	return found, nil
}

// descend follows path from a block to one of its nested blocks.
func descend(block *hclsyntax.Block, path []Step) (*hclsyntax.Block, error) {
	for i, step := range path {
		next := nth(block.Body, step)
		if next == nil {
			return nil, fmt.Errorf("there is no nested block %s", pathString(path[:i+1]))
		}
		block = next
	}
	return block, nil
}

// nth returns the nested block that a step leads to, or nil.
func nth(body *hclsyntax.Body, step Step) *hclsyntax.Block {
	seen := 0
	for _, b := range body.Blocks {
		if b.Type != step.Block {
			continue
		}
		if seen == step.Index {
			return b
		}
		seen++
	}
	return nil
}

package tfconfig

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// References returns the addresses inside the module that the block's expressions refer to, sorted and
// without repetition: "aws_s3_bucket.a", "data.aws_iam_policy_document.a", "var.x", "local.y",
// "module.m". References to path, terraform, each, count and self are left out, and so are the
// iterators of dynamic blocks.
func References(b *Block) []string {
	set := map[string]bool{}
	collect(b.Syntax.Body, nil, set)
	return sortedKeys(set)
}

func collect(body *hclsyntax.Body, iterators []string, set map[string]bool) {
	for _, attribute := range body.Attributes {
		for _, traversal := range attribute.Expr.Variables() {
			if ref := reference(traversal); ref != "" && !slices.Contains(iterators, traversal.RootName()) {
				set[ref] = true
			}
		}
	}
	for _, nested := range body.Blocks {
		inner := iterators
		if nested.Type == "dynamic" && len(nested.Labels) == 1 {
			inner = append(slices.Clip(iterators), iterator(nested))
		}
		collect(nested.Body, inner, set)
	}
}

// iterator names the variable that a dynamic block's content refers to.
func iterator(dynamic *hclsyntax.Block) string {
	if attribute, ok := dynamic.Body.Attributes["iterator"]; ok {
		if name := hcl.ExprAsKeyword(attribute.Expr); name != "" {
			return name
		}
	}
	return dynamic.Labels[0]
}

// reference reduces a traversal to the address of what it refers to, or "".
func reference(traversal hcl.Traversal) string {
	if traversal.IsRelative() {
		return ""
	}
	names := []string{traversal.RootName()}
	for _, step := range traversal[1:] {
		attr, ok := step.(hcl.TraverseAttr)
		if !ok {
			break
		}
		names = append(names, attr.Name)
	}
	want := 2
	switch names[0] {
	case "path", "terraform", "each", "count", "self":
		return ""
	case "data", "ephemeral":
		want = 3
	}
	if len(names) < want {
		return ""
	}
	return strings.Join(names[:want], ".")
}

// Referrers returns the blocks of b's module that refer to b, in source order, without b itself.
func (r *Repository) Referrers(b *Block) []*Block {
	names := map[string]bool{b.Ref.Address: true}
	if b.Syntax.Type == "locals" {
		names = map[string]bool{}
		for name := range b.Syntax.Body.Attributes {
			names["local."+name] = true
		}
	}
	var referrers []*Block
	for _, other := range b.Module.blocks {
		if other == b {
			continue
		}
		if slices.ContainsFunc(References(other), func(ref string) bool { return names[ref] }) {
			referrers = append(referrers, other)
		}
	}
	return referrers
}

// Lookup returns the block that a reference leads to, or nil: the variable block for "var.x", the
// locals block that holds y for "local.y", and the block with that address for everything else. What
// follows the address ("aws_s3_bucket.a.id") is ignored.
func (m *Module) Lookup(ref string) *Block {
	if name, ok := strings.CutPrefix(ref, "local."); ok {
		name, _, _ = strings.Cut(name, ".")
		return m.locals[name].block
	}
	parts := strings.Split(ref, ".")
	for n := len(parts); n >= 2; n-- {
		if b := m.Block(strings.Join(parts[:n], ".")); b != nil {
			return b
		}
	}
	return nil
}

package schema

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// occurrences is how often a block type is written in one body.
type occurrences struct {
	static  []hcl.Range // blocks that are there for certain
	dynamic int         // dynamic blocks, each of which makes any number
	seen    int         // both, while counting for paths
}

// blocks checks the nested blocks of a body and returns how often each type is written.
func (c *checker) blocks(b *Body, have *hclsyntax.Body, in Releases, path string) map[string]*occurrences {
	written := map[string]*occurrences{}
	for _, block := range have.Blocks {
		name, _, dynamic := target(block)
		if written[name] == nil {
			written[name] = &occurrences{}
		}
		if dynamic {
			written[name].dynamic++
		} else {
			written[name].static = append(written[name].static, block.TypeRange)
		}
	}
	for _, block := range have.Blocks {
		name, content, dynamic := target(block)
		if path == "" && !dynamic && slices.Contains(metaBlocks, name) {
			continue
		}
		o := written[name]
		inner := join(path, name)
		if len(o.static)+o.dynamic > 1 {
			inner = fmt.Sprintf("%s[%d]", inner, o.seen)
		}
		o.seen++
		c.block(b, block, content, name, in, inner, dynamic)
	}
	return written
}

// target returns what block type a block makes, and its body. For a dynamic block these are the label and
// the body of content, nil when that is missing.
func target(block *hclsyntax.Block) (name string, content *hclsyntax.Body, dynamic bool) {
	if block.Type != "dynamic" || len(block.Labels) != 1 {
		return block.Type, block.Body, false
	}
	for _, inner := range block.Body.Blocks {
		if inner.Type == "content" {
			return block.Labels[0], inner.Body, true
		}
	}
	return block.Labels[0], nil, true
}

func (c *checker) block(b *Body, block *hclsyntax.Block, content *hclsyntax.Body, name string, in Releases, path string, dynamic bool) {
	at := block.TypeRange
	if dynamic {
		at = block.LabelRanges[0]
	}
	n, a := b.Block(name), b.Argument(name)
	switch {
	case n != nil && n.Releases&in != 0:
		if !dynamic && len(block.Labels) > 0 {
			c.report(Label, block.LabelRanges[0], path, "", "block %q of %s takes no label: remove it", name, c.where(path))
		}
		if n.Deprecated {
			c.report(Deprecated, at, path, "", "block %q of %s is deprecated", name, c.where(path))
		}
		c.versioned(at, n.Releases, in, path)
		if content != nil {
			c.body(n.Body(), content, in&n.Releases, path)
		}
	case a != nil && a.Releases&in != 0 && !a.readOnly(in&a.Releases):
		c.argumentBlock(a, at, content, in&a.Releases, path)
	default:
		other := Releases(0)
		if a != nil {
			other |= a.Releases
		}
		if n != nil {
			other |= n.Releases
		}
		if a != nil && a.Releases&in != 0 {
			c.report(ReadOnlyArgument, at, path, "", "%q of %s is set by the provider alone: remove it", name, c.where(path))
			return
		}
		c.unknown(UnknownBlock, "block", b, name, at, other, in, path)
	}
}

// argumentBlock checks a block in the place of an argument. Terraform accepts that for lists and sets of
// objects: https://developer.hashicorp.com/terraform/language/attr-as-blocks
func (c *checker) argumentBlock(a *Argument, at hcl.Range, content *hclsyntax.Body, in Releases, path string) {
	typ := a.newest(in).Type
	if !asBlocks(typ) {
		c.report(ArgumentAsBlock, at, path, a.Name,
			"%q of %s is an argument of type %s: write %s = … instead of a block", a.Name, c.where(path), typeName(typ), a.Name)
		return
	}
	if a.Deprecated {
		c.report(Deprecated, at, path, "", "argument %q of %s is deprecated", a.Name, c.where(path))
	}
	if content != nil {
		c.body(objectBody(typ.ElementType()), content, 1<<in.newest(), path)
	}
}

// asBlocks reports whether terraform accepts blocks in the place of an argument of the type.
func asBlocks(typ cty.Type) bool {
	return (typ.IsListType() || typ.IsSetType()) && typ.ElementType().IsObjectType()
}

// objectBody returns what a block in the place of an object accepts: every attribute, none required, since
// terraform fills the absent ones with null.
func objectBody(object cty.Type) *Body {
	b := &Body{}
	for name, typ := range object.AttributeTypes() {
		b.Arguments = append(b.Arguments, &Argument{
			Name: name, Releases: ^Releases(0),
			Forms: []ArgumentForm{{Releases: ^Releases(0), Type: typ, Optional: true}},
		})
	}
	slices.SortFunc(b.Arguments, func(a, b *Argument) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return b
}

// missing reports required arguments that are not set, and blocks that occur too seldom or too often.
func (c *checker) missing(b *Body, have *hclsyntax.Body, written map[string]*occurrences, in Releases, path string) {
	at := have.SrcRange
	for _, a := range b.Arguments {
		if !a.required(in) || written[a.Name] != nil {
			continue
		}
		attr := have.Attributes[a.Name]
		if attr == nil {
			c.report(MissingArgument, at, join(path, a.Name), "", "%s needs the argument %q (%s)",
				c.where(join(path, a.Name)), a.Name, typeName(a.newest(in).Type))
		} else if isNull(attr.Expr) {
			c.report(MissingArgument, attr.Expr.Range(), join(path, a.Name), "", "the argument %q of %s must not be null",
				a.Name, c.where(join(path, a.Name)))
		}
	}
	for _, n := range b.Blocks {
		if n.Releases&in == 0 || have.Attributes[n.Name] != nil {
			continue
		}
		o := written[n.Name]
		if o == nil {
			o = &occurrences{}
		}
		inner := join(path, n.Name)
		least, most := n.limits(in)
		if len(o.static) < least && o.dynamic == 0 {
			c.report(TooFewBlocks, at, inner, "", "%s needs the block %q at least %s, it has %d",
				c.where(inner), n.Name, times(least), len(o.static))
		}
		if most > 0 && len(o.static) > most {
			c.report(TooManyBlocks, o.static[most], inner, "", "%s takes the block %q at most %s, it has %d",
				c.where(inner), n.Name, times(most), len(o.static))
		}
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

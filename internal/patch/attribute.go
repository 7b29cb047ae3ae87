package patch

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func (c *chunk) setAttribute(op SetAttribute) error {
	value, err := newExpression(op.Name, op.Expr)
	if err != nil {
		return err
	}
	block, err := c.block(op.Path)
	if err != nil {
		return err
	}
	attr := block.Body.Attributes[op.Name]
	if attr != nil && c.canonAttribute(attr) == value.canon(value.sp) {
		return nil
	}
	if c.oneLine(block) && (attr == nil || value.multiline()) {
		if err := c.expand(block); err != nil {
			return err
		}
		if block, err = c.block(op.Path); err != nil {
			return err
		}
		attr = block.Body.Attributes[op.Name]
	}
	if attr != nil {
		return c.replaceValue(attr, value)
	}
	return c.addAttribute(block, op.Name, value)
}

// replaceValue puts a new expression in the place of the old one and leaves the rest of the line alone,
// except that nothing may follow the end mark of a heredoc: a comment there moves above the attribute.
func (c *chunk) replaceValue(attr *hclsyntax.Attribute, value *expression) error {
	old := c.expression(attr)
	start, end := c.start(old), c.end(old)
	indent := indentation(c.text, attr.SrcRange.Start.Byte)
	text, err := indented(value.source(value.sp), indent, c.newline)
	if err != nil {
		return err
	}
	if value.heredoc() {
		stop := lineEnd(c.text, end)
		rest := c.text[end:stop]
		if comment := strings.TrimSpace(string(rest)); comment != "" {
			c.splice(start, stop, text+c.newline)
			line := lineStart(c.text, attr.SrcRange.Start.Byte)
			c.splice(line, line, indent+comment+c.newline)
			return nil
		}
	}
	c.splice(start, end, text)
	return nil
}

// addAttribute adds a line to the last group of single-line attributes, or a paragraph.
func (c *chunk) addAttribute(block *hclsyntax.Block, name string, value *expression) error {
	anchor := c.anchor(block)
	indent := c.inner(block)
	if anchor != nil {
		indent = indentation(c.text, anchor.SrcRange.Start.Byte)
	}
	text, err := indented([]byte(name+" = "+value.String()), indent, c.newline)
	if err != nil {
		return err
	}
	text = indent + text + c.newline
	if anchor == nil {
		at := lineEnd(c.text, block.OpenBraceRange.End.Byte)
		if len(block.Body.Blocks) > 0 && blankLine(c.text, at) < 0 {
			text += c.newline
		} else if len(block.Body.Blocks) == 0 {
			// Only comments can stand here; the attribute goes below them.
			at = c.closing(block)
		}
		c.splice(at, at, text)
		return nil
	}
	at := lineEnd(c.text, c.end(c.expression(anchor)))
	paragraph := value.multiline() || apart(block, anchor) || bytes.ContainsRune(c.source(c.expression(anchor)), '\n')
	if paragraph {
		text = c.newline + text
		if at != c.closing(block) && blankLine(c.text, at) < 0 {
			text += c.newline
		}
	}
	c.splice(at, at, text)
	return nil
}

// anchor returns the attribute after which a new one is written: the last before the first nested block,
// but before a closing depends_on; nil if the body has none.
func (c *chunk) anchor(block *hclsyntax.Block) *hclsyntax.Attribute {
	first := block.CloseBraceRange.Start.Byte
	if len(block.Body.Blocks) > 0 {
		first = block.Body.Blocks[0].TypeRange.Start.Byte
	}
	var head, any, dependsOn *hclsyntax.Attribute
	later := func(a, b *hclsyntax.Attribute) *hclsyntax.Attribute {
		if a == nil || a.SrcRange.Start.Byte < b.SrcRange.Start.Byte {
			return b
		}
		return a
	}
	for name, attr := range block.Body.Attributes {
		switch {
		case name == "depends_on":
			dependsOn = attr
		case attr.SrcRange.Start.Byte < first:
			head = later(head, attr)
		default:
			any = later(any, attr)
		}
	}
	for _, attr := range []*hclsyntax.Attribute{head, any, dependsOn} {
		if attr != nil {
			return attr
		}
	}
	return nil
}

// apart reports whether people leave a blank line after an attribute: the meta-arguments that stand first
// and the source of a module.
func apart(block *hclsyntax.Block, attr *hclsyntax.Attribute) bool {
	switch attr.Name {
	case "count", "for_each", "provider", "providers":
		return block.Type == "resource" || block.Type == "data" || block.Type == "module"
	case "source", "version":
		return block.Type == "module"
	}
	return false
}

func (c *chunk) removeAttribute(op RemoveAttribute) error {
	block, err := c.block(op.Path)
	if err != nil {
		return err
	}
	attr := block.Body.Attributes[op.Name]
	if attr == nil {
		return nil
	}
	c.removeItem(block, attr.SrcRange.Start.Byte, c.end(c.expression(attr)))
	return nil
}

// removeItem removes an attribute or a nested block with the rest of its line, and one blank line if two
// would meet. Comments above it stay.
func (c *chunk) removeItem(block *hclsyntax.Block, start, end int) {
	if c.oneLine(block) {
		if len(bytes.TrimSpace(c.text[block.OpenBraceRange.End.Byte:start])) == 0 {
			start = block.OpenBraceRange.End.Byte
		}
		c.splice(start, end, "")
		return
	}
	line := lineStart(c.text, start)
	if len(bytes.TrimSpace(c.text[line:start])) != 0 {
		// A comment stands before it on the same line: the line stays.
		c.splice(start, len(bytes.TrimRight(c.text[:lineEnd(c.text, end)], "\r\n")), "")
		return
	}
	stop := lineEnd(c.text, end)
	first := line == lineEnd(c.text, block.OpenBraceRange.End.Byte)
	before := blankBefore(c.text, line)
	switch next := blankLine(c.text, stop); {
	case next >= 0 && (first || before >= 0):
		stop = next
	case before >= 0 && stop == c.closing(block):
		line = before
	}
	c.splice(line, stop, "")
}

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

// addAttribute writes a line into the group of the attribute it belongs to, or a paragraph.
func (c *chunk) addAttribute(block *hclsyntax.Block, name string, value *expression) error {
	anchor := c.anchor(block, name, value.multiline())
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
		c.addFirst(block, text)
		return nil
	}
	at := lineEnd(c.text, c.end(c.expression(anchor)))
	if value.multiline() || !c.joinable(block, anchor) {
		text = c.newline + text
		if at != c.closing(block) && blankLine(c.text, at) < 0 {
			text += c.newline
		}
	}
	c.splice(at, at, text)
	return nil
}

// addFirst writes an attribute as the first of a body: above the attributes that people write last, else
// above the nested blocks, else below the comments, if the body holds nothing more.
func (c *chunk) addFirst(block *hclsyntax.Block, text string) {
	top := lineEnd(c.text, block.OpenBraceRange.End.Byte)
	head, _ := c.arguments(block)
	switch {
	case len(head) > 0:
		at := c.leadOf(part{start: head[0].SrcRange.Start.Byte})
		text += c.newline
		if at != top && blankBefore(c.text, at) < 0 {
			text = c.newline + text
		}
		c.splice(at, at, text)
	case len(block.Body.Blocks) > 0:
		if blankLine(c.text, top) < 0 {
			text += c.newline
		}
		c.splice(top, top, text)
	default:
		at := c.closing(block)
		c.splice(at, at, text)
	}
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

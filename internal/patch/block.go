package patch

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func (c *chunk) addBlock(op AddBlock) error {
	added, err := newBlock(op.Source)
	if err != nil {
		return err
	}
	block, err := c.block(op.Path)
	if err != nil {
		return err
	}
	if c.holds(block, added.canonBlock(added.body.Blocks[0])) != nil {
		return nil
	}
	if c.oneLine(block) {
		if err := c.expand(block); err != nil {
			return err
		}
		if block, err = c.block(op.Path); err != nil {
			return err
		}
	}
	indent := c.inner(block)
	text, err := indented(added.src, indent, c.newline)
	if err != nil {
		return err
	}
	text = indent + text + c.newline
	at := c.slot(block, added.body.Blocks[0].Type)
	if at != c.closing(block) && blankLine(c.text, at) < 0 {
		text += c.newline
	}
	if at != lineEnd(c.text, block.OpenBraceRange.End.Byte) && blankBefore(c.text, at) < 0 {
		text = c.newline + text
	}
	c.splice(at, at, text)
	return nil
}

// holds returns the nested block of a body that means the same as one whose canon is given, or nil.
func (c *chunk) holds(block *hclsyntax.Block, canon string) *hclsyntax.Block {
	for _, b := range block.Body.Blocks {
		if c.canonBlock(b) == canon {
			return b
		}
	}
	return nil
}

func (c *chunk) removeBlock(op RemoveBlock) error {
	if len(op.Path) == 0 {
		return errors.New("it would remove the whole block: the path is empty")
	}
	parent, err := c.block(op.Path[:len(op.Path)-1])
	if err != nil {
		return err
	}
	block := nth(parent.Body, op.Path[len(op.Path)-1])
	if op.Was != "" {
		was, err := newBlock(op.Was)
		if err != nil {
			return fmt.Errorf("its former text cannot be read: %w", err)
		}
		canon := was.canonBlock(was.body.Blocks[0])
		if block == nil || c.canonBlock(block) != canon {
			block = c.holds(parent, canon)
		}
	}
	if block != nil {
		c.removeItem(parent, block.TypeRange.Start.Byte, block.CloseBraceRange.End.Byte)
	}
	return nil
}

// oneLine reports whether a block's body begins on the line of its opening brace.
func (c *chunk) oneLine(block *hclsyntax.Block) bool {
	for _, t := range c.tokens[c.at(block.OpenBraceRange.End.Byte):] {
		if breaksLine(t) {
			return false
		}
		if t.Type != hclsyntax.TokenComment {
			return true
		}
	}
	return true
}

// expand gives the braces of a block lines of their own, so that something can be added between them.
func (c *chunk) expand(block *hclsyntax.Block) error {
	start, end := block.OpenBraceRange.End.Byte, block.CloseBraceRange.Start.Byte
	indent := indentation(c.text, block.TypeRange.Start.Byte)
	text := c.newline
	if content := bytes.TrimSpace(c.text[start:end]); len(content) > 0 {
		text += indent + "  " + string(content) + c.newline
	}
	c.splice(start, end, text+indent)
	return c.reparse()
}

// inner returns the indentation of a body: that of its first item, or two spaces more than the block's.
func (c *chunk) inner(block *hclsyntax.Block) string {
	first := -1
	for _, attr := range block.Body.Attributes {
		if start := attr.SrcRange.Start.Byte; first < 0 || start < first {
			first = start
		}
	}
	for _, b := range block.Body.Blocks {
		if start := b.TypeRange.Start.Byte; first < 0 || start < first {
			first = start
		}
	}
	if first < 0 {
		return indentation(c.text, block.TypeRange.Start.Byte) + "  "
	}
	return indentation(c.text, first)
}

// closing returns the start of the line on which a block's closing brace stands.
func (c *chunk) closing(block *hclsyntax.Block) int {
	return lineStart(c.text, block.CloseBraceRange.Start.Byte)
}

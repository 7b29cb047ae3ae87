package patch

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sort"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// document is one file under edit.
type document struct {
	path string
	// mark is the byte order mark, if the file begins with one; src is the rest.
	mark []byte
	src  []byte
	// items are the top-level blocks and attributes in source order.
	items   []topLevel
	changed bool
}

// topLevel is one block or attribute at the top level of a file.
type topLevel struct {
	// start and end are the offsets of its first byte and after its last.
	start, end int
	// address is empty for an attribute.
	address string
}

func newDocument(path string, src []byte) (*document, error) {
	d := &document{path: path, src: src}
	if bytes.HasPrefix(src, byteOrderMark) {
		d.mark, d.src = byteOrderMark, src[len(byteOrderMark):]
	}
	body, err := outline(d.src)
	if err != nil {
		return nil, fmt.Errorf("%s is %w", path, err)
	}
	d.items = topLevels(body, 0)
	return d, nil
}

// bytes returns the file as it now stands.
func (d *document) bytes() []byte { return append(bytes.Clone(d.mark), d.src...) }

func topLevels(body *hclsyntax.Body, offset int) []topLevel {
	var items []topLevel
	for _, b := range body.Blocks {
		items = append(items, topLevel{offset + b.TypeRange.Start.Byte, offset + b.CloseBraceRange.End.Byte, Address(b)})
	}
	for _, a := range body.Attributes {
		items = append(items, topLevel{offset + a.SrcRange.Start.Byte, offset + a.SrcRange.End.Byte, ""})
	}
	sort.Slice(items, func(i, j int) bool { return items[i].start < items[j].start })
	return items
}

// edit applies one change to the block at an address. The work is done on a chunk of the file: the
// block with the neighbours that no blank or comment line separates from it, because alignment can reach
// no further. So a large file is not parsed once for every operation.
func (d *document) edit(address string, change func(*chunk) error) error {
	i, err := find(d.items, address)
	if err != nil {
		return err
	}
	first, last := i, i
	for first > 0 && d.adjacent(first-1) {
		first--
	}
	for last+1 < len(d.items) && d.adjacent(last) {
		last++
	}
	from, to := d.items[first].start, lineEnd(d.src, d.items[last].end)
	if start := lineStart(d.src, from); len(bytes.TrimSpace(d.src[start:from])) == 0 {
		from = start
	}
	c := &chunk{old: d.src[from:to], newline: lineBreak(d.src, d.items[i].start), begin: d.items[i].start - from}
	c.reset()
	if err := c.reparse(); err != nil {
		return err
	}
	if err := change(c); err != nil {
		return err
	}
	if c.untouched() {
		return nil
	}
	if err := c.settle(); err != nil {
		return err
	}
	if err := c.reparse(); err != nil {
		return fmt.Errorf("the result is %w", err)
	}
	fresh := topLevels(c.body, from)
	if !sameItems(d.items[first:last+1], fresh) || to < len(d.src) && !bytes.HasSuffix(c.syntax.src, []byte("\n")) {
		return errors.New("the result would reach beyond the block")
	}
	return d.replace(first, last, from, to, c.syntax.src, fresh)
}

// sameItems reports whether two stretches of a file hold the same blocks and attributes in the same order.
func sameItems(a, b []topLevel) bool {
	return slices.EqualFunc(a, b, func(x, y topLevel) bool { return x.address == y.address })
}

// adjacent reports whether item i+1 begins on the line right after item i.
func (d *document) adjacent(i int) bool {
	return bytes.Count(d.src[d.items[i].end:d.items[i+1].start], []byte("\n")) <= 1
}

// replace puts new text with its items in the place of the bytes from..to, in which items first to last
// lie. Both stretches begin where no bracket, string or comment is open and end with a line break or the
// file, and the new one was parsed; so the file stays readable without being parsed as a whole again.
func (d *document) replace(first, last, from, to int, text []byte, fresh []topLevel) error {
	delta := len(text) - (to - from)
	src := make([]byte, 0, len(d.src)+delta)
	src = append(append(append(src, d.src[:from]...), text...), d.src[to:]...)
	if err := bounded(src, MaxFileSize); err != nil {
		return err
	}
	items := append([]topLevel{}, d.items[:first]...)
	items = append(items, fresh...)
	for _, it := range d.items[last+1:] {
		items = append(items, topLevel{it.start + delta, it.end + delta, it.address})
	}
	d.src, d.items, d.changed = src, items, true
	return nil
}

// chunk is a part of a file under edit. A splice leaves syntax behind the text until reparse.
type chunk struct {
	*syntax
	old     []byte
	text    []byte
	newline string
	// begin is the offset of the block that is edited; edits never move it.
	begin int
	// fresh is the part of text that is not in old: text[:from] and text[to:] are.
	from, to int
}

func (c *chunk) reset() {
	c.text, c.from, c.to = c.old, len(c.old), 0
}

func (c *chunk) untouched() bool { return bytes.Equal(c.text, c.old) }

func (c *chunk) reparse() error {
	s, err := parse(c.text)
	if err != nil {
		return err
	}
	c.syntax = s
	return nil
}

// splice replaces text[start:end].
func (c *chunk) splice(start, end int, with string) {
	text := make([]byte, 0, len(c.text)+len(with)-(end-start))
	text = append(append(append(text, c.text[:start]...), with...), c.text[end:]...)
	c.from = min(c.from, start)
	c.to = max(c.to, end) + len(text) - len(c.text)
	c.text = text
}

// block returns the block that path leads to from the chunk's own block.
func (c *chunk) block(path []Step) (*hclsyntax.Block, error) {
	for _, b := range c.body.Blocks {
		if b.TypeRange.Start.Byte == c.begin {
			return descend(b, path)
		}
	}
	return nil, errAbsent
}

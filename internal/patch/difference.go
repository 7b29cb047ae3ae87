package patch

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// MismatchError says that the new text given to [Difference] is not a version of the block it is to be
// compared with: another block, none, or more than that.
type MismatchError struct {
	// Want is the header of the block that was expected, such as `resource "aws_s3_bucket" "logs"`.
	Want string
	// Got are the headers of the blocks and the names of the attributes that were found instead, in
	// source order. They may be text that a model wrote.
	Got []string
}

// Error implements error.
func (e *MismatchError) Error() string {
	got := "nothing"
	if len(e.Got) > 0 {
		got = strings.Join(e.Got, ", ")
	}
	return fmt.Sprintf("expected exactly the block %s, found %s", e.Want, got)
}

// Difference returns the operations that turn the block ref, as it stands in the file before, into the
// block in after. after is HCL with that one block and nothing else, or the error is a *[MismatchError];
// if it does not parse the error is another one.
//
// Only meaning counts: white space, comments, trailing commas, "${x}" for x, the order of attributes, of
// literal object keys and of nested blocks are no difference. Nested blocks of one type are matched with
// the ones they resemble most. Where a value of several lines changes in part, the operation carries its
// original text, comments included, with only that part replaced.
//
// The operations are ordered so that the indices in their paths, which count in before, stay true while
// they are applied: changes and additions first, then removals from the end of the block to its start.
func Difference(ref Ref, before, after []byte) ([]Operation, error) {
	old, err := only(bytes.TrimPrefix(before, byteOrderMark), ref.Address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ref.File, err)
	}
	block := old.body.Blocks[0]
	if err := bounded(after, MaxSourceSize); err != nil {
		return nil, fmt.Errorf("the new block has %w", err)
	}
	text := unixLines(bytes.TrimPrefix(after, byteOrderMark))
	fresh, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("the new block is %w", err)
	}
	if !sameBlock(fresh, block) {
		return nil, &MismatchError{Want: header(block), Got: found(fresh)}
	}
	return compare(ref, old, fresh, block, fresh.body.Blocks[0])
}

func compare(ref Ref, old, fresh *syntax, before, after *hclsyntax.Block) (_ []Operation, err error) {
	defer recovered(&err)
	d := &differ{ref: ref, old: old, new: fresh}
	if err := d.body(nil, before.Body, after.Body); err != nil {
		return nil, err
	}
	sort.SliceStable(d.removals, func(i, j int) bool { return d.removals[i].at > d.removals[j].at })
	ops := d.ops
	for _, r := range d.removals {
		ops = append(ops, r.op)
	}
	return ops, nil
}

// only returns the one block with an address, parsed on its own.
func only(src []byte, address string) (*syntax, error) {
	body, err := outline(src)
	if err != nil {
		return nil, err
	}
	items := topLevels(body, 0)
	i, err := find(items, address)
	if err != nil {
		return nil, err
	}
	return parse(src[items[i].start:items[i].end])
}

// sameBlock reports whether s holds one block of the same type and labels and nothing else.
func sameBlock(s *syntax, block *hclsyntax.Block) bool {
	return len(s.body.Blocks) == 1 && len(s.body.Attributes) == 0 &&
		s.body.Blocks[0].Type == block.Type && slices.Equal(s.body.Blocks[0].Labels, block.Labels)
}

func found(s *syntax) []string {
	at := map[string]int{}
	var names []string
	for name, a := range s.body.Attributes {
		names, at[name] = append(names, name), a.SrcRange.Start.Byte
	}
	sort.Slice(names, func(i, j int) bool { return at[names[i]] < at[names[j]] })
	for _, b := range s.body.Blocks {
		names = append(names, header(b))
	}
	return names
}

// differ collects the operations of one comparison.
type differ struct {
	ref      Ref
	old, new *syntax
	ops      []Operation
	removals []removal
}

// removal is a RemoveBlock with the offset of what it removes.
type removal struct {
	at int
	op RemoveBlock
}

func (d *differ) body(path []Step, before, after *hclsyntax.Body) error {
	for _, attr := range inOrder(after.Attributes) {
		if err := d.attribute(path, before.Attributes[attr.Name], attr); err != nil {
			return err
		}
	}
	for _, attr := range inOrder(before.Attributes) {
		if after.Attributes[attr.Name] == nil {
			d.ops = append(d.ops, RemoveAttribute{Block: d.ref, Path: path, Name: attr.Name})
		}
	}
	return d.blocks(path, before, after)
}

func (d *differ) attribute(path []Step, before, after *hclsyntax.Attribute) error {
	if before != nil && d.old.canonAttribute(before) == d.new.canonAttribute(after) {
		return nil
	}
	value, err := newExpression(after.Name, string(d.new.source(d.new.expression(after))))
	if err != nil {
		return err
	}
	if before != nil {
		if merged := merge(d.old, d.old.expression(before), value); merged != nil {
			value = merged
		}
	}
	d.ops = append(d.ops, SetAttribute{Block: d.ref, Path: path, Name: after.Name, Expr: value.String()})
	return nil
}

// blocks compares the nested blocks of two bodies.
func (d *differ) blocks(path []Step, before, after *hclsyntax.Body) error {
	pairs, spare, extra := d.match(before.Blocks, after.Blocks)
	index := indices(before.Blocks)
	for _, p := range pairs {
		if err := d.body(step(path, p.old, index), p.old.Body, p.new.Body); err != nil {
			return err
		}
	}
	present := map[string]bool{}
	for _, b := range after.Blocks {
		if !slices.Contains(extra, b) {
			present[d.new.canonBlock(b)] = true
		}
	}
	for _, b := range extra {
		canon := d.new.canonBlock(b)
		if present[canon] {
			continue // a second block that says the same adds nothing
		}
		present[canon] = true
		source, err := newBlock(blockSource(d.new, b))
		if err != nil {
			return err
		}
		d.ops = append(d.ops, AddBlock{Block: d.ref, Path: path, Source: string(source.src)})
	}
	for _, b := range spare {
		source, err := newBlock(blockSource(d.old, b))
		if err != nil {
			return err
		}
		d.removals = append(d.removals, removal{b.TypeRange.Start.Byte,
			RemoveBlock{Block: d.ref, Path: step(path, b, index), Was: string(source.src)}})
	}
	return nil
}

func blockSource(s *syntax, b *hclsyntax.Block) string {
	return string(s.src[b.TypeRange.Start.Byte:b.CloseBraceRange.End.Byte])
}

func step(path []Step, b *hclsyntax.Block, index map[*hclsyntax.Block]int) []Step {
	return append(slices.Clone(path), Step{Block: b.Type, Index: index[b]})
}

// indices counts each block among those of its type.
func indices(blocks []*hclsyntax.Block) map[*hclsyntax.Block]int {
	seen := map[string]int{}
	index := map[*hclsyntax.Block]int{}
	for _, b := range blocks {
		index[b] = seen[b.Type]
		seen[b.Type]++
	}
	return index
}

// inOrder returns attributes in source order.
func inOrder(attrs hclsyntax.Attributes) []*hclsyntax.Attribute {
	list := make([]*hclsyntax.Attribute, 0, len(attrs))
	for _, a := range attrs {
		list = append(list, a)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].SrcRange.Start.Byte < list[j].SrcRange.Start.Byte })
	return list
}

package main

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"github.com/terrafix/terrafix-action/internal/schema/layout"
)

// table numbers distinct byte strings in the order of their first use.
type table struct {
	index   map[string]uint64
	entries []string
}

func (t *table) number(entry string) uint64 {
	if n, ok := t.index[entry]; ok {
		return n
	}
	if t.index == nil {
		t.index = map[string]uint64{}
	}
	n := uint64(len(t.entries))
	t.index[entry] = n
	t.entries = append(t.entries, entry)
	return n
}

// encoder builds the tables of the layout.
type encoder struct {
	strings                          table
	types, arguments, blocks, bodies table
}

// encode returns the uncompressed stream that package layout describes.
func encode(u *union) []byte {
	e := &encoder{}
	for _, s := range byFrequency(u) {
		e.strings.number(s)
	}
	resources := e.namedTypes(u.resources)
	dataSources := e.namedTypes(u.dataSources)

	out := []byte(layout.Magic)
	out = binary.AppendUvarint(out, uint64(len(u.releases)))
	for _, r := range u.releases {
		out = binary.AppendUvarint(out, uint64(len(r)))
		out = append(out, r...)
	}
	out = appendSized(out, e.strings.entries)
	for _, t := range []table{e.types, e.arguments, e.blocks} {
		out = binary.AppendUvarint(out, uint64(len(t.entries)))
		for _, entry := range t.entries {
			out = append(out, entry...)
		}
	}
	out = appendSized(out, e.bodies.entries)
	out = append(out, resources...)
	return append(out, dataSources...)
}

// appendSized appends a count, all lengths and then all entries, so that a reader can find one without
// reading the others.
func appendSized(out []byte, entries []string) []byte {
	out = binary.AppendUvarint(out, uint64(len(entries)))
	for _, entry := range entries {
		out = binary.AppendUvarint(out, uint64(len(entry)))
	}
	for _, entry := range entries {
		out = append(out, entry...)
	}
	return out
}

func numbers(ns ...uint64) []byte {
	var out []byte
	for _, n := range ns {
		out = binary.AppendUvarint(out, n)
	}
	return out
}

func (e *encoder) namedTypes(types []namedType) []byte {
	out := numbers(uint64(len(types)))
	for _, t := range types {
		out = append(out, numbers(e.strings.number(t.name), t.releases, t.flags, e.body(t.body))...)
	}
	return out
}

func (e *encoder) body(b *body) uint64 {
	out := numbers(uint64(len(b.arguments)))
	for _, a := range b.arguments {
		shape := numbers(a.releases, a.flags, uint64(len(a.forms)))
		for _, f := range a.forms {
			typ := e.types.number(string(numbers(e.strings.number(f.typ))))
			shape = append(shape, numbers(f.releases, typ, f.mode)...)
		}
		out = append(out, numbers(e.strings.number(a.name), e.arguments.number(string(shape)))...)
	}
	out = append(out, numbers(uint64(len(b.blocks)))...)
	for _, n := range b.blocks {
		shape := numbers(n.releases, n.flags, uint64(len(n.forms)))
		for _, f := range n.forms {
			shape = append(shape, numbers(f.releases, f.nesting, f.minItems, f.maxItems)...)
		}
		// The inner body is numbered first, which keeps references pointing backwards.
		inner := e.body(n.body)
		out = append(out, numbers(e.strings.number(n.name), e.blocks.number(string(shape)), inner)...)
	}
	return e.bodies.number(string(out))
}

// byFrequency returns the strings of u, the most used first, so that those have the shortest numbers.
func byFrequency(u *union) []string {
	count := map[string]int{}
	var walk func(*body)
	walk = func(b *body) {
		for _, a := range b.arguments {
			count[a.name]++
			for _, f := range a.forms {
				count[f.typ]++
			}
		}
		for _, n := range b.blocks {
			count[n.name]++
			walk(n.body)
		}
	}
	for _, t := range append(slices.Clone(u.resources), u.dataSources...) {
		count[t.name]++
		walk(t.body)
	}
	return slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
}

package schema

import (
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/terrafix/terrafix-action/internal/schema/layout"
)

// argumentShape is all of an argument but its name.
type argumentShape struct {
	releases Releases
	flags    int
	forms    []argumentFormRef
}

// argumentFormRef is a form whose type is not decoded yet.
type argumentFormRef struct {
	releases Releases
	typ      int
	mode     int
}

// blockShape is all of a block but its name and body.
type blockShape struct {
	releases Releases
	flags    int
	forms    []BlockForm
}

// typeEntry is a resource or data source type whose body is not decoded yet.
type typeEntry struct {
	releases Releases
	flags    int
	body     int
}

// tables is a schema file with its tables read and its bodies left as they are.
type tables struct {
	releases    []string
	strings     []string
	types       []string
	arguments   []argumentShape
	blocks      []blockShape
	bodies      []string
	resources   map[string]typeEntry
	dataSources map[string]typeEntry
}

// readTables reads an uncompressed schema file; package layout describes it. The result refers to src.
func readTables(src string) (*tables, error) {
	rest, ok := strings.CutPrefix(src, layout.Magic)
	if !ok {
		return nil, fmt.Errorf("%w: it begins otherwise", errMalformed)
	}
	r := &reader{rest: rest}
	t := &tables{}
	t.releases = make([]string, r.count(1))
	for i := range t.releases {
		t.releases[i] = r.bytes(r.number())
	}
	if n := len(t.releases); n == 0 || n > layout.MaxReleases {
		r.fail(fmt.Sprintf("%d releases", n))
	}
	t.strings = r.sized()
	t.types = make([]string, r.count(1))
	for i := range t.types {
		t.types[i] = t.string(r)
	}
	t.arguments = make([]argumentShape, r.count(3))
	for i := range t.arguments {
		t.arguments[i] = t.argumentShape(r)
	}
	t.blocks = make([]blockShape, r.count(3))
	for i := range t.blocks {
		t.blocks[i] = t.blockShape(r)
	}
	t.bodies = r.sized()
	t.resources = t.typeEntries(r)
	t.dataSources = t.typeEntries(r)
	if r.err == nil && r.rest != "" {
		r.fail(fmt.Sprintf("%d bytes after the end", len(r.rest)))
	}
	return t, r.err
}

// string reads the number of a string.
func (t *tables) string(r *reader) string {
	n := r.below(len(t.strings), "string")
	if r.err != nil {
		return ""
	}
	return t.strings[n]
}

func (t *tables) set(r *reader) Releases { return Releases(r.below(layout.All+1, "set of releases")) }

func (t *tables) argumentShape(r *reader) argumentShape {
	s := argumentShape{releases: t.set(r), flags: r.number()}
	s.forms = make([]argumentFormRef, r.count(3))
	for i := range s.forms {
		s.forms[i] = argumentFormRef{releases: t.set(r), typ: r.below(len(t.types), "type"), mode: r.number()}
	}
	return s
}

func (t *tables) blockShape(r *reader) blockShape {
	s := blockShape{releases: t.set(r), flags: r.number()}
	s.forms = make([]BlockForm, r.count(4))
	for i := range s.forms {
		s.forms[i] = BlockForm{
			Releases: t.set(r),
			Nesting:  Nesting(r.below(layout.NestingSet+1, "nesting mode")),
			MinItems: r.number(),
			MaxItems: r.number(),
		}
	}
	return s
}

func (t *tables) typeEntries(r *reader) map[string]typeEntry {
	n := r.count(4)
	entries := make(map[string]typeEntry, n)
	for range n {
		name := t.string(r)
		entries[name] = typeEntry{releases: t.set(r), flags: r.number(), body: r.below(len(t.bodies), "body")}
	}
	return entries
}

// body decodes a body. Its blocks get the numbers of their bodies, which are all smaller than n.
func (t *tables) body(n int) (*Body, error) {
	r := &reader{rest: t.bodies[n]}
	b := &Body{}
	b.Arguments = make([]*Argument, r.count(2))
	for i := range b.Arguments {
		name, shape := t.string(r), r.below(len(t.arguments), "argument")
		if r.err != nil {
			return nil, r.err
		}
		a, err := t.argument(name, t.arguments[shape])
		if err != nil {
			return nil, err
		}
		b.Arguments[i] = a
	}
	b.Blocks = make([]*Block, r.count(3))
	for i := range b.Blocks {
		name, shape := t.string(r), r.below(len(t.blocks), "block kind")
		inner := r.below(n, "body")
		if r.err != nil {
			return nil, r.err
		}
		s := t.blocks[shape]
		b.Blocks[i] = &Block{
			Name: name, Releases: s.releases, Deprecated: s.flags&layout.Deprecated != 0, Forms: s.forms, body: inner,
		}
	}
	if r.err == nil && r.rest != "" {
		r.fail("a body is longer than its contents")
	}
	return b, r.err
}

func (t *tables) argument(name string, s argumentShape) (*Argument, error) {
	a := &Argument{
		Name: name, Releases: s.releases,
		Deprecated: s.flags&layout.Deprecated != 0, Sensitive: s.flags&layout.Sensitive != 0,
		Forms: make([]ArgumentForm, len(s.forms)),
	}
	for i, f := range s.forms {
		typ, err := t.typeOf(f.typ)
		if err != nil {
			return nil, fmt.Errorf("the type of %s: %w", name, err)
		}
		a.Forms[i] = ArgumentForm{
			Releases: f.releases, Type: typ,
			Required: f.mode&layout.Required != 0,
			Optional: f.mode&layout.Optional != 0,
			Computed: f.mode&layout.Computed != 0,
		}
	}
	return a, nil
}

// typeOf decodes a type. The common ones are spared the detour over JSON.
func (t *tables) typeOf(n int) (cty.Type, error) {
	switch t.types[n] {
	case `"string"`:
		return cty.String, nil
	case `"bool"`:
		return cty.Bool, nil
	case `"number"`:
		return cty.Number, nil
	}
	typ, err := ctyjson.UnmarshalType([]byte(t.types[n]))
	if err != nil {
		return cty.NilType, fmt.Errorf("%w: %w", errMalformed, err)
	}
	return typ, nil
}

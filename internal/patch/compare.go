package patch

import (
	"bytes"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// canon writes a span of an expression in a form that is equal for two expressions exactly when they
// differ in nothing but white space, comments, line ends, trailing commas, the order and the quoting of
// literal object keys, the form of a template that says the same text, and "${x}" written for x.
func (s *syntax) canon(sp span) string {
	var b strings.Builder
	s.write(&b, sp)
	return b.String()
}

func (s *syntax) write(b *strings.Builder, sp span) {
	for i := sp.from; i < sp.to; i++ {
		t := s.tokens[i]
		switch t.Type {
		case hclsyntax.TokenNewline, hclsyntax.TokenComment, hclsyntax.TokenEOF:
			continue
		case hclsyntax.TokenComma:
			if s.trailing(i, sp.to) {
				continue
			}
		case hclsyntax.TokenOBrace:
			end := s.closer(i)
			if items, ok := s.items(span{i, end + 1}); ok {
				s.writeObject(b, items)
				i = end
				continue
			}
		case hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
			end := s.closer(i)
			s.writeTemplate(b, span{i, end + 1})
			i = end
			continue
		}
		b.Write(t.Bytes)
		b.WriteByte(' ')
	}
}

// trailing reports whether nothing but a closing bracket follows the comma at index i.
func (s *syntax) trailing(i, end int) bool {
	for i++; i < end; i++ {
		switch t := s.tokens[i].Type; t {
		case hclsyntax.TokenNewline, hclsyntax.TokenComment:
		default:
			return nesting(t) < 0
		}
	}
	return false
}

func (s *syntax) writeObject(b *strings.Builder, items []item) {
	entries := make([]string, len(items))
	keys := map[string]bool{}
	sortable := true
	for i, it := range items {
		key := "(" + s.canon(it.key) + ")"
		if it.literal {
			key = strconv.Quote(it.name)
		}
		sortable = sortable && it.literal && !keys[key]
		keys[key] = true
		entries[i] = key + " = " + s.canon(it.value)
	}
	if sortable {
		sort.Strings(entries)
	}
	b.WriteString("{ ")
	for _, e := range entries {
		b.WriteString(e)
		b.WriteString(", ")
	}
	b.WriteString("} ")
}

// writeTemplate writes a quoted or heredoc template by what it says rather than how.
func (s *syntax) writeTemplate(b *strings.Builder, sp span) {
	if inner, ok := s.unwrap(sp); ok {
		s.write(b, inner)
		return
	}
	t := s.template(s.start(sp))
	interpolations, plain := s.interpolations(sp)
	if t == nil || !plain {
		for _, tok := range s.tokens[sp.from:sp.to] {
			b.WriteString(strconv.Quote(string(unixLines(tok.Bytes))))
		}
		b.WriteByte(' ')
		return
	}
	text := ""
	flush := func() {
		b.WriteString(strconv.Quote(strings.ReplaceAll(text, "\r\n", "\n")))
		text = ""
	}
	for _, part := range t.Parts {
		if v, ok := part.(*hclsyntax.LiteralValueExpr); ok && v.Val.Type() == cty.String {
			text += v.Val.AsString()
			continue
		}
		flush()
		if len(interpolations) > 0 {
			b.WriteString("${ ")
			s.write(b, interpolations[0])
			b.WriteString("}")
			interpolations = interpolations[1:]
		}
	}
	flush()
	b.WriteByte(' ')
}

// unwrap returns what stands inside "${...}", if the template is nothing but that.
func (s *syntax) unwrap(sp span) (span, bool) {
	if sp.to-sp.from < 5 || s.tokens[sp.from].Type != hclsyntax.TokenOQuote ||
		s.tokens[sp.from+1].Type != hclsyntax.TokenTemplateInterp || s.closer(sp.from+1) != sp.to-2 {
		return span{}, false
	}
	return span{sp.from + 2, sp.to - 2}, true
}

// interpolations returns the insides of a template's ${...} in order; plain is false if the template has
// %{...} directives, whose parts the syntax tree does not keep in source order.
func (s *syntax) interpolations(sp span) (found []span, plain bool) {
	for i := sp.from + 1; i < sp.to-1; i++ {
		switch s.tokens[i].Type {
		case hclsyntax.TokenTemplateControl:
			return nil, false
		case hclsyntax.TokenTemplateInterp:
			end := s.closer(i)
			found = append(found, span{i + 1, end})
			i = end
		}
	}
	return found, true
}

// item is one entry of an object constructor.
type item struct {
	key, value span
	// name is the key if it is literal: a bare word or a string without interpolation.
	name    string
	literal bool
}

// items splits the object constructor that spans sp; ok is false for anything else, such as a for
// expression.
func (s *syntax) items(sp span) (_ []item, ok bool) {
	if sp.to-sp.from < 2 || s.tokens[sp.from].Type != hclsyntax.TokenOBrace || s.closer(sp.from) != sp.to-1 {
		return nil, false
	}
	if first := s.trim(span{sp.from + 1, sp.to - 1}); first.from < first.to && string(s.tokens[first.from].Bytes) == "for" {
		return nil, false
	}
	var items []item
	for _, part := range s.split(span{sp.from + 1, sp.to - 1}, true) {
		equals := s.separator(part)
		if equals < 0 {
			return nil, false
		}
		it := item{key: s.trim(span{part.from, equals}), value: s.trim(span{equals + 1, part.to})}
		if it.key.from >= it.key.to || it.value.from >= it.value.to {
			return nil, false
		}
		it.name, it.literal = s.keyName(it.key)
		items = append(items, it)
	}
	return items, true
}

func (s *syntax) keyName(sp span) (string, bool) {
	first := s.tokens[sp.from]
	if sp.to-sp.from == 1 && first.Type == hclsyntax.TokenIdent {
		return string(first.Bytes), true
	}
	if first.Type == hclsyntax.TokenOQuote && s.closer(sp.from) == sp.to-1 {
		if t := s.template(first.Range.Start.Byte); t != nil {
			return literal(t)
		}
	}
	return "", false
}

// separator returns the index of the first = or : of an object's entry, or -1.
func (s *syntax) separator(sp span) int {
	depth := 0
	for i := sp.from; i < sp.to; i++ {
		t := s.tokens[i].Type
		depth += nesting(t)
		if depth == 0 && (t == hclsyntax.TokenEqual || t == hclsyntax.TokenColon) {
			return i
		}
	}
	return -1
}

// split cuts a span at its own commas and, where lines count, at its own line ends. Parts are trimmed of
// comments and line ends; empty ones are left out.
func (s *syntax) split(sp span, lines bool) []span {
	var parts []span
	depth, from := 0, sp.from
	cut := func(to int) {
		if p := s.trim(span{from, to}); p.from < p.to {
			parts = append(parts, p)
		}
		from = to + 1
	}
	for i := sp.from; i < sp.to; i++ {
		t := s.tokens[i]
		depth += nesting(t.Type)
		if depth == 0 && (t.Type == hclsyntax.TokenComma || lines && breaksLine(t)) {
			cut(i)
		}
	}
	cut(sp.to)
	return parts
}

// trim takes comments and line ends off both ends of a span.
func (s *syntax) trim(sp span) span {
	insignificant := func(i int) bool {
		t := s.tokens[i].Type
		return t == hclsyntax.TokenComment || t == hclsyntax.TokenNewline
	}
	for sp.from < sp.to && insignificant(sp.from) {
		sp.from++
	}
	for sp.from < sp.to && insignificant(sp.to-1) {
		sp.to--
	}
	return sp
}

// canonAttribute is the canon of an attribute's expression.
func (s *syntax) canonAttribute(attr *hclsyntax.Attribute) string {
	return s.canon(s.expression(attr))
}

// canonBlock is the canon of a block: type, labels, attributes in any order, nested blocks in any order.
func (s *syntax) canonBlock(block *hclsyntax.Block) string {
	var parts []string
	for name, attr := range block.Body.Attributes {
		parts = append(parts, name+" = "+s.canonAttribute(attr))
	}
	for _, b := range block.Body.Blocks {
		parts = append(parts, s.canonBlock(b))
	}
	slices.Sort(parts)
	return header(block) + " { " + strings.Join(parts, "; ") + " }"
}

// header is a block's type and quoted labels.
func header(b *hclsyntax.Block) string {
	out := b.Type
	for _, l := range b.Labels {
		out += " " + strconv.Quote(l)
	}
	return out
}

func unixLines(src []byte) []byte { return bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")) }

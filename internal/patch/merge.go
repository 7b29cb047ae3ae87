package patch

import (
	"bytes"
	"slices"
	"sort"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// maxElements bounds the lists that are compared element by element.
const maxElements = 300

// replacement is new text for a range of bytes.
type replacement struct {
	start, end int
	text       string
}

// merger turns one expression into another by replacing only the entries that differ.
type merger struct {
	old, new *syntax
	edits    []replacement
}

// merge returns the old expression with only those entries of its objects and lists replaced that differ
// from value, so that comments on the others survive. It returns nil if that cannot be done: the
// expression stands on one line, its shape differs, or several entries share a line.
func merge(old *syntax, sp span, value *expression) *expression {
	if !bytes.ContainsRune(old.source(sp), '\n') {
		return nil
	}
	m := &merger{old: old, new: value.syntax}
	if !m.value(sp, value.sp) {
		return nil
	}
	sort.SliceStable(m.edits, func(i, j int) bool { return m.edits[i].start < m.edits[j].start })
	var out bytes.Buffer
	at := old.start(sp)
	for _, e := range m.edits {
		if e.start < at {
			return nil
		}
		out.Write(old.src[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.Write(old.src[at:old.end(sp)])
	merged, err := newExpression("merged", out.String())
	if err != nil || merged.canon(merged.sp) != value.canon(value.sp) {
		return nil
	}
	return merged
}

// value merges one value into another. It reports whether anything is gained over replacing it whole.
func (m *merger) value(old, new span) bool {
	if m.old.canon(old) == m.new.canon(new) {
		return true
	}
	mark := len(m.edits)
	if m.call(old, new) || m.object(old, new) || m.list(old, new) {
		return true
	}
	m.edits = m.edits[:mark]
	return false
}

// valueOrAll merges a value or, failing that, replaces it.
func (m *merger) valueOrAll(old, new span) {
	if !m.value(old, new) {
		m.edits = append(m.edits, replacement{m.old.start(old), m.old.end(old), string(m.new.source(new))})
	}
}

// call merges the arguments of two calls of one function, such as jsonencode and merge.
func (m *merger) call(old, new span) bool {
	oldName, oldArgs, ok := m.old.call(old)
	if !ok {
		return false
	}
	newName, newArgs, ok := m.new.call(new)
	if !ok || oldName != newName || len(oldArgs) != len(newArgs) {
		return false
	}
	for i := range oldArgs {
		m.valueOrAll(oldArgs[i], newArgs[i])
	}
	return true
}

// call takes a function call apart.
func (s *syntax) call(sp span) (name string, args []span, ok bool) {
	if sp.to-sp.from < 3 || s.tokens[sp.from].Type != hclsyntax.TokenIdent ||
		s.tokens[sp.from+1].Type != hclsyntax.TokenOParen || s.closer(sp.from+1) != sp.to-1 {
		return "", nil, false
	}
	return string(s.tokens[sp.from].Bytes), s.split(span{sp.from + 2, sp.to - 1}, false), true
}

func (m *merger) object(old, new span) bool {
	oldItems, ok := m.old.items(old)
	if !ok {
		return false
	}
	newItems, ok := m.new.items(new)
	if !ok || !unique(oldItems) || !unique(newItems) {
		return false
	}
	spans := make([]span, len(oldItems))
	for i, it := range oldItems {
		spans[i] = span{it.key.from, it.value.to}
	}
	lines, ok := m.old.ownLines(old, spans)
	if !ok {
		return false
	}
	for i, it := range oldItems {
		j := slices.IndexFunc(newItems, func(n item) bool { return n.name == it.name })
		if j < 0 {
			m.edits = append(m.edits, replacement{lines[i].from, lines[i].to, ""})
			continue
		}
		m.valueOrAll(it.value, newItems[j].value)
	}
	end := lines[len(lines)-1].to
	for _, n := range newItems {
		if !slices.ContainsFunc(oldItems, func(it item) bool { return it.name == n.name }) {
			text := string(m.new.source(n.key)) + " = " + string(m.new.source(n.value)) + "\n"
			m.edits = append(m.edits, replacement{end, end, text})
		}
	}
	return true
}

func unique(items []item) bool {
	seen := map[string]bool{}
	for _, it := range items {
		if !it.literal || seen[it.name] {
			return false
		}
		seen[it.name] = true
	}
	return true
}

func (m *merger) list(old, new span) bool {
	oldItems, ok := m.old.elements(old)
	if !ok {
		return false
	}
	newItems, ok := m.new.elements(new)
	if !ok {
		return false
	}
	lines, ok := m.old.ownLines(old, oldItems)
	if !ok {
		return false
	}
	kept := common(m.canons(m.old, oldItems), m.canons(m.new, newItems))
	kept = append(kept, [2]int{len(oldItems), len(newItems)})
	i, j := 0, 0
	for _, k := range kept {
		for ; i < k[0] && j < k[1]; i, j = i+1, j+1 {
			m.valueOrAll(oldItems[i], newItems[j])
		}
		for ; i < k[0]; i++ {
			m.edits = append(m.edits, replacement{lines[i].from, lines[i].to, ""})
		}
		for ; j < k[1]; j++ {
			m.insertElement(oldItems, lines, i, string(m.new.source(newItems[j])))
		}
		i, j = k[0]+1, k[1]+1
	}
	return true
}

// insertElement writes a new element on a line of its own before the old element i.
func (m *merger) insertElement(items, lines []span, i int, text string) {
	if i < len(items) {
		m.edits = append(m.edits, replacement{lines[i].from, lines[i].from, text + ",\n"})
		return
	}
	last := items[i-1]
	if comma := m.old.tokens[last.to].Type == hclsyntax.TokenComma; !comma {
		end := m.old.end(last)
		m.edits = append(m.edits, replacement{end, end, ","})
	}
	m.edits = append(m.edits, replacement{lines[i-1].to, lines[i-1].to, text + ",\n"})
}

func (m *merger) canons(s *syntax, items []span) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = s.canon(it)
	}
	return out
}

// elements returns the elements of a list that is no for expression.
func (s *syntax) elements(sp span) ([]span, bool) {
	if sp.to-sp.from < 3 || s.tokens[sp.from].Type != hclsyntax.TokenOBrack || s.closer(sp.from) != sp.to-1 {
		return nil, false
	}
	items := s.split(span{sp.from + 1, sp.to - 1}, false)
	return items, len(items) <= maxElements && string(s.tokens[items0(items, sp)].Bytes) != "for"
}

func items0(items []span, sp span) int {
	if len(items) == 0 {
		return sp.from
	}
	return items[0].from
}

// ownLines returns the bytes of the lines that each entry of a bracket takes, with its comma and comment;
// ok is false if there are no entries or one shares a line with another entry or with a bracket.
func (s *syntax) ownLines(bracket span, entries []span) (lines []span, ok bool) {
	floor := s.tokens[bracket.from].Range.End.Byte
	ceiling := s.tokens[bracket.to-1].Range.Start.Byte
	for _, e := range entries {
		start, end := lineStart(s.src, s.start(e)), lineEnd(s.src, s.end(e))
		if start < floor || end > ceiling || len(bytes.TrimSpace(s.src[start:s.start(e)])) != 0 {
			return nil, false
		}
		floor = end
		lines = append(lines, span{start, end})
	}
	return lines, len(lines) > 0
}

// common returns the index pairs of a longest common subsequence of a and b.
func common(a, b []string) [][2]int {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

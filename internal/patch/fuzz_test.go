package patch

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

func FuzzApply(f *testing.F) {
	for _, g := range goldens(f, "apply") {
		text, _ := g.section("ops.hcl")
		src := g.files("")["main.tf"]
		for _, op := range operations(f, text) {
			switch op := op.(type) {
			case SetAttribute:
				f.Add(src, uint8(0), uint8(0), len(op.Path) > 0, op.Name, op.Expr)
			case RemoveAttribute:
				f.Add(src, uint8(1), uint8(0), len(op.Path) > 0, op.Name, "")
			case AddBlock:
				f.Add(src, uint8(2), uint8(0), len(op.Path) > 0, "", op.Source)
			case RemoveBlock:
				f.Add(src, uint8(3), uint8(0), false, "", "")
			case AddResource:
				f.Add(src, uint8(4), uint8(1), false, "", op.Source)
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, kind, index uint8, nested bool, name, text string) {
		s, err := parse(bytes.TrimPrefix(src, byteOrderMark))
		if err != nil || len(s.body.Blocks) == 0 || len(src) > 10_000 || len(text) > 10_000 {
			return
		}
		block := s.body.Blocks[int(index)%len(s.body.Blocks)]
		ref := Ref{"main.tf", Address(block)}
		var path []Step
		if nested && len(block.Body.Blocks) > 0 {
			path = []Step{{block.Body.Blocks[0].Type, 0}}
			block = block.Body.Blocks[0]
		}
		var op Operation
		switch kind % 5 {
		case 0:
			op = SetAttribute{ref, path, name, text}
		case 1:
			op = RemoveAttribute{ref, path, name}
		case 2:
			op = AddBlock{ref, path, text}
		case 3:
			if len(block.Body.Blocks) == 0 {
				return
			}
			b := block.Body.Blocks[0]
			op = RemoveBlock{ref, append(path, Step{b.Type, 0}), s.canonSource(b)}
		case 4:
			op = AddResource{ref, text}
		}
		before := map[string][]byte{"main.tf": src}
		after, err := Apply(before, Patch{[]Operation{op}})
		if err != nil || after["main.tf"] == nil {
			return
		}
		if !twins(op, block, s) {
			checkResult(t, before, after, []Operation{op})
		}
		checkRest(t, op, s, block, after["main.tf"])
		checkPlace(t, op, block, after["main.tf"])
	})
}

// checkPlace holds that what was added does not stand behind what people write last. before is the body
// without the addition.
func checkPlace(t *testing.T, op Operation, before *hclsyntax.Block, src []byte) {
	t.Helper()
	s, err := parse(bytes.TrimPrefix(src, byteOrderMark))
	if err != nil {
		return // checkResult speaks
	}
	var path []Step
	name := ""
	switch op := op.(type) {
	case SetAttribute:
		path, name = op.Path, op.Name
		if before.Body.Attributes[name] != nil || rank(name) > 0 {
			return
		}
	case AddBlock:
		path = op.Path
		added, err := newBlock(op.Source)
		if err != nil || rank(added.body.Blocks[0].Type) > 0 {
			return
		}
		name = added.body.Blocks[0].Type
		for _, b := range before.Body.Blocks {
			if b.Type == name || b.Type == "dynamic" {
				return
			}
		}
	default:
		return
	}
	var body *hclsyntax.Body
	for _, b := range s.body.Blocks {
		if Address(b) == op.Where().Address {
			if inner, err := descend(b, path); err == nil {
				body = inner.Body
			}
			break
		}
	}
	if body == nil {
		return
	}
	last := part{}
	for _, p := range parts(body) {
		if p.name == name {
			break
		}
		if _, attribute := op.(SetAttribute); p.block != attribute {
			last = p
		}
	}
	if rank(last.name) > 0 {
		t.Errorf("%s: %s comes after %s:\n%s", op, name, last.name, src)
	}
}

// canonSource is the source of a nested block as Difference would write it.
func (s *syntax) canonSource(b *hclsyntax.Block) string { return blockSource(s, b) }

// twins reports whether removing a block leaves another that means the same, so that the operation has
// more to do the second time.
func twins(op Operation, parent *hclsyntax.Block, s *syntax) bool {
	if _, ok := op.(RemoveBlock); !ok {
		return false
	}
	canons := map[string]int{}
	for _, b := range parent.Body.Blocks {
		canons[s.canonBlock(b)]++
	}
	return canons[s.canonBlock(parent.Body.Blocks[0])] > 1
}

// checkRest holds that an operation loses and disturbs nothing outside what it is about: the tokens that
// stay, comments included, are the same in the same order.
func checkRest(t *testing.T, op Operation, s *syntax, block *hclsyntax.Block, after []byte) {
	t.Helper()
	old := s.tokens
	now := lex(bytes.TrimPrefix(after, byteOrderMark))
	switch op := op.(type) {
	case SetAttribute:
		if attr := block.Body.Attributes[op.Name]; attr != nil {
			if strings.Contains(op.Expr, "<<") {
				return // a comment may have moved above the heredoc
			}
			sp := s.expression(attr)
			old = append(slices.Clone(old[:sp.from]), old[sp.to:]...)
		}
	case RemoveAttribute, RemoveBlock:
		old, now = now, old
	}
	i := 0
	want := words(old)
	for _, w := range words(now) {
		if i < len(want) && w == want[i] {
			i++
		}
	}
	if i < len(want) {
		t.Errorf("%s: %q is lost or moved:\n%s", op, want[i], after)
	}
}

func words(tokens hclsyntax.Tokens) []string {
	var out []string
	for _, t := range tokens {
		if w := strings.TrimSpace(string(t.Bytes)); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func FuzzDifference(f *testing.F) {
	for _, g := range goldens(f, "difference") {
		reply, _ := g.section("reply.hcl")
		f.Add(g.files("")["main.tf"], []byte(reply))
	}
	for _, g := range goldens(f, "apply") {
		if src, ok := g.files("want/")["main.tf"]; ok {
			f.Add(g.files("")["main.tf"], src)
		}
	}
	f.Fuzz(func(t *testing.T, before, after []byte) {
		old, err := parse(bytes.TrimPrefix(before, byteOrderMark))
		if err != nil || len(before)+len(after) > 4_000 {
			return
		}
		new, err := parse(unixLines(bytes.TrimPrefix(after, byteOrderMark)))
		if err != nil {
			return
		}
		for _, b := range old.body.Blocks {
			ref := Ref{"main.tf", Address(b)}
			shuffled := shuffle(old, b)
			ops, err := Difference(ref, before, []byte(shuffled))
			if err == nil && len(ops) > 0 {
				t.Errorf("only the order changed, but: %s\n%s", Patch{ops}, shuffled)
			}
			for _, n := range new.body.Blocks {
				if header(n) == header(b) {
					checkDifference(t, ref, before, []byte(blockSource(new, n)))
				}
			}
		}
	})
}

func checkDifference(t *testing.T, ref Ref, before, reply []byte) {
	t.Helper()
	ops, err := Difference(ref, before, reply)
	if err != nil {
		return // ambiguous, or beyond a limit
	}
	files := map[string][]byte{"main.tf": before}
	after, err := Apply(files, Patch{ops})
	if err != nil {
		t.Fatalf("%s cannot be applied: %v", Patch{ops}, err)
	}
	if !slices.ContainsFunc(ops, func(op Operation) bool { _, ok := op.(RemoveBlock); return ok }) {
		checkResult(t, files, after, ops)
	}
	checkSettled(t, ref, files, after, reply)
}

// shuffle writes a block with its attributes and nested blocks in reverse order, formatted and with
// comments of its own.
func shuffle(s *syntax, b *hclsyntax.Block) string {
	var out strings.Builder
	out.WriteString(header(b) + " { # shuffled\n")
	attrs := inOrder(b.Body.Attributes)
	slices.Reverse(attrs)
	for _, a := range attrs {
		out.WriteString("# about it\n" + a.Name + " = " + string(s.source(s.expression(a))) + "\n")
	}
	blocks := slices.Clone(b.Body.Blocks)
	slices.Reverse(blocks)
	for _, n := range blocks {
		out.WriteString("\n\n" + shuffle(s, n))
	}
	out.WriteString("}\n")
	return string(hclwrite.Format([]byte(out.String())))
}

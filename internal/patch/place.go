package patch

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// closers are the attributes and nested blocks that people write last in a body, in the order in which
// they follow one another. https://developer.hashicorp.com/terraform/language/style
var closers = []string{"tags", "tags_all", "timeouts", "connection", "provisioner", "lifecycle", "depends_on"}

// rank orders what stands in a body: zero for everything that comes before the closers.
func rank(name string) int { return slices.Index(closers, name) + 1 }

// anchor returns the attribute after which a new one is written, or nil if it comes first. A value of one
// line joins the attribute whose name begins with the same words, else the last single line before the
// nested blocks and before what people write last.
func (c *chunk) anchor(block *hclsyntax.Block, name string, multiline bool) *hclsyntax.Attribute {
	head, rest := c.arguments(block)
	head, rest = open(head, name), open(rest, name)
	if !multiline {
		if mate := c.mate(block, append(head[:len(head):len(head)], rest...), name); mate != nil {
			return mate
		}
	}
	for _, attrs := range [][]*hclsyntax.Attribute{head, rest} {
		if len(attrs) == 0 {
			continue
		}
		for i := len(attrs) - 1; i >= 0 && !multiline; i-- {
			if rank(attrs[i].Name) == 0 && c.joinable(block, attrs[i]) {
				return attrs[i]
			}
		}
		return attrs[len(attrs)-1]
	}
	return nil
}

// arguments returns the attributes of a body in source order, parted at its first nested block.
func (c *chunk) arguments(block *hclsyntax.Block) (head, rest []*hclsyntax.Attribute) {
	attrs := inOrder(block.Body.Attributes)
	if len(block.Body.Blocks) == 0 {
		return attrs, nil
	}
	n := 0
	for n < len(attrs) && attrs[n].SrcRange.Start.Byte < block.Body.Blocks[0].TypeRange.Start.Byte {
		n++
	}
	return attrs[:n], attrs[n:]
}

// open returns the attributes without those at the end that a new one of that name comes before.
func open(attrs []*hclsyntax.Attribute, name string) []*hclsyntax.Attribute {
	for len(attrs) > 0 && rank(attrs[len(attrs)-1].Name) > rank(name) {
		attrs = attrs[:len(attrs)-1]
	}
	return attrs
}

// mate returns the attribute whose name shares the most leading words with name, the last of several, or
// nil: enable_dns_support stands with enable_dns_hostnames.
func (c *chunk) mate(block *hclsyntax.Block, attrs []*hclsyntax.Attribute, name string) *hclsyntax.Attribute {
	var best *hclsyntax.Attribute
	most := 1
	for _, attr := range attrs {
		if n := sharedWords(attr.Name, name); n >= most && rank(attr.Name) == 0 && c.joinable(block, attr) {
			best, most = attr, n
		}
	}
	return best
}

func sharedWords(a, b string) int {
	x, y := strings.Split(a, "_"), strings.Split(b, "_")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] && x[n] != "" {
		n++
	}
	return n
}

// joinable reports whether a line may be written right below an attribute.
func (c *chunk) joinable(block *hclsyntax.Block, attr *hclsyntax.Attribute) bool {
	return !apart(block, attr) && !bytes.ContainsRune(c.source(c.expression(attr)), '\n')
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

// part is an attribute or a nested block of a body.
type part struct {
	name  string
	start int
	block bool
}

// parts returns what stands in a body, in source order.
func parts(body *hclsyntax.Body) []part {
	attrs, blocks := inOrder(body.Attributes), body.Blocks
	var all []part
	for len(attrs)+len(blocks) > 0 {
		if len(blocks) == 0 || len(attrs) > 0 && attrs[0].SrcRange.Start.Byte < blocks[0].TypeRange.Start.Byte {
			all = append(all, part{attrs[0].Name, attrs[0].SrcRange.Start.Byte, false})
			attrs = attrs[1:]
			continue
		}
		all = append(all, part{blocks[0].Type, blocks[0].TypeRange.Start.Byte, true})
		blocks = blocks[1:]
	}
	return all
}

// slot returns where a new nested block of a type is written: after the last one of its kind, else before
// what people write last, else at the end of the body. It is the start of a line.
func (c *chunk) slot(block *hclsyntax.Block, kind string) int {
	for i := len(block.Body.Blocks) - 1; i >= 0; i-- {
		b := block.Body.Blocks[i]
		if b.Type == kind || b.Type == "dynamic" && len(b.Labels) == 1 && b.Labels[0] == kind {
			return lineEnd(c.text, b.CloseBraceRange.End.Byte)
		}
	}
	all := parts(block.Body)
	first := len(all)
	for first > 0 && rank(all[first-1].name) > rank(kind) {
		first--
	}
	// An attribute that shares its paragraph with what comes before it stays there.
	for first < len(all) && !all[first].block && first > 0 && !all[first-1].block &&
		blankBefore(c.text, c.leadOf(all[first])) < 0 {
		first++
	}
	if first == len(all) {
		return c.closing(block)
	}
	return c.leadOf(all[first])
}

// leadOf returns the start of the line on which a part begins, or of the comment lines right above it.
func (c *chunk) leadOf(p part) int { return c.lead(lineStart(c.text, p.start)) }

// lead returns the start of the comment lines right above pos, or pos if there are none.
func (c *chunk) lead(pos int) int {
	for i := c.at(pos) - 1; i >= 0; i-- {
		t := c.tokens[i]
		end := t.Range.End.Byte
		if t.Type == hclsyntax.TokenNewline && i > 0 && c.tokens[i-1].Type == hclsyntax.TokenComment {
			// A comment between /* and */ leaves the line break to a token of its own.
			i--
			t = c.tokens[i]
		}
		start := lineStart(c.text, t.Range.Start.Byte)
		if t.Type != hclsyntax.TokenComment || end != pos ||
			len(bytes.TrimSpace(c.text[start:t.Range.Start.Byte])) != 0 {
			break
		}
		pos = start
	}
	return pos
}

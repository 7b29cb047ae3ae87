package patch

import (
	"bytes"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Order is the order in which the content of a new block is written. Names that the block lacks are passed
// over; what it names nowhere follows in the order of the source.
type Order struct {
	// First are the attributes of the paragraph after the meta-arguments.
	First []string
	// Attributes and Blocks are the names and types of the rest.
	Attributes []string
	Blocks     []BlockOrder
}

// BlockOrder is the order inside the nested blocks of a type.
type BlockOrder struct {
	Type  string
	Order Order
}

// Arrange rewrites the source of a new block as a person would write it: count, for_each and provider in a
// paragraph of their own, then the paragraph of o.First, the other attributes, the nested blocks, and last
// what people write last. Comments are dropped: nobody of the repository wrote them, and some silence
// scanners. The result is formatted, means the same as the source, and ends with a line break. Source that
// is not exactly one block is an error.
func Arrange(source string, o Order) (_ string, err error) {
	defer recovered(&err)
	s, err := newBlock(source)
	if err != nil {
		return "", err
	}
	out, err := formatSnippet(s.arranged(s.body.Blocks[0], o))
	return string(out), err
}

// metaArguments decide how often and through which provider a block exists.
var metaArguments = []string{"count", "for_each", "provider"}

func (s *syntax) arranged(block *hclsyntax.Block, o Order) string {
	head := block.Type
	for _, label := range block.LabelRanges {
		head += " " + string(label.SliceBytes(s.src))
	}
	paragraphs := s.paragraphs(block.Body, o)
	if len(paragraphs) == 0 {
		return head + " {}\n"
	}
	return head + " {\n" + strings.Join(paragraphs, "\n") + "}\n"
}

// paragraphs writes a body in parts that stand a blank line apart.
func (s *syntax) paragraphs(body *hclsyntax.Body, o Order) []string {
	special := slices.Concat(metaArguments, o.First, closers)
	var rest []*hclsyntax.Attribute
	for _, attr := range inOrder(body.Attributes) {
		if !slices.Contains(special, attr.Name) {
			rest = append(rest, attr)
		}
	}
	sort.SliceStable(rest, func(i, j int) bool { return o.attribute(rest[i]) < o.attribute(rest[j]) })
	blocks := slices.Clone(body.Blocks)
	sort.SliceStable(blocks, func(i, j int) bool { return o.block(blocks[i]) < o.block(blocks[j]) })

	out := s.lines(pick(body, metaArguments))
	out = append(out, s.lines(pick(body, o.First))...)
	out = append(out, s.lines(rest)...)
	for _, b := range blocks {
		if rank(b.Type) == 0 {
			out = append(out, s.arranged(b, o.inside(b)))
		}
	}
	for _, name := range closers {
		out = append(out, s.lines(pick(body, []string{name}))...)
		for _, b := range blocks {
			if b.Type == name {
				out = append(out, s.arranged(b, o.inside(b)))
			}
		}
	}
	return out
}

func (o Order) attribute(attr *hclsyntax.Attribute) int {
	if i := slices.Index(o.Attributes, attr.Name); i >= 0 {
		return i
	}
	return len(o.Attributes)
}

func (o Order) block(block *hclsyntax.Block) int {
	for i, b := range o.Blocks {
		if b.Type == block.Type {
			return i
		}
	}
	return len(o.Blocks)
}

func (o Order) inside(block *hclsyntax.Block) Order {
	if i := o.block(block); i < len(o.Blocks) {
		return o.Blocks[i].Order
	}
	return Order{}
}

// pick returns the attributes of those names that a body has, in the order of the names.
func pick(body *hclsyntax.Body, names []string) []*hclsyntax.Attribute {
	var found []*hclsyntax.Attribute
	for _, name := range names {
		if attr := body.Attributes[name]; attr != nil {
			found = append(found, attr)
		}
	}
	return found
}

// lines writes attributes in paragraphs: consecutive single lines share one.
func (s *syntax) lines(attrs []*hclsyntax.Attribute) []string {
	var out []string
	joined := false
	for _, attr := range attrs {
		text := attr.Name + " = " + s.uncommented(s.expression(attr)) + "\n"
		single := strings.Count(text, "\n") == 1
		if single && joined {
			out[len(out)-1] += text
		} else {
			out = append(out, text)
		}
		joined = single
	}
	return out
}

// uncommented returns the source of a span without its comments. A comment to the end of a line is a line
// break to HCL, so one stays where anything else stands on the line.
func (s *syntax) uncommented(sp span) string {
	if sp.from >= sp.to {
		return ""
	}
	var out bytes.Buffer
	at := s.start(sp)
	for _, t := range s.tokens[sp.from:sp.to] {
		out.Write(s.src[at:t.Range.Start.Byte])
		at = t.Range.End.Byte
		if t.Type != hclsyntax.TokenComment {
			out.Write(t.Bytes)
			continue
		}
		text := bytes.TrimRight(out.Bytes(), " \t")
		alone := bytes.HasSuffix(text, []byte("\n"))
		out.Truncate(len(text))
		if breaksLine(t) && !alone {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

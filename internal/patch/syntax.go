package patch

import (
	"bytes"
	"errors"
	"fmt"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Limits of what the package reads. Anything beyond them is refused with an error: no Terraform that a
// person wrote comes near, and the parser underneath recurses without a bound of its own.
const (
	// MaxFileSize is the largest file, in bytes, that may be edited.
	MaxFileSize = 4 << 20
	// MaxSourceSize is the largest expression, block or reply, in bytes, that may be brought in.
	MaxSourceSize = 128 << 10
	// MaxNesting bounds how deep brackets nest and how many operators, conditions and template
	// directives may follow one another.
	MaxNesting = 4000
)

// syntax is parsed HCL together with its tokens. Byte offsets in both count from the start of src, which
// never begins with a byte order mark.
type syntax struct {
	src    []byte
	tokens hclsyntax.Tokens
	body   *hclsyntax.Body
	// templates are the quoted and heredoc templates by the offset at which they start.
	templates map[int]*hclsyntax.TemplateExpr
}

// span is a range of tokens, the end excluded.
type span struct{ from, to int }

// parse reads src, which must not begin with a byte order mark.
func parse(src []byte) (_ *syntax, err error) {
	defer recovered(&err)
	body, err := outline(src)
	if err != nil {
		return nil, err
	}
	tokens, diags := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, syntaxError(diags)
	}
	return &syntax{src: src, tokens: tokens, body: body}, nil
}

// outline reads src without keeping the tokens, which is half the work.
func outline(src []byte) (_ *hclsyntax.Body, err error) {
	if err := bounded(src, MaxFileSize); err != nil {
		return nil, err
	}
	defer recovered(&err)
	file, diags := hclsyntax.ParseConfig(src, "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, syntaxError(diags)
	}
	return file.Body.(*hclsyntax.Body), nil
}

// recovered turns a panic of the parser or the formatter underneath into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("the HCL library gave up: %v", r)
	}
}

// syntaxError keeps the first error of diags; further ones are mostly its consequences.
func syntaxError(diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		if d.Subject == nil {
			return fmt.Errorf("not valid HCL: %s", d.Summary)
		}
		return fmt.Errorf("not valid HCL: line %d: %s: %s", d.Subject.Start.Line, d.Summary, d.Detail)
	}
	return errors.New("not valid HCL")
}

// bounded refuses what would exhaust the parser. It counts bytes without regard to strings and comments,
// so it errs on the side of refusing.
func bounded(src []byte, size int) error {
	if len(src) > size {
		return fmt.Errorf("%d bytes are more than the limit of %d", len(src), size)
	}
	depth, run, conditions := 0, 0, 0
	for i, b := range src {
		switch b {
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth = max(0, depth-1)
		case '!', '-':
			run++
		case '?':
			conditions++
		case '%':
			if i+1 < len(src) && src[i+1] == '{' {
				conditions++
			}
		}
		if b != '!' && b != '-' && b != ' ' && b != '\t' {
			run = 0
		}
		if depth > MaxNesting || run > MaxNesting || conditions > 4*MaxNesting {
			return fmt.Errorf("nested or chained more than %d deep", MaxNesting)
		}
	}
	return nil
}

// at returns the index of the first token that starts at or after a byte offset.
func (s *syntax) at(offset int) int {
	return sort.Search(len(s.tokens), func(i int) bool { return s.tokens[i].Range.Start.Byte >= offset })
}

// source returns the text of a span of tokens.
func (s *syntax) source(sp span) []byte {
	if sp.from >= sp.to {
		return nil
	}
	return s.src[s.tokens[sp.from].Range.Start.Byte:s.tokens[sp.to-1].Range.End.Byte]
}

// start and end are the byte offsets of a span that holds at least one token.
func (s *syntax) start(sp span) int { return s.tokens[sp.from].Range.Start.Byte }
func (s *syntax) end(sp span) int   { return s.tokens[sp.to-1].Range.End.Byte }

// expression returns the tokens of an attribute's expression, without comments before or after it. It
// goes by tokens because the ranges of some syntax nodes leave out what they end with.
func (s *syntax) expression(attr *hclsyntax.Attribute) span {
	from := s.at(attr.EqualsRange.End.Byte)
	for from < len(s.tokens) && s.tokens[from].Type == hclsyntax.TokenComment {
		from++
	}
	depth, last := 0, from
	for i := from; i < len(s.tokens); i++ {
		t := s.tokens[i]
		depth += nesting(t.Type)
		if depth < 0 || t.Type == hclsyntax.TokenEOF || depth == 0 && breaksLine(t) {
			break
		}
		if t.Type != hclsyntax.TokenComment {
			last = i
		}
	}
	return span{from, last + 1}
}

// template returns the template expression that starts at an offset, or nil.
func (s *syntax) template(offset int) *hclsyntax.TemplateExpr {
	if s.templates == nil {
		s.templates = map[int]*hclsyntax.TemplateExpr{}
		_ = hclsyntax.VisitAll(s.body, func(n hclsyntax.Node) hcl.Diagnostics {
			if t, ok := n.(*hclsyntax.TemplateExpr); ok {
				if start := t.SrcRange.Start.Byte; s.templates[start] == nil {
					s.templates[start] = t
				}
			}
			// The walker passes by a key that may be a bare word, so a quoted key is looked at here.
			if o, ok := n.(*hclsyntax.ObjectConsExpr); ok {
				for _, item := range o.Items {
					if k, ok := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); ok {
						if t, ok := k.Wrapped.(*hclsyntax.TemplateExpr); ok {
							s.templates[t.SrcRange.Start.Byte] = t
						}
					}
				}
			}
			return nil
		})
	}
	return s.templates[offset]
}

// nesting is +1 for what opens and -1 for what closes.
func nesting(t hclsyntax.TokenType) int {
	switch t {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote,
		hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		return 1
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote,
		hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
		return -1
	}
	return 0
}

// breaksLine reports whether a token ends a line: a line break, or a comment that includes its own.
func breaksLine(t hclsyntax.Token) bool {
	return t.Type == hclsyntax.TokenNewline ||
		t.Type == hclsyntax.TokenComment && bytes.HasSuffix(t.Bytes, []byte("\n"))
}

// closer returns the index of the token that closes the one at index i.
func (s *syntax) closer(i int) int {
	depth := 0
	for ; i < len(s.tokens); i++ {
		if depth += nesting(s.tokens[i].Type); depth == 0 {
			return i
		}
	}
	return len(s.tokens) - 1
}

// literal returns the string a template stands for, if it has no interpolation.
func literal(t *hclsyntax.TemplateExpr) (string, bool) {
	out := ""
	for _, part := range t.Parts {
		v, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || v.Val.Type() != cty.String {
			return "", false
		}
		out += v.Val.AsString()
	}
	return out, true
}

package patch

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// expression is source for the right-hand side of an attribute, formatted, with LF line ends and no
// indentation of its own.
type expression struct {
	*syntax
	sp span
}

// newExpression reads the source of one expression for the attribute of that name. Source that holds
// anything else, such as a second attribute after a line break, is an error.
func newExpression(name, src string) (*expression, error) {
	if !hclsyntax.ValidIdentifier(name) {
		return nil, fmt.Errorf("%q is no attribute name", name)
	}
	text, err := formatSnippet(name + " = " + strings.TrimSpace(src) + "\n")
	if err != nil {
		return nil, fmt.Errorf("the new value of %s is %w", name, err)
	}
	s, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("the new value of %s is %w", name, err)
	}
	attr := s.body.Attributes[name]
	if attr == nil || len(s.body.Attributes) != 1 || len(s.body.Blocks) != 0 {
		return nil, fmt.Errorf("the new value of %s must be one expression and nothing else", name)
	}
	e := &expression{s, s.expression(attr)}
	before, after := s.src[attr.EqualsRange.End.Byte:s.start(e.sp)], s.src[s.end(e.sp):]
	if len(bytes.TrimSpace(before)) != 0 || len(bytes.TrimSpace(after)) != 0 {
		return nil, fmt.Errorf("the new value of %s must be one expression without a comment around it", name)
	}
	return e, nil
}

// String returns the expression's source.
func (e *expression) String() string { return string(e.source(e.sp)) }

// multiline reports whether the expression takes more than one line.
func (e *expression) multiline() bool { return bytes.ContainsRune(e.source(e.sp), '\n') }

// heredoc reports whether the expression's last line is the end mark of a heredoc, after which nothing
// else may stand.
func (e *expression) heredoc() bool {
	return e.tokens[e.sp.to-1].Type == hclsyntax.TokenCHeredoc
}

// newBlock reads the source of one block, formatted, with LF line ends, no indentation of its own and no
// line break at its end. Comments around the block are kept.
func newBlock(src string) (*syntax, error) {
	text, err := formatSnippet(src)
	if err != nil {
		return nil, fmt.Errorf("the new block is %w", err)
	}
	s, err := parse(bytes.Trim(text, "\n"))
	if err != nil {
		return nil, fmt.Errorf("the new block is %w", err)
	}
	if len(s.body.Blocks) != 1 || len(s.body.Attributes) != 0 {
		return nil, errors.New("the source must be one block and nothing else")
	}
	return s, nil
}

// formatSnippet formats source as terraform fmt does: white space, labels in quotes, and "${x}" as x.
func formatSnippet(src string) (_ []byte, err error) {
	text := unixLines(bytes.TrimPrefix([]byte(src), byteOrderMark))
	if err := bounded(text, MaxSourceSize); err != nil {
		return nil, err
	}
	defer recovered(&err)
	for {
		f, diags := hclwrite.ParseConfig(text, "", hcl.InitialPos)
		if diags.HasErrors() {
			return nil, syntaxError(diags)
		}
		if !formatBody(f.Body()) {
			return hclwrite.Format(text), nil
		}
		text = hclwrite.Format(f.Bytes())
	}
}

// formatBody does the part of terraform fmt that is more than white space and reports whether there was
// anything to do.
func formatBody(body *hclwrite.Body) (changed bool) {
	for name, attr := range body.Attributes() {
		tokens := attr.Expr().BuildTokens(nil)
		if inner := unwrapTokens(tokens); inner != nil {
			body.SetAttributeRaw(name, inner)
			changed = true
		}
	}
	for _, block := range body.Blocks() {
		if bareLabels(block) {
			block.SetLabels(block.Labels())
			changed = true
		}
		changed = formatBody(block.Body()) || changed
	}
	return changed
}

func bareLabels(block *hclwrite.Block) bool {
	for i, t := range block.BuildTokens(nil) {
		switch t.Type {
		case hclsyntax.TokenOBrace:
			return false
		case hclsyntax.TokenIdent:
			// Lead comments come before the type, so the first word may not be the first token.
			if i > 0 && len(block.Labels()) > 0 && string(t.Bytes) != block.Type() {
				return true
			}
		}
	}
	return false
}

// unwrapTokens returns the inside of "${...}", or nil if the expression is anything else.
func unwrapTokens(tokens hclwrite.Tokens) hclwrite.Tokens {
	last := len(tokens) - 1
	if last < 4 || tokens[0].Type != hclsyntax.TokenOQuote || tokens[1].Type != hclsyntax.TokenTemplateInterp ||
		tokens[last-1].Type != hclsyntax.TokenTemplateSeqEnd || tokens[last].Type != hclsyntax.TokenCQuote {
		return nil
	}
	inner := tokens[2 : last-1]
	depth := 0
	lines := false
	for _, t := range inner {
		if depth += nesting(t.Type); depth < 0 || t.Type == hclsyntax.TokenComment {
			return nil
		}
		lines = lines || t.Type == hclsyntax.TokenNewline
	}
	for len(inner) > 0 && inner[0].Type == hclsyntax.TokenNewline {
		inner = inner[1:]
	}
	for len(inner) > 0 && inner[len(inner)-1].Type == hclsyntax.TokenNewline {
		inner = inner[:len(inner)-1]
	}
	if len(inner) == 0 {
		return nil
	}
	if lines {
		open := &hclwrite.Token{Type: hclsyntax.TokenOParen, Bytes: []byte("(")}
		end := &hclwrite.Token{Type: hclsyntax.TokenCParen, Bytes: []byte(")")}
		inner = append(append(hclwrite.Tokens{open}, inner...), end)
	}
	return inner
}

// indented returns src with indent in front of every line but the first, and newline as its line end. The
// lines inside heredocs, strings and comments are content and get no indentation.
func indented(src []byte, indent, newline string) (string, error) {
	tokens, diags := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	if diags.HasErrors() {
		return "", syntaxError(diags)
	}
	var b strings.Builder
	last := 0
	for i, t := range tokens {
		if i > 0 && breaksLine(tokens[i-1]) && t.Type != hclsyntax.TokenNewline && t.Type != hclsyntax.TokenEOF {
			b.Write(src[last:tokens[i-1].Range.End.Byte])
			b.WriteString(indent)
			last = tokens[i-1].Range.End.Byte
		}
	}
	b.Write(src[last:])
	return strings.ReplaceAll(b.String(), "\n", newline), nil
}

package propose

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// redactor replaces literal secrets in Terraform by placeholders before a model sees them, and puts
// them back into its answer. It serves one remediation.
type redactor struct {
	originals []string
}

const placeholder = "terrafix-redacted-"

var (
	// secretName matches the last words of attributes, map keys and variables that hold a secret.
	secretName = regexp.MustCompile(`(?i)(^|[_-])(password|passwd|pwd|secret|secret[_-]?string|secret[_-]?binary|token|private[_-]?key|secret[_-]?key|access[_-]?key|api[_-]?key|shared[_-]?key|connection[_-]?string)$`)
	// secretText matches literals that are secrets whatever they are called.
	secretText = regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[opsru]_[0-9A-Za-z]{36}|\bxox[abp]-[0-9A-Za-z-]{10,}`)
)

// source returns a block's text with placeholders for its literal secrets.
func (r *redactor) source(b *tfconfig.Block) string {
	whole := b.Range()
	var spans []hcl.Range
	named := b.Syntax.Type == "variable" && (sensitive(b.Syntax.Body) || len(b.Syntax.Labels) == 1 && secretName.MatchString(b.Syntax.Labels[0]))
	parameter := b.Type() == "aws_ssm_parameter"
	walk(b.Syntax.Body, func(name string, expr hclsyntax.Expression) {
		secret := secretName.MatchString(name) || named && name == "default" || parameter && name == "value"
		spans = append(spans, literals(expr, secret, b.File.Bytes)...)
	})
	return r.replace(b.File.Bytes, whole, spans)
}

// attribute returns "name = expression" with placeholders for its literal secrets.
func (r *redactor) attribute(a *hclsyntax.Attribute, src []byte) string {
	return r.replace(src, a.Range(), literals(a.Expr, secretName.MatchString(a.Name), src))
}

// replace cuts the spans out of a range and remembers them.
func (r *redactor) replace(src []byte, whole hcl.Range, spans []hcl.Range) string {
	slices.SortFunc(spans, func(a, b hcl.Range) int { return a.Start.Byte - b.Start.Byte })
	var out bytes.Buffer
	at := whole.Start.Byte
	for _, span := range spans {
		if span.Start.Byte < at {
			continue
		}
		out.Write(src[at:span.Start.Byte])
		text := string(span.SliceBytes(src))
		r.originals = append(r.originals, text)
		fmt.Fprintf(&out, "%q", fmt.Sprintf("%s%d", placeholder, len(r.originals)))
		if strings.HasSuffix(text, "\n") {
			out.WriteByte('\n') // a heredoc ends with its line
		}
		at = span.End.Byte
	}
	out.Write(src[at:whole.End.Byte])
	return out.String()
}

var placeholders = regexp.MustCompile(`"` + placeholder + `(\d{1,6})"`)

// restore puts the secrets back. It is false when a placeholder remains where no whole string was.
func (r *redactor) restore(source string) (string, bool) {
	source = placeholders.ReplaceAllStringFunc(source, func(found string) string {
		var n int
		if _, err := fmt.Sscanf(strings.Trim(found, `"`), placeholder+"%d", &n); err != nil || n < 1 || n > len(r.originals) {
			return found
		}
		return r.originals[n-1]
	})
	return source, !strings.Contains(source, placeholder)
}

// walk visits the attributes of a body and of all blocks in it.
func walk(body *hclsyntax.Body, visit func(name string, expr hclsyntax.Expression)) {
	for _, attribute := range body.Attributes {
		visit(attribute.Name, attribute.Expr)
	}
	for _, nested := range body.Blocks {
		walk(nested.Body, visit)
	}
}

// literals returns the ranges of the string literals of an expression that must not be shown: all of
// them when secret is set, else those under a secret's key or with a secret's text.
func literals(expr hclsyntax.Expression, secret bool, src []byte) []hcl.Range {
	var spans []hcl.Range
	switch expr := expr.(type) {
	case *hclsyntax.TemplateExpr:
		text := expr.Range().SliceBytes(src)
		if secret && len(expr.Variables()) == 0 && len(text) > len(`""`) || secretText.Match(text) {
			spans = append(spans, expr.Range())
		}
	case *hclsyntax.ObjectConsExpr:
		for _, item := range expr.Items {
			key := strings.Trim(string(item.KeyExpr.Range().SliceBytes(src)), `"`)
			spans = append(spans, literals(item.ValueExpr, secret || secretName.MatchString(key), src)...)
		}
	case *hclsyntax.TupleConsExpr:
		for _, item := range expr.Exprs {
			spans = append(spans, literals(item, secret, src)...)
		}
	case *hclsyntax.FunctionCallExpr:
		for _, item := range expr.Args {
			spans = append(spans, literals(item, secret, src)...)
		}
	case *hclsyntax.ParenthesesExpr:
		return literals(expr.Expression, secret, src)
	case *hclsyntax.ConditionalExpr:
		spans = append(literals(expr.TrueResult, secret, src), literals(expr.FalseResult, secret, src)...)
	}
	return spans
}

// sensitive reports whether a variable says of itself that it is.
func sensitive(body *hclsyntax.Body) bool {
	attribute, ok := body.Attributes["sensitive"]
	if !ok {
		return false
	}
	literal, ok := attribute.Expr.(*hclsyntax.LiteralValueExpr)
	return ok && literal.Val.Type().FriendlyName() == "bool" && literal.Val.True()
}

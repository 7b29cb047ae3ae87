package expect

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
)

// assured reports whether an expression, whose value is not known before the apply, is certain to have one
// where any value will do: it names a resource, or it is what the policy decided.
func (a *assessor) assured(expr hclsyntax.Expression, want control.Constraint) bool {
	switch want.Op {
	case control.Present:
		return identifies(expr)
	case control.Decided:
		return identifies(expr) || a.decidedAs(expr, want.Decision)
	case control.AnyOf:
		return slices.ContainsFunc(want.Parts, func(part control.Constraint) bool { return a.assured(expr, part) })
	case control.Includes:
		list, ok := expr.(*hclsyntax.TupleConsExpr)
		return ok && len(want.Values) == 0 && !slices.ContainsFunc(want.Parts, func(part control.Constraint) bool {
			return !slices.ContainsFunc(list.Exprs, func(element hclsyntax.Expression) bool {
				v, diags := element.Value(nil)
				return a.assured(element, part) || !diags.HasErrors() && part.Holds(v) == control.Satisfied
			})
		})
	}
	return false
}

// decidedAs reports whether an expression is written as the policy answers a decision.
func (a *assessor) decidedAs(expr hclsyntax.Expression, decision string) bool {
	if a.options.Answer == nil {
		return false
	}
	answer, ok := a.options.Answer(decision)
	return ok && answer == string(expr.Range().SliceBytes(a.block.File.Bytes))
}

// identifies reports whether an expression is an identifier of a resource or a data source, which the
// provider always sets.
func identifies(expr hclsyntax.Expression) bool {
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return identifies(e.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return identifies(e.Wrapped)
	case *hclsyntax.RelativeTraversalExpr:
		_, indexed := e.Source.(*hclsyntax.IndexExpr)
		return indexed && len(e.Source.Variables()) > 0 && isResource(e.Source.Variables()[0]) && identifier(e.Traversal)
	case *hclsyntax.ScopeTraversalExpr:
		return isResource(e.Traversal) && identifier(e.Traversal[1:])
	}
	return false
}

func isResource(path hcl.Traversal) bool {
	return len(path) > 1 && (strings.HasPrefix(path.RootName(), "aws_") || path.RootName() == "data")
}

// identifier reports whether a path ends in an attribute such as id, arn or target_key_arn.
func identifier(path hcl.Traversal) bool {
	if len(path) == 0 {
		return false
	}
	last, ok := path[len(path)-1].(hcl.TraverseAttr)
	return ok && slices.Contains([]string{"id", "arn", "name", "bucket", "key_id", "target_key_arn", "target_key_id"}, last.Name)
}

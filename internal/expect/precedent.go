package expect

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// byPrecedent reports whether a condition is a decision that others of the module can answer.
func (a *assessor) byPrecedent(want control.Constraint) bool {
	return want.Op == control.Decided && slices.ContainsFunc(a.control.Decisions, func(d control.Decision) bool {
		return d.Name == want.Decision && d.Precedent
	})
}

// precedent answers a decision that nobody has written into the policy but that the module has taken: what
// all its companions of the type, and all nested blocks of the target's siblings, give the argument. They
// must agree word for word, speak of no instance, go through the target's provider, and not name the target
// itself, as a log bucket must not log into itself.
func (a *assessor) precedent(companionType, argument string) (source string, ok bool) {
	for _, block := range a.block.Module.Blocks() {
		if block == a.block || a.meta(block, "provider") != a.meta(a.block, "provider") {
			continue
		}
		var bodies []*hclsyntax.Body
		switch block.Type() {
		case companionType:
			bodies = append(bodies, block.Syntax.Body)
		case a.block.Type():
			for _, nested := range block.Syntax.Body.Blocks {
				bodies = append(bodies, nested.Body)
			}
		}
		for _, body := range bodies {
			attr := body.Attributes[argument]
			if attr == nil {
				continue
			}
			text, usable := a.repeatable(attr, block)
			if !usable || source != "" && text != source {
				return "", false
			}
			source = text
		}
	}
	return source, source != ""
}

// repeatable is the source of an expression, if another block can say the same.
func (a *assessor) repeatable(attr *hclsyntax.Attribute, block *tfconfig.Block) (string, bool) {
	expr := attr.Expr
	if wrapped, ok := expr.(*hclsyntax.TemplateWrapExpr); ok {
		expr = wrapped.Wrapped
	}
	labels := a.block.Syntax.Labels
	for _, traversal := range expr.Variables() {
		if root := traversal.RootName(); root == "each" || root == "count" || root == "self" || refersTo(traversal, labels[0], labels[1]) {
			return "", false
		}
	}
	return strings.TrimSpace(string(expr.Range().SliceBytes(block.File.Bytes))), true
}

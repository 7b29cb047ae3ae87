package expect

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// carried changes a value where it lives: the default of a variable, or a local, that an argument passes
// on and that nothing else uses. It abstains (false) where anyone else reads the value or sets it, since
// then more than the argument would change.
func (a *assessor) carried(attr *hclsyntax.Attribute, want control.Constraint) (patch.Operation, bool) {
	reference, ok := attr.Expr.(*hclsyntax.ScopeTraversalExpr)
	value, writable := want.Value()
	if !ok || !writable || len(reference.Traversal) != 2 {
		return nil, false
	}
	name, ok := attributeName(reference.Traversal)
	if !ok {
		return nil, false
	}
	root := reference.Traversal.RootName()
	home := a.block.Module.Lookup(root + "." + name)
	if home == nil || a.uses(root, name) != 1 {
		return nil, false
	}
	op := patch.SetAttribute{Block: home.Ref, Expr: control.Literal(value)}
	switch root {
	case "var":
		if a.given(name) {
			return nil, false
		}
		op.Name = "default"
	case "local":
		// Two locals blocks of one file have the same address.
		if a.localsBlocks(home.File) != 1 {
			return nil, false
		}
		op.Name = name
	default:
		return nil, false
	}
	present := home.Syntax.Body.Attributes[op.Name]
	if present == nil || len(present.Expr.Variables()) > 0 {
		return nil, false
	}
	return op, true
}

// uses counts the references to a variable or local in the whole module.
func (a *assessor) uses(root, name string) int {
	n := 0
	for _, block := range a.block.Module.Blocks() {
		_ = hclsyntax.VisitAll(block.Syntax.Body, func(node hclsyntax.Node) hcl.Diagnostics {
			if expr, ok := node.(*hclsyntax.ScopeTraversalExpr); ok && refersTo(expr.Traversal, root, name) {
				n++
			}
			return nil
		})
	}
	return n
}

// given reports whether a call of the module sets one of its variables.
func (a *assessor) given(name string) bool {
	for _, module := range a.repository.Modules {
		if slices.ContainsFunc(module.Calls, func(call *tfconfig.Call) bool {
			return call.Dir == a.block.Module.Dir && call.Block.Syntax.Body.Attributes[name] != nil
		}) {
			return true
		}
	}
	return false
}

func attributeName(traversal hcl.Traversal) (string, bool) {
	step, ok := traversal[1].(hcl.TraverseAttr)
	return step.Name, ok
}

func (a *assessor) localsBlocks(file *tfconfig.File) int {
	n := 0
	for _, block := range file.Body.Blocks {
		if block.Type == "locals" {
			n++
		}
	}
	return n
}

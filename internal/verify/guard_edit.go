package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// edit is one operation in parsed form.
type edit struct {
	// number counts from one.
	number int
	op     patch.Operation
	ref    patch.Ref
	// path holds the nested block types from the top-level block to what is edited.
	path []string
	// name is the attribute that is set or removed, otherwise "".
	name string
	// source is the text that the operation brings in, otherwise "".
	source string
	// expr is set for SetAttribute, block for AddBlock and AddResource, if the source parses.
	expr  hclsyntax.Expression
	block *hclsyntax.Block
	// owner is the existing block that the edit changes; nil for AddResource and for unknown blocks.
	owner *tfconfig.Block
}

func parseEdit(s *subject, index int, op patch.Operation) edit {
	e := edit{number: index + 1, op: op, ref: op.Where()}
	switch op := op.(type) {
	case patch.SetAttribute:
		e.path, e.name, e.source = types(op.Path), op.Name, op.Expr
		expr, diags := hclsyntax.ParseExpression([]byte(op.Expr), "", hcl.InitialPos)
		if !diags.HasErrors() {
			e.expr = expr
		}
	case patch.RemoveAttribute:
		e.path, e.name = types(op.Path), op.Name
	case patch.AddBlock:
		e.source, e.block = op.Source, parseOneBlock(op.Source)
		e.path = types(op.Path)
		if e.block != nil {
			e.path = append(e.path, e.block.Type)
		}
	case patch.RemoveBlock:
		e.path = types(op.Path)
	case patch.AddResource:
		e.source, e.block = op.Source, parseOneBlock(op.Source)
		return e
	}
	e.owner = findBlock(s.target.Module, e.ref)
	return e
}

func findBlock(m *tfconfig.Module, ref patch.Ref) *tfconfig.Block {
	for _, b := range m.Blocks() {
		if b.Ref == ref {
			return b
		}
	}
	return nil
}

func types(path []patch.Step) []string {
	var all []string
	for _, step := range path {
		all = append(all, step.Block)
	}
	return all
}

// parseOneBlock returns the block if the source is exactly one.
func parseOneBlock(source string) *hclsyntax.Block {
	file, diags := hclsyntax.ParseConfig([]byte(source), "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	body := file.Body.(*hclsyntax.Body)
	if len(body.Blocks) != 1 || len(body.Attributes) != 0 {
		return nil
	}
	return body.Blocks[0]
}

// isNewResource reports whether the edit adds a top-level block.
func (e edit) isNewResource() bool {
	_, ok := e.op.(patch.AddResource)
	return ok
}

// newType returns the resource type of an added resource, or "".
func (e edit) newType() string {
	if e.isNewResource() && e.block != nil && e.block.Type == "resource" && len(e.block.Labels) == 2 {
		return e.block.Labels[0]
	}
	return ""
}

// newAddress returns the address of an added resource inside its module, or "".
func (e edit) newAddress() string {
	if t := e.newType(); t != "" {
		return t + "." + e.block.Labels[1]
	}
	return ""
}

// expressions calls f for every expression that the edit brings in, outermost first.
func (e edit) expressions(f func(hclsyntax.Expression)) {
	if e.expr != nil {
		walkExpressions(e.expr, f)
	}
	if e.block != nil {
		walkExpressions(e.block.Body, f)
	}
}

// text returns an expression's source inside the edit.
func (e edit) text(expr hclsyntax.Expression) string {
	return string(expr.Range().SliceBytes([]byte(e.source)))
}

// companion returns what the control wants of a companion type, or nil.
func (s *subject) companion(resourceType string) *control.Companion {
	if resourceType == "" {
		return nil
	}
	for _, desired := range s.desired {
		companions := desired.Companions
		for _, variant := range desired.Variants {
			companions = append(slices.Clone(companions), variant.Companions...)
		}
		for i := range companions {
			if companions[i].Type == resourceType {
				return &companions[i]
			}
		}
	}
	return nil
}

// wanted are the bodies that name what may be set on the target.
func (s *subject) wanted() []control.Body {
	var bodies []control.Body
	for _, desired := range s.desired {
		bodies = append(append(bodies, desired.Want), desired.Accept...)
		for _, variant := range desired.Variants {
			bodies = append(bodies, variant.Want)
		}
		for _, repair := range desired.Repairs {
			bodies = append(bodies, control.Body{Blocks: []control.Block{{Type: repair.Block, Body: repair.Want}}})
		}
	}
	return bodies
}

// wantedOf are the bodies that name what may be set on a companion.
func wantedOf(companion *control.Companion) []control.Body {
	return []control.Body{companion.Want, companion.Where, companion.New}
}

// pointer is the expression of a body by which a companion points at its target: an argument, or for a
// dotted path an item of an object.
func pointer(body *hclsyntax.Body, by string) hclsyntax.Expression {
	name, item, nested := strings.Cut(by, ".")
	attr := body.Attributes[name]
	if attr == nil {
		return nil
	}
	object, ok := attr.Expr.(*hclsyntax.ObjectConsExpr)
	if !nested || !ok {
		return attr.Expr
	}
	for _, pair := range object.Items {
		if key, diags := pair.KeyExpr.Value(nil); !diags.HasErrors() && key.Type() == cty.String && key.IsKnown() && key.AsString() == item {
			return pair.ValueExpr
		}
	}
	return nil
}

// catalogueOperations are the operations with which the catalogue would meet the control, by content. A
// patch of the catalogue consists of them, and a model's may: they need no further permission.
func catalogueOperations(repo *tfconfig.Repository, c Candidate) map[string]bool {
	all := map[string]bool{}
	for _, operation := range expect.Assess(repo, c.Target.Block, c.Control, c.Options).Operations() {
		all[content(operation)] = true
	}
	return all
}

// content is what an operation says, whatever its white space.
func content(operation patch.Operation) string {
	// %#v, since %v is the operation's own short description, which leaves out the source.
	return squeeze(strings.NewReplacer(`\n`, " ", `\t`, " ").Replace(fmt.Sprintf("%#v", operation)))
}

// fromCatalogue reports whether the catalogue itself would write the operation.
func (s *subject) fromCatalogue(e edit) bool { return s.catalogue[content(e.op)] }

// pointsAtTarget reports whether a companion's attribute refers to the target, or says the same as the
// target's own attribute of that name.
func (s *subject) pointsAtTarget(expr hclsyntax.Expression, source []byte, by string) bool {
	labels := s.target.Syntax.Labels
	if len(labels) == 2 && refersOnlyTo(expr, labels[0], labels[1]) {
		return true
	}
	own := s.target.Syntax.Body.Attributes[by]
	if own == nil {
		return false
	}
	if strings.TrimSpace(string(own.Expr.Range().SliceBytes(s.target.File.Bytes))) == strings.TrimSpace(string(expr.Range().SliceBytes(source))) {
		return true
	}
	return s.sameValue(own.Expr, expr)
}

// sameValue reports whether two expressions are known and equal in every root that reaches the target.
func (s *subject) sameValue(a, b hclsyntax.Expression) bool {
	instances := s.repo.Instances(s.target.Module)
	for _, instance := range instances {
		x, y := instance.Evaluate(a, nil), instance.Evaluate(b, nil)
		if x == cty.NilVal || y == cty.NilVal || !x.IsWhollyKnown() || !y.IsWhollyKnown() || x.IsMarked() || y.IsMarked() || !x.RawEquals(y) {
			return false
		}
	}
	return len(instances) > 0
}

// refersOnlyTo reports whether the expression is one reference to an attribute of the named resource,
// perhaps with an instance key. A template or a conditional around it could lead elsewhere.
func refersOnlyTo(expr hclsyntax.Expression, resourceType, name string) bool {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return startsAt(e.Traversal, resourceType, name)
	case *hclsyntax.RelativeTraversalExpr:
		return refersOnlyTo(e.Source, resourceType, name)
	case *hclsyntax.IndexExpr:
		return refersOnlyTo(e.Collection, resourceType, name)
	case *hclsyntax.SplatExpr:
		return refersOnlyTo(e.Source, resourceType, name)
	case *hclsyntax.TemplateWrapExpr:
		return refersOnlyTo(e.Wrapped, resourceType, name)
	case *hclsyntax.ParenthesesExpr:
		return refersOnlyTo(e.Expression, resourceType, name)
	}
	return false
}

func startsAt(t hcl.Traversal, resourceType, name string) bool {
	if len(t) < 2 || t.RootName() != resourceType {
		return false
	}
	attr, ok := t[1].(hcl.TraverseAttr)
	return ok && attr.Name == name
}

// walkExpressions calls f for every expression below a node, outermost first.
func walkExpressions(node hclsyntax.Node, f func(hclsyntax.Expression)) {
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(hclsyntax.Expression); ok {
			f(e)
		}
		return nil
	})
}

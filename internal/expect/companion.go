package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// companion returns what is missing of a companion resource. An existing one is found by what it points
// at, never by its label or its place; one whose target cannot be known, or that covers the target only
// sometimes, is an obstacle, since a second companion would fight the first at every apply.
func (a *assessor) companion(want control.Companion) []Requirement {
	var own []*tfconfig.Block
	for _, block := range a.companions(want.Type) {
		v, obstacle := a.belongs(block, want)
		switch v {
		case control.Satisfied:
			own = append(own, block)
		case control.Unknown:
			return []Requirement{{
				Text:     fmt.Sprintf("%s must exist for %s, %s may be it", want.Type, a.block.Ref.Address, block.Ref.Address),
				Obstacle: obstacle,
			}}
		}
	}
	if len(own) == 0 && want.Optional {
		return nil
	}
	if len(own) == 0 {
		return []Requirement{a.absentCompanion(want)}
	}
	var missing []Requirement
	for _, block := range own {
		missing = append(missing, a.beside(block).requirements(block.Syntax.Body, nil, want.Want)...)
	}
	return missing
}

// companions are the blocks that may be the target's companion: those of its module, and those of other
// modules that refer to the module as a whole.
func (a *assessor) companions(resourceType string) []*tfconfig.Block {
	var found []*tfconfig.Block
	for _, block := range a.block.Module.Blocks() {
		if block.Type() == resourceType {
			found = append(found, block)
		}
	}
	for _, module := range a.repository.Modules {
		for _, call := range module.Calls {
			if call.Dir != a.block.Module.Dir || module == a.block.Module {
				continue
			}
			for _, block := range module.Blocks() {
				if block.Type() == resourceType && mentions(block.Syntax.Body, "module", call.Name) {
					found = append(found, block)
				}
			}
		}
	}
	return found
}

func mentions(body *hclsyntax.Body, root, name string) bool {
	for _, attr := range body.Attributes {
		for _, traversal := range attr.Expr.Variables() {
			if refersTo(traversal, root, name) {
				return true
			}
		}
	}
	return false
}

// belongs answers whether a block is the companion that is meant. The obstacle says why it is not known.
func (a *assessor) belongs(block *tfconfig.Block, want control.Companion) (v control.Verdict, obstacle string) {
	if block.Module != a.block.Module {
		return control.Unknown, fmt.Sprintf("%s in %s may already cover %s: it refers to the module that holds it",
			block.Ref.Address, block.Module.Dir, a.block.Ref.Address)
	}
	expr, ok := argument(block.Syntax.Body, want.By)
	if !ok {
		return control.Failing, ""
	}
	unknown := fmt.Sprintf("%s may already cover %s: its argument %s cannot be evaluated", block.Ref.Address, a.block.Ref.Address, want.By)
	switch v = a.pointsAtTarget(block, expr, want); v {
	case control.Failing:
		return v, ""
	case control.Unknown:
		return v, unknown
	}
	switch a.beside(block).holds(block.Syntax.Body, want.Where) {
	case control.Failing:
		return control.Failing, ""
	case control.Unknown:
		return control.Unknown, fmt.Sprintf("%s may already cover %s: what it says cannot be evaluated", block.Ref.Address, a.block.Ref.Address)
	}
	if !a.covers(block, expr) {
		return control.Unknown, fmt.Sprintf("%s covers %s only for some instances or under a condition", block.Ref.Address, a.block.Ref.Address)
	}
	return control.Satisfied, ""
}

// argument returns the expression at a dotted path: an argument, or an item of an object.
func argument(body *hclsyntax.Body, path string) (hclsyntax.Expression, bool) {
	name, rest, nested := strings.Cut(path, ".")
	attr := body.Attributes[name]
	if attr == nil {
		return nil, false
	}
	if !nested {
		return attr.Expr, true
	}
	object, ok := attr.Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return attr.Expr, true // an expression, which pointsAtTarget judges as a whole
	}
	for _, item := range object.Items {
		key, diags := item.KeyExpr.Value(nil)
		if !diags.HasErrors() && known(key) && key.Type() == cty.String && key.AsString() == rest {
			return item.ValueExpr, true
		}
	}
	return nil, false
}

// pointsAtTarget answers whether a companion belongs to the target: by a reference to it, else by an
// equal known value. each.key and each.value stand for what the companion's for_each says.
func (a *assessor) pointsAtTarget(block *tfconfig.Block, expr hclsyntax.Expression, want control.Companion) control.Verdict {
	labels := a.block.Syntax.Labels
	refersElsewhere := false
	references := expr.Variables()
	forEach := block.Syntax.Body.Attributes["for_each"]
	if forEach != nil && slices.ContainsFunc(references, func(t hcl.Traversal) bool { return t.RootName() == "each" }) {
		references = append(references, forEach.Expr.Variables()...)
	}
	for _, traversal := range references {
		if len(labels) == 2 && refersTo(traversal, labels[0], labels[1]) {
			return control.Satisfied
		}
		if strings.HasPrefix(traversal.RootName(), "aws_") {
			refersElsewhere = true
		}
	}
	if refersElsewhere {
		return control.Failing
	}
	target := a.body.Attributes[naming(want)]
	result := control.Failing
	for _, instance := range a.instances {
		for _, each := range repetitions(instance, forEach) {
			v := instance.Evaluate(expr, each)
			if !known(v) {
				result = control.Unknown
				continue
			}
			if target == nil {
				continue
			}
			if name := instance.Evaluate(target.Expr, nil); known(name) && name.RawEquals(v) {
				return control.Satisfied
			}
		}
	}
	return result
}

// repetitions are what each.key and each.value mean in a block with that for_each, one a repetition; a
// single nil without a for_each and where its keys are not known.
func repetitions(instance *tfconfig.Instance, forEach *hclsyntax.Attribute) []map[string]cty.Value {
	unknown := []map[string]cty.Value{nil}
	if forEach == nil {
		return unknown
	}
	v := instance.Evaluate(forEach.Expr, nil)
	if !known(v) || !v.CanIterateElements() {
		return unknown
	}
	var all []map[string]cty.Value
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if v.Type().IsSetType() {
			key = value
		}
		all = append(all, map[string]cty.Value{"each.key": key, "each.value": value})
	}
	return all
}

// naming is the target's argument whose value a companion may repeat instead of referring to it.
func naming(want control.Companion) string {
	if want.Refer == "id" || want.Refer == "arn" {
		return want.By
	}
	return want.Refer
}

// covers reports whether a companion exists whenever its target does, for every instance.
func (a *assessor) covers(block *tfconfig.Block, expr hclsyntax.Expression) bool {
	repeated := a.meta(a.block, "for_each") != "" || a.meta(a.block, "count") != ""
	labels := a.block.Syntax.Labels
	for _, traversal := range expr.Variables() {
		if repeated && len(labels) == 2 && refersTo(traversal, labels[0], labels[1]) && len(traversal) > 2 {
			if _, literal := traversal[2].(hcl.TraverseIndex); literal {
				return false
			}
		}
	}
	if meta := a.meta(block, "count"); meta != "" && meta != a.meta(a.block, "count") {
		attr := block.Syntax.Body.Attributes["count"]
		return a.value(attr, control.Constraint{Op: control.AtLeast, Values: []cty.Value{cty.NumberIntVal(1)}}) == control.Satisfied
	}
	return true
}

// meta is the source of a meta-argument, "" when the block does not have it.
func (a *assessor) meta(block *tfconfig.Block, name string) string {
	attr := block.Syntax.Body.Attributes[name]
	if attr == nil {
		return ""
	}
	return strings.Join(strings.Fields(string(attr.Expr.Range().SliceBytes(block.File.Bytes))), " ")
}

func known(v cty.Value) bool { return v.IsWhollyKnown() && !v.IsNull() && !v.IsMarked() }

func refersTo(traversal hcl.Traversal, typeName, name string) bool {
	if len(traversal) < 2 || traversal.RootName() != typeName {
		return false
	}
	attr, ok := traversal[1].(hcl.TraverseAttr)
	return ok && attr.Name == name
}

func (a *assessor) absentCompanion(want control.Companion) Requirement {
	req := Requirement{
		Verdict: control.Failing,
		Text:    fmt.Sprintf("%s must exist for %s with %s, it is absent", want.Type, a.block.Ref.Address, describe(want.Want)),
	}
	sources, obstacle, decisions := a.newCompanion(want)
	if obstacle != "" {
		req.Obstacle, req.Decisions = obstacle, decisions
		return req
	}
	for _, source := range sources {
		req.Operations = append(req.Operations, patch.AddResource{After: a.block.Ref, Source: source})
	}
	return req
}

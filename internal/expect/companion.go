package expect

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// companion returns what is missing of a companion resource. An existing one is found by what it points
// at, never by its label or its place; one whose target cannot be known is an obstacle, since a second
// companion would fight the first at every apply.
func (a *assessor) companion(want control.Companion) []Requirement {
	var own []*tfconfig.Block
	for _, block := range a.block.Module.Blocks() {
		if block.Type() != want.Type {
			continue
		}
		switch a.pointsAtTarget(block, want) {
		case control.Satisfied:
			own = append(own, block)
		case control.Unknown:
			return []Requirement{{
				Verdict: control.Unknown,
				Text:    fmt.Sprintf("%s must exist for %s, %s may be it", want.Type, a.block.Ref.Address, block.Ref.Address),
				Obstacle: fmt.Sprintf("%s may already cover %s: its argument %s cannot be evaluated",
					block.Ref.Address, a.block.Ref.Address, want.By),
			}}
		}
	}
	if len(own) == 0 {
		return []Requirement{a.absentCompanion(want)}
	}
	var missing []Requirement
	for _, block := range own {
		beside := &assessor{block: block, instances: a.instances}
		missing = append(missing, beside.body(block.Syntax.Body, nil, want.Want)...)
	}
	return missing
}

// pointsAtTarget answers whether a companion belongs to the target: by a reference to it, else by an
// equal known value.
func (a *assessor) pointsAtTarget(companion *tfconfig.Block, want control.Companion) control.Verdict {
	attr := companion.Syntax.Body.Attributes[want.By]
	if attr == nil {
		return control.Failing
	}
	labels := a.block.Syntax.Labels
	refersElsewhere := false
	for _, traversal := range attr.Expr.Variables() {
		if refersTo(traversal, labels[0], labels[1]) {
			return control.Satisfied
		}
		if strings.HasPrefix(traversal.RootName(), "aws_") {
			refersElsewhere = true
		}
	}
	if refersElsewhere {
		return control.Failing
	}
	target := a.block.Syntax.Body.Attributes[want.By]
	result := control.Failing
	for _, instance := range a.instances {
		v := instance.Evaluate(attr.Expr, nil)
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
	return result
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
	body, ok := renderBody(want.Want)
	if !ok {
		req.Obstacle = fmt.Sprintf("what %s should say is a decision of a person", want.Type)
		return req
	}
	source, err := ArrangeCompanion(want, a.companionSource(want, body))
	if err != nil {
		req.Obstacle = fmt.Sprintf("%s cannot be written: %v", want.Type, err)
		return req
	}
	req.Operations = []patch.Operation{patch.AddResource{After: a.block.Ref, Source: source}}
	return req
}

// followed are the arguments that a companion has in common with its target, and how an instance of the
// target is referred to where it has them.
var followed = []struct{ name, index string }{
	{"count", "[count.index]"}, {"for_each", "[each.key]"}, {"provider", ""}, {"region", ""},
}

// companionSource writes a companion named after its target, for the same instances, provider and region.
func (a *assessor) companionSource(want control.Companion, body string) string {
	target := a.block.Syntax
	reference := target.Labels[0] + "." + target.Labels[1]
	var head strings.Builder
	for _, follow := range followed {
		if attr := target.Body.Attributes[follow.name]; attr != nil {
			fmt.Fprintf(&head, "%s = %s\n", follow.name, attr.Expr.Range().SliceBytes(a.block.File.Bytes))
			reference += follow.index
		}
	}
	fmt.Fprintf(&head, "%s = %s.%s\n", want.By, reference, want.Refer)
	return fmt.Sprintf("resource %q %q {\n%s%s}\n", want.Type, a.companionName(want), head.String(), body)
}

// companionName is the target's name, or that name with a number when the address is taken.
func (a *assessor) companionName(want control.Companion) string {
	name := a.block.Syntax.Labels[1]
	for n := 2; a.block.Module.Block(want.Type+"."+name) != nil; n++ {
		name = fmt.Sprintf("%s_%d", a.block.Syntax.Labels[1], n)
	}
	return name
}

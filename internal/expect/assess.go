package expect

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Assess holds a resource block against a control. The block must belong to the repository. A block in
// a module that several roots reach is satisfied only if it is so for each of them.
func Assess(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control) Assessment {
	want := c.Resource(b.Type())
	if want == nil {
		return Assessment{Missing: []Requirement{{
			Text:     fmt.Sprintf("%s says nothing about %s", c.ID, b.Ref.Address),
			Obstacle: fmt.Sprintf("the control %s does not cover resources of type %q", c.ID, b.Type()),
		}}}
	}
	a := &assessor{block: b, instances: r.Instances(b.Module)}
	for _, accepted := range want.Accept {
		if a.holds(b.Syntax.Body, accepted) == control.Satisfied {
			return Assessment{Verdict: control.Satisfied}
		}
	}
	missing := a.body(b.Syntax.Body, nil, want.Want)
	for _, companion := range want.Companions {
		missing = append(missing, a.companion(companion)...)
	}
	if len(missing) == 0 {
		return Assessment{Verdict: control.Satisfied}
	}
	a.exempt(missing, want.Exempt)
	return Assessment{Verdict: worst(missing), Missing: missing}
}

type assessor struct {
	block     *tfconfig.Block
	instances []*tfconfig.Instance
}

// exempt replaces the operations by the reason of the first exemption that applies.
func (a *assessor) exempt(missing []Requirement, exemptions []control.Exemption) {
	for _, exemption := range exemptions {
		if a.holds(a.block.Syntax.Body, exemption.When) != control.Satisfied {
			continue
		}
		for i := range missing {
			missing[i].Operations = nil
			missing[i].Obstacle = exemption.Reason
			missing[i].Human = true
		}
		return
	}
}

// worst is Failing if anything is known to fail: one known failure is enough to act on.
func worst(missing []Requirement) control.Verdict {
	for _, m := range missing {
		if m.Verdict == control.Failing {
			return control.Failing
		}
	}
	return control.Unknown
}

// holds answers whether a body is in a state, without saying what is missing.
func (a *assessor) holds(body *hclsyntax.Body, want control.Body) control.Verdict {
	missing := a.body(body, nil, want)
	if len(missing) == 0 {
		return control.Satisfied
	}
	return worst(missing)
}

func (a *assessor) body(body *hclsyntax.Body, path []patch.Step, want control.Body) []Requirement {
	var missing []Requirement
	for _, attribute := range want.Attributes {
		if req, ok := a.attribute(body, path, attribute); !ok {
			missing = append(missing, req)
		}
	}
	for _, block := range want.Blocks {
		missing = append(missing, a.nested(body, path, block)...)
	}
	return missing
}

func (a *assessor) attribute(body *hclsyntax.Body, path []patch.Step, want control.Attribute) (Requirement, bool) {
	attr := body.Attributes[want.Name]
	v := a.value(attr, want.Want)
	if v == control.Satisfied {
		return Requirement{}, true
	}
	req := Requirement{Verdict: v, Text: fmt.Sprintf("%s must be %s, it is %s", where(path, want.Name), want.Want, a.found(attr))}
	value, writable := want.Want.Value()
	switch {
	case attr != nil && len(attr.Expr.Variables()) > 0:
		req.Obstacle = fmt.Sprintf("%s is set by the expression %s, which must not be overwritten blindly",
			where(path, want.Name), a.source(attr))
	case want.Want.Op == control.Absent:
		req.Operations = []patch.Operation{patch.RemoveAttribute{Block: a.block.Ref, Path: path, Name: want.Name}}
	case !writable:
		req.Obstacle = fmt.Sprintf("which value %s should have is a decision of a person", where(path, want.Name))
	default:
		req.Operations = []patch.Operation{patch.SetAttribute{
			Block: a.block.Ref, Path: path, Name: want.Name, Expr: control.Literal(value),
		}}
	}
	return req, false
}

// value is the verdict over all instances: one that fails decides, then one that is unknown.
func (a *assessor) value(attr *hclsyntax.Attribute, want control.Constraint) control.Verdict {
	if attr == nil {
		return want.Holds(cty.NullVal(cty.DynamicPseudoType))
	}
	result := control.Satisfied
	for _, instance := range a.instances {
		switch want.Holds(instance.Evaluate(attr.Expr, nil)) {
		case control.Failing:
			return control.Failing
		case control.Unknown:
			result = control.Unknown
		}
	}
	if len(a.instances) == 0 {
		return control.Unknown
	}
	return result
}

func (a *assessor) nested(body *hclsyntax.Body, path []patch.Step, want control.Block) []Requirement {
	var missing []Requirement
	index, dynamic := 0, false
	for _, block := range body.Blocks {
		if block.Type == "dynamic" && len(block.Labels) == 1 && block.Labels[0] == want.Type {
			dynamic = true
		}
		if block.Type != want.Type {
			continue
		}
		step := patch.Step{Block: want.Type, Index: index}
		missing = append(missing, a.body(block.Body, append(path[:len(path):len(path)], step), want.Body)...)
		index++
	}
	switch {
	case index > 0:
		return missing
	case dynamic:
		return []Requirement{{
			Verdict:  control.Unknown,
			Text:     fmt.Sprintf("%s must be %s, it is made by a dynamic block", where(path, want.Type), describe(want.Body)),
			Obstacle: fmt.Sprintf("%s is made by a dynamic block", where(path, want.Type)),
		}}
	}
	return []Requirement{a.absentBlock(path, want)}
}

func (a *assessor) absentBlock(path []patch.Step, want control.Block) Requirement {
	req := Requirement{
		Verdict: control.Failing,
		Text:    fmt.Sprintf("%s must be %s, the block is absent", where(path, want.Type), describe(want.Body)),
	}
	source, ok := renderBlock(want)
	if !ok {
		req.Obstacle = fmt.Sprintf("what %s should say is a decision of a person", where(path, want.Type))
		return req
	}
	req.Operations = []patch.Operation{patch.AddBlock{Block: a.block.Ref, Path: path, Source: source}}
	return req
}

// found describes the present value for people; sensitive values never get here because controls name
// no secret attribute.
func (a *assessor) found(attr *hclsyntax.Attribute) string {
	if attr == nil {
		return "absent"
	}
	if len(attr.Expr.Variables()) == 0 {
		return a.source(attr)
	}
	for _, instance := range a.instances {
		if v := instance.Evaluate(attr.Expr, nil); v.IsWhollyKnown() && !v.IsNull() && !v.IsMarked() {
			return fmt.Sprintf("%s (%s)", control.Literal(v), a.source(attr))
		}
	}
	return "not known (" + a.source(attr) + ")"
}

// source is an expression's text, shortened.
func (a *assessor) source(attr *hclsyntax.Attribute) string {
	text := string(attr.Expr.Range().SliceBytes(a.block.File.Bytes))
	if len(text) > 80 {
		text = text[:77] + "..."
	}
	return text
}

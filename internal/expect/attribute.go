package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// requirements returns what a body lacks.
func (a *assessor) requirements(body *hclsyntax.Body, path []patch.Step, want control.Body) []Requirement {
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
	if a.quiet {
		return Requirement{Verdict: v}, false
	}
	name := where(path, want.Name)
	req := Requirement{Verdict: v, Text: fmt.Sprintf("%s must be %s, it is %s", name, want.Want, a.found(attr, want.Want))}
	if a.ignored(path, want.Name) {
		req.Obstacle, req.Human = fmt.Sprintf("lifecycle ignores changes of %s", name), true
		return req, false
	}
	if attr != nil && len(attr.Expr.Variables()) > 0 && !a.extends(attr, want.Want) {
		if op, ok := a.carried(attr, want.Want); ok && v == control.Failing {
			req.Operations, req.Replaces = []patch.Operation{op}, a.replaces(path, want.Name)
			return req, false
		}
		req.Obstacle = fmt.Sprintf("%s is set by the expression %s, which must not be overwritten blindly", name, a.source(attr))
		return req, false
	}
	if want.Want.Op == control.Absent {
		req.Operations = []patch.Operation{patch.RemoveAttribute{Block: a.block.Ref, Path: path, Name: want.Name}}
		return req, false
	}
	expr, obstacle, decisions := a.write(name, want.Want, attr)
	if obstacle != "" {
		req.Obstacle, req.Decisions = obstacle, decisions
		return req, false
	}
	req.Operations = []patch.Operation{patch.SetAttribute{Block: a.block.Ref, Path: path, Name: want.Name, Expr: expr}}
	req.Replaces = a.replaces(path, want.Name)
	return req, false
}

// value is the verdict over all instances: one that fails decides, then one that is unknown.
func (a *assessor) value(attr *hclsyntax.Attribute, want control.Constraint) control.Verdict {
	if attr == nil {
		return want.Holds(cty.NullVal(cty.DynamicPseudoType))
	}
	if len(a.instances) == 0 {
		return control.Unknown
	}
	result := control.Satisfied
	for _, instance := range a.instances {
		v := want.Holds(instance.Evaluate(attr.Expr, nil))
		if v == control.Unknown && want.Op == control.Matches {
			v = document(instance, attr.Expr, want)
		}
		if v == control.Unknown && a.assured(attr.Expr, want) {
			v = control.Satisfied
		}
		switch v {
		case control.Failing:
			return control.Failing
		case control.Unknown:
			result = control.Unknown
		}
	}
	return result
}

// write renders the value that a patch gives an attribute. The obstacle says why there is none.
func (a *assessor) write(name string, want control.Constraint, attr *hclsyntax.Attribute) (expr, obstacle string, decisions []string) {
	switch want.Op {
	case control.Expression:
		return a.renderer().render(want), "", nil
	case control.Decided:
		return a.decided(want.Decision)
	case control.Includes:
		return a.extended(want, attr)
	case control.Excludes:
		return a.reduced(want, attr)
	case control.AnyOf:
		for _, part := range want.Parts {
			expr, obstacle, more := a.write(name, part, attr)
			if obstacle == "" {
				return expr, "", nil
			}
			decisions = append(decisions, more...)
		}
		return "", fmt.Sprintf("which value %s should have is a decision of a person", name), decisions
	}
	if value, ok := want.Value(); ok {
		return control.Literal(value), "", nil
	}
	return "", fmt.Sprintf("which value %s should have is a decision of a person", name), nil
}

// decided is what the policy says, as source.
func (a *assessor) decided(name string) (expr, obstacle string, decisions []string) {
	if a.options.Answer != nil {
		if source, ok := a.options.Answer(name); ok {
			return source, "", nil
		}
	}
	question := name
	for _, decision := range a.control.Decisions {
		if decision.Name == name {
			question = decision.Question
		}
	}
	return "", fmt.Sprintf("a person has to decide %s: %s", name, question), []string{name}
}

// extends reports whether a condition is met by adding to a list that is written out.
func (a *assessor) extends(attr *hclsyntax.Attribute, want control.Constraint) bool {
	_, isList := attr.Expr.(*hclsyntax.TupleConsExpr)
	return (want.Op == control.Includes || want.Op == control.Excludes) && isList
}

// extended is the list with what it lacks.
func (a *assessor) extended(want control.Constraint, attr *hclsyntax.Attribute) (expr, obstacle string, decisions []string) {
	var elements []string
	if attr != nil {
		if list, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
			for _, element := range list.Exprs {
				elements = append(elements, string(element.Range().SliceBytes(a.block.File.Bytes)))
			}
		}
	}
	for _, value := range want.Values {
		if literal := control.Literal(value); !slices.Contains(elements, literal) {
			elements = append(elements, literal)
		}
	}
	for _, part := range want.Parts {
		source, obstacle, decisions := a.write("", part, nil)
		if obstacle != "" {
			return "", obstacle, decisions
		}
		if !slices.Contains(elements, source) {
			elements = append(elements, source)
		}
	}
	return "[" + strings.Join(elements, ", ") + "]", "", nil
}

// reduced is the list without what it must not have; where nothing else is in it, a person says what is. A
// value that is not a list is replaced by that.
func (a *assessor) reduced(want control.Constraint, attr *hclsyntax.Attribute) (expr, obstacle string, decisions []string) {
	elements := a.rest(want, attr)
	if _, isList := attr.Expr.(*hclsyntax.TupleConsExpr); len(elements) > 0 || isList && len(want.Parts) == 0 {
		return "[" + strings.Join(elements, ", ") + "]", "", nil
	}
	if len(want.Parts) == 0 {
		return "", "nothing is left of " + a.source(attr) + " without " + control.Literal(want.Values[0]), nil
	}
	expr, obstacle, decisions = a.write("", want.Parts[0], nil)
	if _, isList := attr.Expr.(*hclsyntax.TupleConsExpr); isList && obstacle == "" {
		expr = "[" + expr + "]"
	}
	return expr, obstacle, decisions
}

// rest is what a list holds beside the values that it must not have, as source.
func (a *assessor) rest(want control.Constraint, attr *hclsyntax.Attribute) []string {
	list, ok := attr.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return nil
	}
	var elements []string
	for _, element := range list.Exprs {
		source := string(element.Range().SliceBytes(a.block.File.Bytes))
		if !slices.ContainsFunc(want.Values, func(v cty.Value) bool { return control.Literal(v) == source }) {
			elements = append(elements, source)
		}
	}
	return elements
}

// replaces reports whether setting an attribute recreates the resource.
func (a *assessor) replaces(path []patch.Step, name string) bool {
	parts := make([]string, 0, len(path)+1)
	for _, step := range path {
		parts = append(parts, step.Block)
	}
	return a.control.Replaces(strings.Join(append(parts, name), "."))
}

// ignored reports whether the block's lifecycle ignores changes of an argument.
func (a *assessor) ignored(path []patch.Step, name string) bool {
	if len(path) > 0 {
		name = path[0].Block
	}
	for _, block := range a.block.Syntax.Body.Blocks {
		attr := block.Body.Attributes["ignore_changes"]
		if block.Type != "lifecycle" || attr == nil {
			continue
		}
		text := string(attr.Expr.Range().SliceBytes(a.block.File.Bytes))
		if strings.TrimSpace(text) == "all" {
			return true
		}
		for _, traversal := range attr.Expr.Variables() {
			if traversal.RootName() == name {
				return true
			}
		}
	}
	return false
}

// found describes the present value for people, that of the instance which does not hold; sensitive values
// never get here because controls name no secret attribute.
func (a *assessor) found(attr *hclsyntax.Attribute, want control.Constraint) string {
	if attr == nil {
		return "absent"
	}
	if len(attr.Expr.Variables()) == 0 {
		return a.source(attr)
	}
	text, root := "not known", ""
	for _, instance := range a.instances {
		v := instance.Evaluate(attr.Expr, nil)
		verdict := want.Holds(v)
		if verdict == control.Failing && known(v) {
			text, root = control.Literal(v), instance.Root.Dir
			break
		}
		if verdict == control.Unknown && root == "" {
			root = instance.Root.Dir
		}
	}
	text += " (" + a.source(attr) + ")"
	if root != "" && slices.ContainsFunc(a.instances, func(i *tfconfig.Instance) bool { return i.Root.Dir != root }) {
		text += " in " + root
	}
	return text
}

// source is an expression's text on one line, shortened.
func (a *assessor) source(attr *hclsyntax.Attribute) string {
	text := strings.Join(strings.Fields(string(attr.Expr.Range().SliceBytes(a.block.File.Bytes))), " ")
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:77]) + "..."
	}
	return text
}

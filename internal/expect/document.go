package expect

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// document answers for a text that jsonencode writes around values that are not known yet, such as a policy
// with the ARN of a new bucket: it is satisfied if what is known matches, else unknown.
func document(instance *tfconfig.Instance, expr hclsyntax.Expression, want control.Constraint) control.Verdict {
	if template, ok := expr.(*hclsyntax.TemplateExpr); ok {
		return written(instance, template, want)
	}
	call, ok := expr.(*hclsyntax.FunctionCallExpr)
	if !ok || call.Name != "jsonencode" || len(call.Args) != 1 {
		return control.Unknown
	}
	v, err := cty.Transform(instance.Evaluate(call.Args[0], nil), func(_ cty.Path, v cty.Value) (cty.Value, error) {
		if !v.IsKnown() {
			return cty.StringVal("(known after apply)"), nil
		}
		return v, nil
	})
	if err != nil || v.ContainsMarked() {
		return control.Unknown
	}
	text, err := stdlib.JSONEncode(v)
	if err == nil && want.Holds(text) == control.Satisfied {
		return control.Satisfied
	}
	return control.Unknown
}

// written is document for a text with interpolations, such as a policy in a heredoc.
func written(instance *tfconfig.Instance, template *hclsyntax.TemplateExpr, want control.Constraint) control.Verdict {
	var text strings.Builder
	for _, part := range template.Parts {
		v, _ := instance.Evaluate(part, nil).Unmark()
		if s, err := convert.Convert(v, cty.String); err == nil && s.IsKnown() && !s.IsNull() {
			text.WriteString(s.AsString())
		} else {
			text.WriteString("(known after apply)")
		}
	}
	if want.Holds(cty.StringVal(text.String())) == control.Satisfied {
		return control.Satisfied
	}
	return control.Unknown
}

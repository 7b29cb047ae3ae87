package schema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// literal returns the value of an expression as far as it is written out, with unknown values in the place
// of everything that has to be evaluated.
func literal(expr hclsyntax.Expression) cty.Value {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val
	case *hclsyntax.ParenthesesExpr:
		return literal(e.Expression)
	case *hclsyntax.TemplateExpr:
		if v, diags := e.Value(nil); !diags.HasErrors() {
			return v
		}
		return cty.UnknownVal(cty.String)
	case *hclsyntax.UnaryOpExpr:
		if v, diags := e.Value(nil); !diags.HasErrors() {
			return v
		}
	case *hclsyntax.TupleConsExpr:
		items := make([]cty.Value, len(e.Exprs))
		for i, item := range e.Exprs {
			items[i] = literal(item)
		}
		return cty.TupleVal(items)
	case *hclsyntax.ObjectConsExpr:
		attrs := map[string]cty.Value{}
		for _, item := range e.Items {
			key, diags := item.KeyExpr.Value(nil)
			if diags.HasErrors() || key.IsNull() || !key.IsKnown() {
				return cty.DynamicVal
			}
			name, err := convert.Convert(key, cty.String)
			if err != nil {
				return cty.DynamicVal
			}
			attrs[name.AsString()] = literal(item.ValueExpr)
		}
		return cty.ObjectVal(attrs)
	}
	return cty.DynamicVal
}

// misfit returns why a value cannot be given to the argument in any of the releases, or nil. The conversion
// is the one that terraform does.
func (a *Argument) misfit(value cty.Value, in Releases) error {
	var reason error
	for _, f := range a.Forms {
		if f.Releases&in == 0 {
			continue
		}
		if _, err := convert.Convert(value, f.Type); err == nil {
			return nil
		} else if reason == nil {
			reason = err
		}
	}
	return reason
}

// isNull reports whether an expression is the literal null, which terraform takes as not set.
func isNull(expr hclsyntax.Expression) bool {
	v := literal(expr)
	return v.IsKnown() && v.IsNull()
}

package tfconfig

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Evaluate returns the value of an expression that stands in the instance's module. The map each holds
// what "each.key", "each.value" and "count.index" mean there; nil when they are unknown. What cannot be
// known is unknown: cty.DynamicVal, or a collection with unknown elements. It never fails and is bounded
// in time and memory.
func (i *Instance) Evaluate(expr hcl.Expression, each map[string]cty.Value) cty.Value {
	x, ok := expr.(hclsyntax.Expression)
	if !ok || x == nil {
		return cty.DynamicVal
	}
	return i.evaluation(each).result(x)
}

// evaluation begins an evaluation in the instance with a budget of its own.
func (i *Instance) evaluation(each map[string]cty.Value) *evaluation {
	return &evaluation{inst: i, each: each, budget: i.repository.cache.budget()}
}

// constant evaluates an expression without any surroundings.
func constant(x hclsyntax.Expression) cty.Value {
	return (&evaluation{budget: newBudget()}).result(x)
}

// evaluation walks expressions. It is hclsyntax's own evaluation in partial form: an unknown or failed
// part leaves the rest known, and every step is paid for.
type evaluation struct {
	// inst may be nil: then nothing outside the expression is known.
	inst   *Instance
	each   map[string]cty.Value
	scope  *scope
	anon   map[*hclsyntax.AnonSymbolExpr]cty.Value
	depth  int
	budget *budget
}

// scope holds the variables of a for expression.
type scope struct {
	outer  *scope
	values map[string]cty.Value
}

// in returns the evaluation of another place: another instance, or a block with its own each values.
func (e *evaluation) in(i *Instance, each map[string]cty.Value) *evaluation {
	return &evaluation{inst: i, each: each, depth: e.depth, budget: e.budget}
}

// result is the entry from outside: it stops panics of the libraries, which hostile input has been
// known to cause.
func (e *evaluation) result(x hclsyntax.Expression) (v cty.Value) {
	defer func() {
		if recover() != nil {
			v = cty.DynamicVal
		}
		if !v.IsKnown() {
			v = cty.DynamicVal
		}
	}()
	v, _ = e.value(x)
	return bounded(v)
}

// value evaluates an expression. The flag is false when Terraform would certainly fail on it, which
// matters to try and can; the value is then what can be known all the same.
func (e *evaluation) value(x hclsyntax.Expression) (cty.Value, bool) {
	if !e.budget.spend() || e.depth >= maxDepth {
		e.budget.cut = true
		return cty.DynamicVal, true
	}
	e.depth++
	defer func() { e.depth-- }()
	switch x := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		return bounded(x.Val), true
	case *hclsyntax.ParenthesesExpr:
		return e.value(x.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return e.value(x.Wrapped)
	case *hclsyntax.TemplateExpr:
		return e.template(x)
	case *hclsyntax.TemplateJoinExpr:
		return e.join(x)
	case *hclsyntax.ScopeTraversalExpr:
		return e.traversal(x.Traversal)
	case *hclsyntax.RelativeTraversalExpr:
		return e.relative(x)
	case *hclsyntax.IndexExpr:
		return e.index(x)
	case *hclsyntax.FunctionCallExpr:
		return e.call(x)
	case *hclsyntax.ConditionalExpr:
		return e.conditional(x)
	case *hclsyntax.BinaryOpExpr:
		return e.binary(x)
	case *hclsyntax.UnaryOpExpr:
		return e.unary(x)
	case *hclsyntax.TupleConsExpr:
		return e.tuple(x)
	case *hclsyntax.ObjectConsExpr:
		return e.object(x)
	case *hclsyntax.ObjectConsKeyExpr:
		return e.key(x)
	case *hclsyntax.ForExpr:
		return e.loop(x)
	case *hclsyntax.SplatExpr:
		return e.splat(x)
	case *hclsyntax.AnonSymbolExpr:
		if v, ok := e.anon[x]; ok {
			return v, true
		}
	}
	return cty.DynamicVal, true
}

func (e *evaluation) template(x *hclsyntax.TemplateExpr) (cty.Value, bool) {
	var joined []byte
	known := true
	for _, part := range x.Parts {
		v, ok := e.value(part)
		if !ok {
			return cty.DynamicVal, false
		}
		if !v.IsKnown() {
			known = false
			continue
		}
		s, ok := text(v)
		if !ok {
			return cty.DynamicVal, false
		}
		if joined = append(joined, s...); len(joined) > maxText {
			return cty.DynamicVal, true
		}
	}
	if !known {
		return cty.UnknownVal(cty.String), true
	}
	return cty.StringVal(string(joined)), true
}

func (e *evaluation) join(x *hclsyntax.TemplateJoinExpr) (cty.Value, bool) {
	list, ok := e.value(x.Tuple)
	if !ok || !list.IsWhollyKnown() || list.IsNull() || !list.CanIterateElements() {
		return cty.DynamicVal, ok
	}
	var joined []byte
	for it := list.ElementIterator(); it.Next(); {
		_, element := it.Element()
		s, ok := text(element)
		if !ok {
			return cty.DynamicVal, false
		}
		if joined = append(joined, s...); len(joined) > maxText {
			return cty.DynamicVal, true
		}
	}
	return cty.StringVal(string(joined)), true
}

func (e *evaluation) conditional(x *hclsyntax.ConditionalExpr) (cty.Value, bool) {
	condition, ok := e.value(x.Condition)
	if !ok {
		return cty.DynamicVal, false
	}
	if condition, err := convert.Convert(condition, cty.Bool); err != nil || condition.IsNull() {
		return cty.DynamicVal, false
	} else if condition.IsKnown() {
		if condition.True() {
			return e.value(x.TrueResult)
		}
		return e.value(x.FalseResult)
	}
	yes, _ := e.value(x.TrueResult)
	no, _ := e.value(x.FalseResult)
	if yes.IsWhollyKnown() && yes.RawEquals(no) {
		return yes, true
	}
	return cty.DynamicVal, true
}

func (e *evaluation) binary(x *hclsyntax.BinaryOpExpr) (cty.Value, bool) {
	left, ok := e.value(x.LHS)
	if !ok {
		return cty.DynamicVal, false
	}
	// Terraform 1.12 and later stop early; earlier versions give the same value where both are valid.
	if x.Op == hclsyntax.OpLogicalAnd && left.RawEquals(cty.False) || x.Op == hclsyntax.OpLogicalOr && left.RawEquals(cty.True) {
		return left, true
	}
	right, ok := e.value(x.RHS)
	if !ok {
		return cty.DynamicVal, false
	}
	return plain(&hclsyntax.BinaryOpExpr{LHS: constantOf(left), Op: x.Op, RHS: constantOf(right), SrcRange: x.SrcRange})
}

func (e *evaluation) unary(x *hclsyntax.UnaryOpExpr) (cty.Value, bool) {
	v, ok := e.value(x.Val)
	if !ok {
		return cty.DynamicVal, false
	}
	return plain(&hclsyntax.UnaryOpExpr{Op: x.Op, Val: constantOf(v), SrcRange: x.SrcRange})
}

func constantOf(v cty.Value) hclsyntax.Expression { return &hclsyntax.LiteralValueExpr{Val: v} }

// plain lets hclsyntax compute one operation whose operands are values.
func plain(x hclsyntax.Expression) (cty.Value, bool) {
	v, diags := x.Value(nil)
	if diags.HasErrors() {
		return cty.DynamicVal, false
	}
	return bounded(v), true
}

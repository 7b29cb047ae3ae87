package control

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// orAbsent is the function of control files that wraps another condition: or_absent(false) holds for
// false and for an attribute that is not set.
const orAbsent = "or_absent"

// Holds answers whether a value meets the condition. An absent attribute is passed as a null value of
// any type. A value that is not known is Unknown.
func (c Constraint) Holds(v cty.Value) Verdict {
	if v == cty.NilVal || !v.IsKnown() {
		return Unknown
	}
	v, _ = v.Unmark()
	if v.IsNull() {
		return verdict(c.AbsentOK || c.Op == Absent)
	}
	if !v.IsWhollyKnown() {
		if c.Op == Present {
			return Satisfied
		}
		return Unknown
	}
	switch c.Op {
	case Present:
		return Satisfied
	case Absent:
		return Failing
	case AtLeast:
		return atLeast(v, c.Values[0])
	default:
		for _, want := range c.Values {
			if same(v, want) {
				return Satisfied
			}
		}
		return Failing
	}
}

// Value returns the value that a patch writes, and false when the condition names none: what must be
// present is a decision, and what must be absent is removed.
func (c Constraint) Value() (cty.Value, bool) {
	if len(c.Values) == 0 {
		return cty.NilVal, false
	}
	return c.Values[0], true
}

// String renders the condition for people, such as `"required"` or `at least 7`.
func (c Constraint) String() string {
	var text string
	switch c.Op {
	case Present:
		text = "present"
	case Absent:
		text = "absent"
	case AtLeast:
		text = "at least " + Literal(c.Values[0])
	case OneOf:
		values := make([]string, len(c.Values))
		for i, v := range c.Values {
			values[i] = Literal(v)
		}
		text = "one of " + strings.Join(values, ", ")
	default:
		text = Literal(c.Values[0])
	}
	if c.AbsentOK {
		text += " or absent"
	}
	return text
}

func verdict(ok bool) Verdict {
	if ok {
		return Satisfied
	}
	return Failing
}

// same compares as Terraform does when it assigns: "true" is true and 7 is "7".
func same(v, want cty.Value) bool {
	converted, err := convert.Convert(v, want.Type())
	if err != nil || converted.IsNull() || !converted.IsWhollyKnown() {
		return false
	}
	return converted.Equals(want).True()
}

func atLeast(v, least cty.Value) Verdict {
	n, err := convert.Convert(v, cty.Number)
	if err != nil {
		return Failing
	}
	return verdict(n.GreaterThanOrEqualTo(least).True())
}

// parseConstraint reads the right-hand side of an attribute in a control file.
func parseConstraint(expr hclsyntax.Expression, src []byte) (Constraint, error) {
	source := string(expr.Range().SliceBytes(src))
	call, ok := expr.(*hclsyntax.FunctionCallExpr)
	if !ok {
		v, err := constant(expr)
		return Constraint{Op: Equal, Values: []cty.Value{v}, Source: source}, err
	}
	if call.Name == orAbsent {
		if len(call.Args) != 1 {
			return Constraint{}, fmt.Errorf("or_absent takes one value or condition, such as or_absent(false)")
		}
		inner, err := parseConstraint(call.Args[0], src)
		inner.AbsentOK, inner.Source = true, source
		return inner, err
	}
	arity, known := map[string][2]int{"at_least": {1, 1}, "one_of": {1, 64}, "present": {0, 0}, "absent": {0, 0}}[call.Name]
	if !known {
		return Constraint{}, fmt.Errorf("%s is no condition: use at_least, one_of, present, absent or or_absent", call.Name)
	}
	if len(call.Args) < arity[0] || len(call.Args) > arity[1] {
		return Constraint{}, fmt.Errorf("%s takes %d to %d values, here are %d", call.Name, arity[0], arity[1], len(call.Args))
	}
	c := Constraint{Op: Op(call.Name), Source: source}
	for _, arg := range call.Args {
		v, err := constant(arg)
		if err != nil {
			return Constraint{}, err
		}
		if c.Op == AtLeast && v.Type() != cty.Number {
			return Constraint{}, fmt.Errorf("at_least takes a number")
		}
		c.Values = append(c.Values, v)
	}
	return c, nil
}

func constant(expr hcl.Expression) (cty.Value, error) {
	v, diags := expr.Value(nil)
	if diags.HasErrors() || !v.IsWhollyKnown() || v.IsNull() {
		return cty.NilVal, fmt.Errorf("the value must be a constant")
	}
	return v, nil
}

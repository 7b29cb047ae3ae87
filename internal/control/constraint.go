package control

import (
	"regexp"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Op is the kind of condition that a [Constraint] states.
type Op string

// The conditions. In a control file a plain value is Equal, an expression that refers to the target is
// Expression, and the others are written as functions of these names.
const (
	Equal       Op = "equal"
	AtLeast     Op = "at_least"
	AtMost      Op = "at_most"
	OneOf       Op = "one_of"
	NotOneOf    Op = "not_one_of"
	Includes    Op = "includes"
	IncludesAny Op = "includes_any"
	Excludes    Op = "excludes"
	Matches     Op = "matches"
	Present     Op = "present"
	Absent      Op = "absent"
	AnyOf       Op = "any_of"
	Decided     Op = "decision"
	Expression  Op = "expression"
)

// Constraint is a condition on one attribute's value.
type Constraint struct {
	Op Op
	// Values are the operands; for OneOf the first is the one that a patch writes.
	Values []cty.Value
	// Parts are the conditions of AnyOf, what an Includes must have beside Values, and what a patch writes
	// when Excludes leaves nothing: decisions.
	Parts []Constraint
	// Decision is the name of the decision, for Decided.
	Decision string
	// AbsentOK says that an absent attribute (or null) satisfies the condition because the provider's
	// default is an acceptable value.
	AbsentOK bool
	// Expr and Source are the right-hand side as the control file writes it.
	Expr   hclsyntax.Expression
	Source string

	pattern *regexp.Regexp
}

// Holds answers whether a value meets the condition. An absent attribute is passed as a null value of
// any type. A value that is not known is Unknown.
func (c Constraint) Holds(v cty.Value) Verdict {
	if v == cty.NilVal || !v.IsKnown() {
		return Unknown
	}
	v, _ = v.UnmarkDeep()
	if v.IsNull() {
		return c.holdsNull()
	}
	switch c.Op {
	case Present, Decided:
		return verdict(!empty(v))
	case Absent:
		return Failing
	case AnyOf:
		return c.anyPart(v)
	case Includes:
		return c.includes(v)
	case IncludesAny:
		return c.includesAny(v)
	case Excludes:
		return c.excludes(v)
	}
	if !v.IsWhollyKnown() {
		return Unknown
	}
	switch c.Op {
	case AtLeast:
		return compare(v, func(n cty.Value) bool { return n.GreaterThanOrEqualTo(c.Values[0]).True() })
	case AtMost:
		return compare(v, func(n cty.Value) bool { return n.LessThanOrEqualTo(c.Values[0]).True() })
	case Matches:
		text, err := convert.Convert(v, cty.String)
		return verdict(err == nil && c.pattern.MatchString(text.AsString()))
	case NotOneOf:
		return verdict(!c.oneOf(v))
	case Expression:
		return Unknown
	default:
		return verdict(c.oneOf(v))
	}
}

// Value returns the constant that a patch writes, and false when the condition names none: what must be
// present is a decision, what must be absent is removed, what must have a form has many values.
func (c Constraint) Value() (cty.Value, bool) {
	switch c.Op {
	case Equal, AtLeast, AtMost, OneOf:
		return c.Values[0], true
	case Includes:
		return cty.TupleVal(c.Values), len(c.Values) > 0 && len(c.Parts) == 0
	case AnyOf:
		for _, part := range c.Parts {
			if v, ok := part.Value(); ok {
				return v, true
			}
		}
	}
	return cty.NilVal, false
}

// Decisions returns the names of the decisions that the condition asks for.
func (c Constraint) Decisions() []string {
	var names []string
	if c.Op == Decided {
		names = append(names, c.Decision)
	}
	for _, part := range c.Parts {
		names = append(names, part.Decisions()...)
	}
	return names
}

func (c Constraint) holdsNull() Verdict {
	if c.AbsentOK || c.Op == Absent || c.Op == NotOneOf || c.Op == Excludes {
		return Satisfied
	}
	for _, part := range c.Parts {
		if c.Op == AnyOf && part.holdsNull() == Satisfied {
			return Satisfied
		}
	}
	return Failing
}

func (c Constraint) anyPart(v cty.Value) Verdict {
	result := Failing
	for _, part := range c.Parts {
		switch part.Holds(v) {
		case Satisfied:
			return Satisfied
		case Unknown:
			result = Unknown
		}
	}
	return result
}

func (c Constraint) oneOf(v cty.Value) bool {
	for _, want := range c.Values {
		if same(v, want) {
			return true
		}
	}
	return false
}

// includes answers for collections; a single value is a collection of one.
func (c Constraint) includes(v cty.Value) Verdict {
	elements, complete := elementsOf(v)
	for _, want := range c.Values {
		if !has(elements, want) {
			if complete {
				return Failing
			}
			return Unknown
		}
	}
	switch {
	case len(c.Parts) == 0 || len(elements) > 0:
		return Satisfied
	case complete:
		return Failing
	}
	return Unknown
}

func (c Constraint) includesAny(v cty.Value) Verdict {
	elements, complete := elementsOf(v)
	for _, want := range c.Values {
		if has(elements, want) {
			return Satisfied
		}
	}
	if complete {
		return Failing
	}
	return Unknown
}

// excludes answers for collections that must have none of the values; a single value is a collection of one.
func (c Constraint) excludes(v cty.Value) Verdict {
	elements, complete := elementsOf(v)
	for _, unwanted := range c.Values {
		if has(elements, unwanted) {
			return Failing
		}
	}
	if complete {
		return Satisfied
	}
	return Unknown
}

// elementsOf returns the known elements and whether these are all.
func elementsOf(v cty.Value) (elements []cty.Value, complete bool) {
	if !v.CanIterateElements() || v.Type().IsMapType() || v.Type().IsObjectType() {
		return []cty.Value{v}, v.IsWhollyKnown()
	}
	complete = true
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		if element.IsWhollyKnown() && !element.IsNull() {
			elements = append(elements, element)
		} else {
			complete = false
		}
	}
	return elements, complete
}

func has(elements []cty.Value, want cty.Value) bool {
	for _, element := range elements {
		if same(element, want) {
			return true
		}
	}
	return false
}

func empty(v cty.Value) bool {
	if v.Type() == cty.String && v.IsKnown() {
		return v.AsString() == ""
	}
	return v.IsKnown() && v.CanIterateElements() && v.LengthInt() == 0
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

func compare(v cty.Value, holds func(cty.Value) bool) Verdict {
	n, err := convert.Convert(v, cty.Number)
	if err != nil || !n.IsKnown() || n.IsNull() {
		return Failing
	}
	return verdict(holds(n))
}

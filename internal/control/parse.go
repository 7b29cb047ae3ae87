package control

import (
	"fmt"
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// arity says how many arguments a condition takes.
var arity = map[Op][2]int{
	AtLeast: {1, 1}, AtMost: {1, 1}, OneOf: {1, 200}, NotOneOf: {1, 200}, Includes: {1, 50}, IncludesAny: {1, 50}, Excludes: {1, 50},
	Matches: {1, 1}, Present: {0, 0}, Absent: {0, 0}, AnyOf: {2, 10}, Decided: {1, 1}, "or_absent": {1, 1},
}

// symbols are the names that an expression may refer to; with one of them a right-hand side is an
// Expression.
var symbols = map[string]bool{"target": true, "companion": true, "with": true}

// parseConstraint reads the right-hand side of an attribute in a control file.
func parseConstraint(expr hclsyntax.Expression, src []byte) (Constraint, error) {
	c := Constraint{Expr: expr, Source: string(expr.Range().SliceBytes(src))}
	for _, traversal := range expr.Variables() {
		if !symbols[traversal.RootName()] {
			return c, fmt.Errorf("%s is not known here: use target, companion or with", traversal.RootName())
		}
		c.Op = Expression
	}
	if name := unknownFunction(expr); name != "" {
		return c, fmt.Errorf("%s is no condition: use %s", name, names(arity))
	}
	call, isCall := expr.(*hclsyntax.FunctionCallExpr)
	if c.Op == Expression || isCall && !isCondition(call) {
		c.Op = Expression
		return c, nil
	}
	if !isCall {
		v, err := constant(expr)
		c.Op, c.Values = Equal, []cty.Value{v}
		return c, err
	}
	limits := arity[Op(call.Name)]
	if len(call.Args) < limits[0] || len(call.Args) > limits[1] {
		return c, fmt.Errorf("%s takes %d to %d values, here are %d", call.Name, limits[0], limits[1], len(call.Args))
	}
	c.Op = Op(call.Name)
	return c, c.arguments(call.Args, src)
}

func isCondition(call *hclsyntax.FunctionCallExpr) bool {
	_, ok := arity[Op(call.Name)]
	return ok
}

// functions are those of Terraform that an expression may call.
var functions = map[string]bool{"jsonencode": true, "format": true, "join": true, "lower": true, "replace": true, "concat": true, "merge": true}

// unknownFunction returns the first function that is neither a condition nor allowed.
func unknownFunction(expr hclsyntax.Expression) string {
	name := ""
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		if call, ok := node.(*hclsyntax.FunctionCallExpr); ok && name == "" && !isCondition(call) && !functions[call.Name] {
			name = call.Name
		}
		return nil
	})
	return name
}

// arguments reads what stands between the parentheses of a condition.
func (c *Constraint) arguments(args []hclsyntax.Expression, src []byte) error {
	switch c.Op {
	case "or_absent":
		inner, err := parseConstraint(args[0], src)
		inner.AbsentOK, inner.Source = true, c.Source
		*c = inner
		return err
	case AnyOf:
		return c.parts(args, src)
	case Decided:
		name, err := constant(args[0])
		if err != nil || name.Type() != cty.String {
			return fmt.Errorf("decision takes the name of a decision block")
		}
		c.Decision = name.AsString()
		return nil
	}
	for _, arg := range args {
		if call, ok := arg.(*hclsyntax.FunctionCallExpr); ok && (c.Op == Includes || c.Op == Excludes) && call.Name == string(Decided) {
			if err := c.parts([]hclsyntax.Expression{arg}, src); err != nil {
				return err
			}
			continue
		}
		v, err := constant(arg)
		if err != nil {
			return err
		}
		c.Values = append(c.Values, v)
	}
	return c.check()
}

func (c *Constraint) parts(args []hclsyntax.Expression, src []byte) error {
	for _, arg := range args {
		part, err := parseConstraint(arg, src)
		if err != nil {
			return err
		}
		if part.Op == Expression {
			return fmt.Errorf("an expression cannot stand inside %s", c.Op)
		}
		c.Parts = append(c.Parts, part)
	}
	return nil
}

// check finds operands of the wrong kind.
func (c *Constraint) check() error {
	for _, v := range c.Values {
		switch {
		case (c.Op == AtLeast || c.Op == AtMost) && v.Type() != cty.Number:
			return fmt.Errorf("%s takes a number", c.Op)
		case c.Op == Matches && v.Type() != cty.String:
			return fmt.Errorf("matches takes a regular expression as text")
		}
	}
	if c.Op == Matches {
		var err error
		if c.pattern, err = regexp.Compile(c.Values[0].AsString()); err != nil {
			return fmt.Errorf("matches: %w", err)
		}
	}
	return nil
}

func constant(expr hcl.Expression) (cty.Value, error) {
	v, diags := expr.Value(nil)
	if diags.HasErrors() || !v.IsWhollyKnown() || v.IsNull() {
		return cty.NilVal, fmt.Errorf("the value must be a constant")
	}
	return v, nil
}

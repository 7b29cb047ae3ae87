package tfconfig

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// call evaluates a function call. A function that is not known here has an unknown result.
func (e *evaluation) call(x *hclsyntax.FunctionCallExpr) (cty.Value, bool) {
	switch x.Name {
	case "try":
		return e.try(x.Args)
	case "can":
		if len(x.Args) != 1 {
			return cty.DynamicVal, false
		}
		v, ok := e.value(x.Args[0])
		if ok && !v.IsKnown() {
			return cty.DynamicVal, true
		}
		return cty.BoolVal(ok), true
	}
	f, ok := functions()[x.Name]
	if !ok {
		return cty.DynamicVal, true
	}
	args, known, ok := e.arguments(x)
	if !ok || !known {
		return cty.DynamicVal, ok
	}
	if explosive(x.Name, args) {
		return cty.DynamicVal, true
	}
	return invoke(f, args)
}

// try returns the first argument that does not fail.
func (e *evaluation) try(args []hclsyntax.Expression) (cty.Value, bool) {
	for _, arg := range args {
		if v, ok := e.value(arg); ok {
			return v, true
		}
	}
	return cty.DynamicVal, false
}

func (e *evaluation) arguments(x *hclsyntax.FunctionCallExpr) (args []cty.Value, known, ok bool) {
	for n, arg := range x.Args {
		v, ok := e.value(arg)
		if !ok {
			return nil, false, false
		}
		if !x.ExpandFinal || n < len(x.Args)-1 {
			args = append(args, v)
			continue
		}
		if !v.IsKnown() {
			return nil, false, true
		}
		if v.IsNull() || !v.CanIterateElements() || v.LengthInt() > maxOccurrences {
			return nil, false, false
		}
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			args = append(args, element)
		}
	}
	return args, true, true
}

// invoke calls a function with its arguments converted as its parameters want them.
func invoke(f function.Function, args []cty.Value) (cty.Value, bool) {
	params, variadic := f.Params(), f.VarParam()
	if len(args) < len(params) || len(args) > len(params) && variadic == nil {
		return cty.DynamicVal, false
	}
	converted := make([]cty.Value, len(args))
	for n, arg := range args {
		want := variadic
		if n < len(params) {
			want = &params[n]
		}
		v, err := convert.Convert(arg, want.Type)
		if err != nil {
			return cty.DynamicVal, false
		}
		converted[n] = v
	}
	v, err := f.Call(converted)
	if err != nil {
		return cty.DynamicVal, false
	}
	return bounded(v), true
}

// explosive tells whether a call could produce far more than it is given.
func explosive(name string, args []cty.Value) bool {
	switch name {
	case "replace", "join", "setproduct", "format", "formatlist", "indent", "chunklist", "zipmap":
	default:
		return false
	}
	product := 1
	for _, arg := range args {
		product *= weight(arg, maxWeight)
		if product > 1<<20 {
			return true
		}
		if name == "indent" || name == "format" || name == "formatlist" {
			if s, ok := text(arg); ok && longNumber(s) {
				return true
			}
		}
	}
	return false
}

// longNumber finds a width such as in "%99999s", or an indentation, that pads beyond use.
func longNumber(s string) bool {
	digits := 0
	for n := range len(s) {
		if s[n] < '0' || s[n] > '9' {
			digits = 0
			continue
		}
		// Four digits count only behind a percent sign or alone: a year in a name is no width.
		digits++
		start := n - digits
		if digits == 4 && (start < 0 || s[start] == '%' || s[start] == '.' || s[start] == '-' || s[start] == '+' || s[start] == ' ' || s[start] == '*') && (start >= 0 || len(s) == digits) {
			return true
		}
	}
	return false
}

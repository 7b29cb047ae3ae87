package tfconfig

import (
	"regexp"

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

// padding finds a width or precision of four digits or more, or one taken from an argument.
var padding = regexp.MustCompile(`%[^a-zA-Z%]*([0-9]{4}|\*)`)

// explosive tells whether a call could produce far more than it is given.
func explosive(name string, args []cty.Value) bool {
	switch name {
	case "format", "formatlist":
		if s, ok := text(args0(args)); !ok || padding.MatchString(s) {
			return true
		}
	case "indent":
		if s, ok := text(args0(args)); !ok || len(s) > 3 {
			return true
		}
	case "replace", "join", "setproduct":
	default:
		return false
	}
	product := 1
	for _, arg := range args {
		if product *= weight(arg, maxWeight); product > 1<<20 {
			return true
		}
	}
	return false
}

func args0(args []cty.Value) cty.Value {
	if len(args) == 0 {
		return cty.DynamicVal
	}
	return args[0]
}

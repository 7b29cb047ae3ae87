package tfconfig

import (
	"crypto/md5"  //nolint:gosec // Terraform's md5 function; nothing is secured by it.
	"crypto/sha1" //nolint:gosec // Terraform's sha1 function; nothing is secured by it.
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/url"
	"path"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// ownFunctions are those whose behaviour in Terraform differs from go-cty's standard library, or which
// the library lacks.
func ownFunctions() map[string]function.Function {
	identity := anyFunc(1, 1, func(args []cty.Value) (cty.Value, error) { return args[0], nil })
	return map[string]function.Function{
		"alltrue":    anyFunc(1, 1, func(args []cty.Value) (cty.Value, error) { return fold(args[0], false) }),
		"anytrue":    anyFunc(1, 1, func(args []cty.Value) (cty.Value, error) { return fold(args[0], true) }),
		"coalesce":   anyFunc(1, -1, coalesce),
		"index":      anyFunc(2, 2, indexOf),
		"length":     anyFunc(1, 1, length),
		"lookup":     anyFunc(2, 3, lookup),
		"one":        anyFunc(1, 1, one),
		"sensitive":  identity,
		"startswith": predicate(strings.HasPrefix), "endswith": predicate(strings.HasSuffix),
		"strcontains": predicate(strings.Contains), "nonsensitive": identity,
		"replace":      replaceFunc,
		"basename":     stringFunc(path.Base),
		"dirname":      stringFunc(path.Dir),
		"base64encode": stringFunc(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
		"base64sha256": stringFunc(func(s string) string {
			sum := sha256.Sum256([]byte(s))
			return base64.StdEncoding.EncodeToString(sum[:])
		}),
		"md5":       stringFunc(func(s string) string { sum := md5.Sum([]byte(s)); return hex.EncodeToString(sum[:]) }),  //nolint:gosec // see the import
		"sha1":      stringFunc(func(s string) string { sum := sha1.Sum([]byte(s)); return hex.EncodeToString(sum[:]) }), //nolint:gosec // see the import
		"sha256":    stringFunc(func(s string) string { sum := sha256.Sum256([]byte(s)); return hex.EncodeToString(sum[:]) }),
		"urlencode": stringFunc(url.QueryEscape),
	}
}

var errNoResult = errors.New("no result")

// anyFunc makes a function of least to most arguments of any type (most < 0: no limit); an unknown
// argument is passed on, and the result may be of any type.
func anyFunc(least, most int, f func([]cty.Value) (cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{
			Name: "args", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true,
		},
		Type: function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if len(args) < least || most >= 0 && len(args) > most {
				return cty.DynamicVal, errNoResult
			}
			return f(args)
		},
	})
}

func stringFunc(f func(string) string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "str", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.StringVal(f(args[0].AsString())), nil
		},
	})
}

func predicate(f func(s, part string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "str", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(f(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// replaceFunc takes a pattern between slashes as a regular expression, as Terraform does.
var replaceFunc = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "str", Type: cty.String}, {Name: "substr", Type: cty.String}, {Name: "replace", Type: cty.String},
	},
	Type: function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		pattern := args[1].AsString()
		if len(pattern) > 1 && strings.HasPrefix(pattern, "/") && strings.HasSuffix(pattern, "/") {
			return stdlib.RegexReplace(args[0], cty.StringVal(pattern[1:len(pattern)-1]), args[2])
		}
		return stdlib.Replace(args[0], args[1], args[2])
	},
})

// coalesce returns the first argument that is neither null nor an empty string.
func coalesce(args []cty.Value) (cty.Value, error) {
	for _, arg := range args {
		if !arg.IsKnown() {
			return cty.DynamicVal, nil
		}
		if !arg.IsNull() && !arg.RawEquals(cty.StringVal("")) {
			return arg, nil
		}
	}
	return cty.DynamicVal, errNoResult
}

func length(args []cty.Value) (cty.Value, error) {
	switch v := args[0]; {
	case !v.IsKnown():
		return cty.UnknownVal(cty.Number), nil
	case v.IsNull():
		return cty.DynamicVal, errNoResult
	case v.Type() == cty.String:
		return stdlib.Strlen(v)
	case v.Type().IsObjectType():
		return cty.NumberIntVal(int64(len(v.Type().AttributeTypes()))), nil
	case v.CanIterateElements():
		return v.Length(), nil
	}
	return cty.DynamicVal, errNoResult
}

func lookup(args []cty.Value) (cty.Value, error) {
	if !args[0].IsKnown() || !args[1].IsKnown() {
		return cty.DynamicVal, nil
	}
	key, ok := text(args[1])
	if !ok {
		return cty.DynamicVal, errNoResult
	}
	if v, ok := element(args[0], cty.StringVal(key)); ok {
		return v, nil
	}
	if len(args) == 3 {
		return args[2], nil
	}
	return cty.DynamicVal, errNoResult
}

func indexOf(args []cty.Value) (cty.Value, error) {
	if !args[0].IsWhollyKnown() || !args[1].IsWhollyKnown() {
		return cty.UnknownVal(cty.Number), nil
	}
	if args[0].IsNull() || !args[0].CanIterateElements() {
		return cty.DynamicVal, errNoResult
	}
	for it := args[0].ElementIterator(); it.Next(); {
		key, v := it.Element()
		if v.RawEquals(args[1]) {
			return key, nil
		}
	}
	return cty.DynamicVal, errNoResult
}

func one(args []cty.Value) (cty.Value, error) {
	v := args[0]
	if !v.IsKnown() {
		return cty.DynamicVal, nil
	}
	if v.IsNull() || !v.CanIterateElements() || !v.Length().IsKnown() || v.LengthInt() > 1 {
		return cty.DynamicVal, errNoResult
	}
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		return element, nil
	}
	return cty.NullVal(cty.DynamicPseudoType), nil
}

// fold is alltrue (stop false) and anytrue (stop true).
func fold(v cty.Value, stop bool) (cty.Value, error) {
	if !v.IsKnown() {
		return cty.UnknownVal(cty.Bool), nil
	}
	if v.IsNull() || !v.CanIterateElements() {
		return cty.DynamicVal, errNoResult
	}
	known := true
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		s, ok := text(element)
		known = known && element.IsKnown()
		if ok && (s == "true") == stop {
			return cty.BoolVal(stop), nil
		}
	}
	if !known {
		return cty.UnknownVal(cty.Bool), nil
	}
	return cty.BoolVal(!stop), nil
}

package tfconfig

import (
	"maps"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

func (e *evaluation) tuple(x *hclsyntax.TupleConsExpr) (cty.Value, bool) {
	sound := true
	values := make([]cty.Value, len(x.Exprs))
	for n, element := range x.Exprs {
		v, ok := e.value(element)
		values[n], sound = v, sound && ok
	}
	return cty.TupleVal(values), sound
}

func (e *evaluation) object(x *hclsyntax.ObjectConsExpr) (cty.Value, bool) {
	sound := true
	values := make(map[string]cty.Value, len(x.Items))
	for _, item := range x.Items {
		key, ok := e.value(item.KeyExpr)
		if !ok || !key.IsKnown() {
			return cty.DynamicVal, ok
		}
		name, ok := text(key)
		if !ok {
			return cty.DynamicVal, false
		}
		v, ok := e.value(item.ValueExpr)
		values[name], sound = v, sound && ok
	}
	return cty.ObjectVal(values), sound
}

func (e *evaluation) key(x *hclsyntax.ObjectConsKeyExpr) (cty.Value, bool) {
	if !x.ForceNonLiteral {
		if keyword := hcl.ExprAsKeyword(x.Wrapped); keyword != "" {
			return cty.StringVal(keyword), true
		}
	}
	return e.value(x.Wrapped)
}

// loop evaluates a for expression. One unknown key or condition makes the whole result unknown.
func (e *evaluation) loop(x *hclsyntax.ForExpr) (cty.Value, bool) {
	collection, ok := e.value(x.CollExpr)
	if !ok || !collection.IsKnown() {
		return cty.DynamicVal, ok
	}
	if collection.IsNull() || !collection.CanIterateElements() {
		return cty.DynamicVal, false
	}
	outer := e.scope
	defer func() { e.scope = outer }()
	out := loopResult{groups: map[string][]cty.Value{}, group: x.Group}
	for it := collection.ElementIterator(); it.Next(); {
		k, v := it.Element()
		values := map[string]cty.Value{x.ValVar: v}
		if x.KeyVar != "" {
			values[x.KeyVar] = k
		}
		e.scope = &scope{outer: outer, values: values}
		keep, sound := e.keeps(x.CondExpr)
		if !sound || !keep.IsKnown() {
			return cty.DynamicVal, sound
		}
		if keep.False() {
			continue
		}
		if known, sound := e.iterate(x, &out); !known || !sound {
			return cty.DynamicVal, sound
		}
		if e.budget.cut {
			return cty.DynamicVal, true
		}
	}
	return bounded(out.value(x.KeyExpr != nil)), true
}

func (e *evaluation) keeps(condition hclsyntax.Expression) (cty.Value, bool) {
	if condition == nil {
		return cty.True, true
	}
	v, ok := e.value(condition)
	if !ok || !v.IsKnown() {
		return cty.UnknownVal(cty.Bool), ok
	}
	if v.IsNull() || v.Type() != cty.Bool {
		return cty.False, false
	}
	return v, true
}

func (e *evaluation) iterate(x *hclsyntax.ForExpr, out *loopResult) (known, sound bool) {
	v, ok := e.value(x.ValExpr)
	if !ok {
		return false, false
	}
	if x.KeyExpr == nil {
		out.list = append(out.list, v)
		return true, true
	}
	key, ok := e.value(x.KeyExpr)
	if !ok || !key.IsKnown() {
		return false, ok
	}
	name, ok := text(key)
	if !ok || len(out.groups[name]) > 0 && !out.group {
		return false, false
	}
	out.groups[name] = append(out.groups[name], v)
	return true, true
}

type loopResult struct {
	list   []cty.Value
	groups map[string][]cty.Value
	group  bool
}

func (r loopResult) value(object bool) cty.Value {
	if !object {
		return cty.TupleVal(r.list)
	}
	values := make(map[string]cty.Value, len(r.groups))
	for key, group := range r.groups {
		if values[key] = group[0]; r.group {
			values[key] = cty.TupleVal(group)
		}
	}
	return cty.ObjectVal(values)
}

func (e *evaluation) splat(x *hclsyntax.SplatExpr) (cty.Value, bool) {
	source, ok := e.value(x.Source)
	if !ok || !source.IsKnown() {
		return cty.DynamicVal, ok
	}
	ty := source.Type()
	elements := []cty.Value{source}
	switch {
	case source.IsNull():
		elements = nil
	case ty.IsTupleType() || ty.IsListType() || ty.IsSetType():
		elements = source.AsValueSlice()
	}
	outer := e.anon
	defer func() { e.anon = outer }()
	var values []cty.Value
	for _, element := range elements {
		e.anon = maps.Clone(outer)
		if e.anon == nil {
			e.anon = map[*hclsyntax.AnonSymbolExpr]cty.Value{}
		}
		e.anon[x.Item] = element
		v, ok := e.value(x.Each)
		if !ok {
			return cty.DynamicVal, false
		}
		values = append(values, v)
	}
	return bounded(cty.TupleVal(values)), true
}

// text returns a known string, number or bool as a string.
func text(v cty.Value) (string, bool) {
	if !v.IsKnown() || v.IsNull() || !v.Type().IsPrimitiveType() {
		return "", false
	}
	v, _ = v.Unmark()
	switch v.Type() {
	case cty.String:
		return v.AsString(), true
	case cty.Bool:
		if v.True() {
			return "true", true
		}
		return "false", true
	}
	if tooHeavy(v) {
		return "", false
	}
	return v.AsBigFloat().Text('f', -1), true
}

// member returns an attribute of a known object or map, otherwise unknown.
func member(v cty.Value, name string) cty.Value {
	got, _ := attr(v, name)
	return got
}

func attr(v cty.Value, name string) (cty.Value, bool) {
	if !v.IsKnown() {
		return cty.DynamicVal, true
	}
	got, diags := hcl.GetAttr(v, name, nil)
	if diags.HasErrors() {
		return cty.DynamicVal, false
	}
	return got, true
}

func element(v, key cty.Value) (cty.Value, bool) {
	if !v.IsKnown() || !key.IsKnown() {
		return cty.DynamicVal, true
	}
	got, diags := hcl.Index(v, key, nil)
	if diags.HasErrors() {
		return cty.DynamicVal, false
	}
	return got, true
}

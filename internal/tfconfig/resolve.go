package tfconfig

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// traversal evaluates a reference such as var.x, local.y.z or aws_s3_bucket.a.bucket.
func (e *evaluation) traversal(t hcl.Traversal) (cty.Value, bool) {
	if len(t) == 0 || t.IsRelative() {
		return cty.DynamicVal, true
	}
	name := t.RootName()
	for s := e.scope; s != nil; s = s.outer {
		if v, ok := s.values[name]; ok {
			return steps(v, t[1:])
		}
	}
	if e.inst == nil || len(t) < 2 {
		return cty.DynamicVal, true
	}
	first, ok := t[1].(hcl.TraverseAttr)
	if !ok {
		return cty.DynamicVal, true
	}
	switch name {
	case "var":
		return steps(e.variable(first.Name), t[2:])
	case "local":
		return steps(e.local(first.Name), t[2:])
	case "each", "count":
		if v, ok := e.each[name+"."+first.Name]; ok {
			return steps(v, t[2:])
		}
		return cty.DynamicVal, true
	case "path":
		return e.path(first.Name), true
	case "module":
		return e.output(first.Name, t[2:])
	case "data", "ephemeral", "terraform", "self":
		return cty.DynamicVal, true
	}
	return e.resource(name+"."+first.Name, t[2:])
}

// steps follows the rest of a traversal into a value.
func steps(v cty.Value, rest hcl.Traversal) (cty.Value, bool) {
	for _, step := range rest {
		var ok bool
		switch step := step.(type) {
		case hcl.TraverseAttr:
			v, ok = attr(v, step.Name)
		case hcl.TraverseIndex:
			v, ok = element(v, step.Key)
		default:
			return cty.DynamicVal, true
		}
		if !ok {
			return cty.DynamicVal, false
		}
	}
	return v, true
}

// relative evaluates x.y.z where x is not a plain reference. What hangs on an indexed reference,
// aws_s3_bucket.a[each.key].bucket, is resolved as one reference.
func (e *evaluation) relative(x *hclsyntax.RelativeTraversalExpr) (cty.Value, bool) {
	if index, ok := x.Source.(*hclsyntax.IndexExpr); ok {
		if base, ok := index.Collection.(*hclsyntax.ScopeTraversalExpr); ok {
			key, ok := e.value(index.Key)
			if !ok || !key.IsKnown() {
				return cty.DynamicVal, ok
			}
			t := append(slices.Clip(base.Traversal), hcl.TraverseIndex{Key: key})
			return e.traversal(append(t, x.Traversal...))
		}
	}
	source, ok := e.value(x.Source)
	if !ok {
		return cty.DynamicVal, false
	}
	return steps(source, x.Traversal)
}

func (e *evaluation) index(x *hclsyntax.IndexExpr) (cty.Value, bool) {
	key, ok := e.value(x.Key)
	if !ok {
		return cty.DynamicVal, false
	}
	if base, isReference := x.Collection.(*hclsyntax.ScopeTraversalExpr); isReference && key.IsKnown() {
		return e.traversal(append(slices.Clip(base.Traversal), hcl.TraverseIndex{Key: key}))
	}
	collection, ok := e.value(x.Collection)
	if !ok {
		return cty.DynamicVal, false
	}
	return element(collection, key)
}

// remembered computes a value once an instance. A value that depends on itself is unknown.
func (e *evaluation) remembered(key string, compute func() cty.Value) cty.Value {
	i := e.inst
	i.mu.Lock()
	v, ok := i.memo[key]
	i.mu.Unlock()
	if ok && !e.budget.open {
		return v
	}
	token := i.Root.Dir + "\x00" + i.VarFile + "\x00" + i.Path + "\x00" + key
	if e.budget.active[token] {
		e.budget.cut = true
		return cty.DynamicVal
	}
	e.budget.active[token] = true
	defer delete(e.budget.active, token)
	v = bounded(compute())
	if !e.budget.cut && !e.budget.open {
		i.mu.Lock()
		i.memo[key] = v
		i.mu.Unlock()
	}
	return v
}

func (e *evaluation) local(name string) cty.Value {
	l, ok := e.inst.Module.locals[name]
	if !ok {
		return cty.DynamicVal
	}
	return e.remembered("local."+name, func() cty.Value {
		v, _ := e.in(e.inst, nil).value(l.expr)
		return v
	})
}

func (e *evaluation) variable(name string) cty.Value {
	return e.remembered("var."+name, func() cty.Value {
		v, declared := e.inst.Module.variables[name]
		if !declared {
			return cty.DynamicVal
		}
		value, set := e.passed(name)
		if set && !(value.IsNull() && !v.nullable) {
			return v.convert(value)
		}
		if v.fallback == nil || e.budget.open && e.inst.parent == nil {
			return cty.DynamicVal
		}
		return v.convert(constant(v.fallback))
	})
}

// passed returns what the caller or the variable files give a variable.
func (e *evaluation) passed(name string) (cty.Value, bool) {
	if e.inst.parent == nil {
		g, ok := e.inst.vars[name]
		return g.value, ok
	}
	argument := e.inst.argument(name)
	if argument == nil {
		return cty.NilVal, false
	}
	v, _ := e.in(e.inst.parent, e.inst.each).value(argument)
	return v, true
}

func (e *evaluation) path(name string) cty.Value {
	switch name {
	case "module":
		return cty.StringVal(e.inst.modulePath())
	case "root":
		return cty.StringVal(".")
	}
	return cty.DynamicVal
}

// output evaluates module.NAME[key].OUTPUT of a local module.
func (e *evaluation) output(name string, rest hcl.Traversal) (cty.Value, bool) {
	var call *Call
	for _, c := range e.inst.Module.Calls {
		if c.Name == name && c.Dir != "" {
			call = c
		}
	}
	suffix, rest := instanceKey(rest)
	if call == nil || len(rest) == 0 {
		return cty.DynamicVal, true
	}
	want, ok := rest[0].(hcl.TraverseAttr)
	if !ok || e.inst.depth > maxCallDepth {
		return cty.DynamicVal, true
	}
	for _, child := range e.inst.childrenOf(call, e.budget) {
		b := child.Module.index["output."+want.Name]
		if b == nil || child.Path != childPath(e.inst, name)+suffix {
			continue
		}
		v := e.in(child, nil).remembered("output."+want.Name, func() cty.Value {
			x := child.Module.attribute(b, "value")
			if x == nil {
				return cty.DynamicVal
			}
			v, _ := e.in(child, nil).value(x)
			return v
		})
		return steps(v, rest[1:])
	}
	return cty.DynamicVal, true
}

func childPath(i *Instance, call string) string {
	if i.Path == "" {
		return "module." + call
	}
	return i.Path + ".module." + call
}

// instanceKey takes an instance key off the front of a traversal, as an address writes it.
func instanceKey(rest hcl.Traversal) (string, hcl.Traversal) {
	if len(rest) > 0 {
		if index, ok := rest[0].(hcl.TraverseIndex); ok {
			return suffixOf(index.Key), rest[1:]
		}
	}
	return "", rest
}

// resource evaluates a reference to a resource of the same module. Only what its configuration says is
// known, and the id of kinds whose id is the name.
func (e *evaluation) resource(address string, rest hcl.Traversal) (cty.Value, bool) {
	b := e.inst.Module.index[address]
	if b == nil || b.Type() == "" {
		return cty.DynamicVal, true
	}
	token := "resource." + e.inst.Path + "." + address
	if e.budget.active[token] && len(rest) == 0 {
		e.budget.cut = true
		return cty.DynamicVal, true
	}
	suffix, rest := instanceKey(rest)
	if len(rest) == 0 {
		return e.whole(b, suffix, token), true
	}
	want, ok := rest[0].(hcl.TraverseAttr)
	if !ok {
		return cty.DynamicVal, true
	}
	x := e.inst.Module.argumentFor(b, want.Name)
	if x == nil {
		return cty.DynamicVal, true
	}
	for _, o := range e.occurrences(b) {
		if o.suffix != suffix {
			continue
		}
		v := e.in(e.inst, o.each).remembered(address+suffix+"."+want.Name, func() cty.Value {
			v, _ := e.in(e.inst, o.each).value(x)
			return v
		})
		return steps(v, rest[1:])
	}
	return cty.DynamicVal, true
}

// whole is a resource without an attribute: only the keys of for_each are known, for resources that
// chain on them.
func (e *evaluation) whole(b *Block, suffix, token string) cty.Value {
	if suffix != "" || e.inst.Module.attribute(b, "for_each") == nil {
		return cty.DynamicVal
	}
	e.budget.active[token] = true
	defer delete(e.budget.active, token)
	values := map[string]cty.Value{}
	for _, o := range e.occurrences(b) {
		key, ok := text(o.each["each.key"])
		if !ok {
			return cty.DynamicVal
		}
		values[key] = cty.DynamicVal
	}
	return cty.ObjectVal(values)
}

// argumentFor returns the expression behind an attribute of a resource, or nil.
func (m *Module) argumentFor(b *Block, attribute string) hclsyntax.Expression {
	if x := m.attribute(b, attribute); x != nil {
		return x
	}
	k := kinds().types[b.Type()]
	if attribute != "id" || k == nil || !k.IDIsName {
		return nil
	}
	return m.attribute(b, k.Names[0])
}

package tfconfig

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// role says what a name is to its resource.
type role int

const (
	byName role = iota
	byAlias
	byTag
)

// maxNames bounds the names of one block, maxAllNames those of the repository.
const (
	maxNames    = 4096
	maxAllNames = 500_000
)

// name is one name that one occurrence of a block has, or may have, in AWS.
type name struct {
	block  *Block
	inst   *Instance
	suffix string
	role   role
	// argument and expr are where the name comes from; for an alias they stand in the alias's block.
	argument string
	expr     hclsyntax.Expression
	each     map[string]cty.Value
	// value is the name when it is known, otherwise shape is what is known of it.
	value string
	known bool
	shape shape
	re    *regexp.Regexp
}

// address is the address of the name's occurrence as its root sees it.
func (n *name) address() string { return n.inst.address(n.block, n.suffix) }

// namesOf returns the names of all resources of a type, in the order of modules, lines and instances.
func (r *Repository) namesOf(t string) []*name {
	r.cache.mu.Lock()
	names, ok := r.cache.names[t]
	r.cache.mu.Unlock()
	if ok {
		return names
	}
	for _, m := range r.Modules {
		for _, b := range m.blocks {
			if b.Type() == t {
				names = append(names, r.namesOfBlock(b)...)
			}
		}
	}
	if t == "aws_kms_key" {
		names = append(names, r.aliases()...)
	}
	r.cache.mu.Lock()
	defer r.cache.mu.Unlock()
	r.cache.names[t] = names
	return names
}

func (r *Repository) namesOfBlock(b *Block) (names []*name) {
	defer func() {
		// The evaluator is guarded on its own; this is for what runs between evaluations.
		if recover() != nil {
			names = nil
		}
	}()
	k := kindOfType(b.Type())
	for _, inst := range r.Instances(b.Module) {
		e := inst.evaluation(nil)
		for _, o := range e.occurrences(b) {
			if len(names) >= maxNames || r.cache.kept.Load() >= maxAllNames {
				r.cache.truncated.Store(true)
				return names
			}
			r.cache.kept.Add(1)
			at := name{block: b, inst: inst, suffix: o.suffix, each: o.each}
			found := at.arguments(k.Names, false)
			if len(found) == 0 {
				found = at.arguments(k.Prefixes, true)
			}
			if k.Opaque {
				found = append(found, at.tag()...)
			}
			names = append(names, found...)
		}
	}
	return names
}

// arguments reads the name from the first of some arguments that are set; all of them count.
func (n name) arguments(arguments []string, prefix bool) []*name {
	var names []*name
	for _, argument := range arguments {
		x := n.block.Module.attribute(n.block, argument)
		if x == nil {
			continue
		}
		v := n.inst.Evaluate(x, n.each)
		if v.IsKnown() && v.IsNull() {
			continue
		}
		if v.IsKnown() && !v.Type().IsPrimitiveType() && v.CanIterateElements() {
			for it := v.ElementIterator(); it.Next(); {
				_, element := it.Element()
				if s, ok := text(element); ok {
					one := n
					one.argument, one.expr, one.value, one.known = argument, x, s, true
					names = append(names, &one)
				}
			}
			continue
		}
		one := n
		one.argument, one.expr = argument, x
		one.fill(prefix)
		names = append(names, &one)
	}
	return names
}

// fill evaluates the name's expression to a value or, failing that, a shape.
func (n *name) fill(prefix bool) {
	e := n.inst.evaluation(n.each)
	n.settle(e.shape(n.expr), prefix)
}

func (n *name) settle(s shape, prefix bool) {
	if prefix {
		s = append(s[:len(s):len(s)], segment{hole: generated})
	}
	if len(s) == 1 && s[0].hole == "" {
		n.value, n.known = s[0].literal, true
		return
	}
	if kindOfType(n.block.Type()).Fold {
		s = s.mapped(strings.ToLower)
	}
	n.shape, n.re = s, s.pattern()
}

func (n name) tag() []*name {
	x := n.block.Module.attribute(n.block, "tags")
	if x == nil {
		return nil
	}
	n.argument, n.expr, n.role = "tags.Name", x, byTag
	value, s := n.inst.evaluation(n.each).tagShape(x)
	if value != nil {
		n.expr = value
	}
	if s, ok := text(member(n.inst.Evaluate(x, n.each), "Name")); ok {
		n.value, n.known = s, true
		return []*name{&n}
	}
	if value == nil {
		return nil
	}
	n.settle(s, false)
	return []*name{&n}
}

// aliases gives KMS keys the names of the aws_kms_alias blocks that point at them.
func (r *Repository) aliases() []*name {
	var names []*name
	for _, alias := range r.namesOf("aws_kms_alias") {
		if !alias.known {
			continue
		}
		x := alias.block.Module.attribute(alias.block, "target_key_id")
		if x == nil {
			continue
		}
		key, suffix := alias.target(x)
		if key == nil {
			continue
		}
		one := *alias
		one.block, one.suffix, one.role = key, suffix, byAlias
		one.argument = alias.block.Ref.Address + "." + alias.argument
		names = append(names, &one)
	}
	return names
}

// target resolves a reference to a key: aws_kms_key.a.key_id or aws_kms_key.a[each.key].arn.
func (n *name) target(x hclsyntax.Expression) (*Block, string) {
	e := n.inst.evaluation(n.each)
	if relative, ok := x.(*hclsyntax.RelativeTraversalExpr); ok {
		index, ok := relative.Source.(*hclsyntax.IndexExpr)
		if !ok {
			return nil, ""
		}
		base, ok := index.Collection.(*hclsyntax.ScopeTraversalExpr)
		if !ok {
			return nil, ""
		}
		key, _ := e.value(index.Key)
		return n.block.Module.key(base.Traversal), suffixOf(key)
	}
	plain, ok := x.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return nil, ""
	}
	suffix := ""
	for _, step := range plain.Traversal {
		if index, ok := step.(hcl.TraverseIndex); ok {
			suffix = suffixOf(index.Key)
		}
	}
	return n.block.Module.key(plain.Traversal), suffix
}

func (m *Module) key(t hcl.Traversal) *Block {
	b := m.index[reference(t)]
	if b == nil || b.Type() != "aws_kms_key" {
		return nil
	}
	return b
}

// canonical brings a name to the form in which two spellings of it are equal.
func canonical(t, s string) string {
	if k := kinds().types[t]; k != nil && k.Fold {
		s = strings.ToLower(s)
	}
	switch t {
	case "aws_kms_alias", "aws_kms_key":
		return strings.TrimPrefix(s, "alias/")
	case "aws_iam_openid_connect_provider":
		return strings.TrimSuffix(strings.TrimPrefix(s, "https://"), "/")
	case "aws_ssm_parameter":
		return strings.TrimPrefix(s, "/")
	case "aws_route53_zone":
		return strings.TrimSuffix(s, ".")
	case "aws_cloudwatch_log_group":
		return strings.TrimSuffix(s, ":*")
	}
	return s
}

// spell writes a traversal as source, without index keys.
func spell(t hcl.Traversal) string {
	var names []string
	for _, step := range t {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			names = append(names, step.Name)
		case hcl.TraverseAttr:
			names = append(names, step.Name)
		}
	}
	return strings.Join(names, ".")
}

func lastName(t hcl.Traversal) string {
	if step, ok := t[len(t)-1].(hcl.TraverseAttr); ok {
		return step.Name
	}
	return ""
}

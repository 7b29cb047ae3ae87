package tfconfig

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// maxOrigins bounds the values that an evidence sentence explains.
const maxOrigins = 6

// origins explains where the known values in a name come from, as the end of a sentence: ` with env =
// "prod" from envs/prod/terraform.tfvars`; "" when there is nothing to explain.
func (n *name) origins() string {
	o := &origin{seen: map[string]bool{}}
	o.walk(n.inst, n.each, n.expr, 0)
	if len(o.found) == 0 {
		return ""
	}
	return " with " + strings.Join(o.found, ", ")
}

type origin struct {
	seen  map[string]bool
	found []string
}

// walk follows the references of an expression to the values they start from.
func (o *origin) walk(i *Instance, each map[string]cty.Value, x hclsyntax.Expression, depth int) {
	if depth > maxCallDepth {
		return
	}
	for _, t := range x.Variables() {
		if len(o.found) >= maxOrigins {
			return
		}
		ref := reference(t)
		if ref == "" {
			o.eachValue(t, each)
			continue
		}
		key := i.Path + "\x00" + ref
		if o.seen[key] {
			continue
		}
		o.seen[key] = true
		kind, name, _ := strings.Cut(ref, ".")
		switch kind {
		case "local":
			if l, ok := i.Module.locals[name]; ok {
				o.walk(i, nil, l.expr, depth+1)
			}
		case "var":
			o.variable(i, name, depth)
		default:
			if b := i.Module.index[ref]; b != nil && b.Type() != "" && len(t) > 2 {
				if y := i.Module.argumentFor(b, lastName(t)); y != nil {
					o.walk(i, nil, y, depth+1)
				}
			}
		}
	}
}

func (o *origin) eachValue(t hcl.Traversal, each map[string]cty.Value) {
	if len(t) < 2 {
		return
	}
	if step, ok := t[1].(hcl.TraverseAttr); ok {
		name := t.RootName() + "." + step.Name
		if s, ok := text(each[name]); ok && !o.seen[name] {
			o.seen[name] = true
			if each[name].Type() == cty.String {
				s = short(s)
			}
			o.found = append(o.found, fmt.Sprintf("%s = %s", name, s))
		}
	}
}

func (o *origin) variable(i *Instance, name string, depth int) {
	v, declared := i.Module.variables[name]
	if !declared {
		return
	}
	if argument := i.argument(name); argument != nil {
		before := len(o.found)
		o.walk(i.parent, i.each, argument, depth+1)
		if len(o.found) == before {
			o.add(i, name, fmt.Sprintf("the call %s in %s", i.call.Block.Ref.Address, i.call.Block.File.Path))
		}
		return
	}
	if g, ok := i.vars[name]; ok {
		o.add(i, name, g.file)
		return
	}
	if v.fallback != nil {
		o.add(i, name, "its default in "+v.block.File.Path)
	}
}

func (o *origin) add(i *Instance, name, where string) {
	e := i.evaluation(nil)
	value := e.variable(name)
	if s, ok := text(value); ok {
		o.found = append(o.found, fmt.Sprintf("%s = %s from %s", name, short(s), where))
		return
	}
	if value.IsKnown() {
		o.found = append(o.found, fmt.Sprintf("%s from %s", name, where))
	}
}

// short quotes a value for a sentence.
func short(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		s = string(runes[:57]) + "..."
	}
	return fmt.Sprintf("%q", s)
}

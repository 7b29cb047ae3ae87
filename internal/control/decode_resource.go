package control

import (
	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// resource reads the desired state of a resource type.
func (d *decoder) resource(block *hclsyntax.Block) Resource {
	r := Resource{Type: block.Labels[0]}
	d.arguments(block, fields{"also": d.listTo(&r.Also)})
	known := d.states(&r)
	known["companion"] = form(1, func(b *hclsyntax.Block) { r.Companions = append(r.Companions, d.companion(b)) })
	known["repair"] = form(1, func(b *hclsyntax.Block) { r.Repairs = append(r.Repairs, d.repair(b)) })
	known["variant"] = form(1, func(b *hclsyntax.Block) { r.Variants = append(r.Variants, d.variant(b)) })
	known["covered_by"] = form(1, func(b *hclsyntax.Block) {
		r.CoveredBy = append(r.CoveredBy, Cover{Type: b.Labels[0], Want: d.body(b)})
	})
	d.nested(block, known)
	if r.Want.empty() && len(r.Companions)+len(r.Repairs)+len(r.Variants) == 0 && len(r.Exempt) == 0 {
		d.fail(block.DefRange(), "nothing is desired of %s: add a set, companion, repair or variant block", r.Type)
	}
	return r
}

// module reads the desired inputs of a call of a registry module.
func (d *decoder) module(block *hclsyntax.Block) Resource {
	r := Resource{Module: block.Labels[0]}
	d.arguments(block, fields{"version": d.textTo(&r.Version)})
	d.constraint(block, r.Version)
	d.nested(block, d.states(&r))
	if r.Want.empty() {
		d.fail(block.DefRange(), "nothing is desired of %s: add a set block", r.Module)
	}
	return r
}

// account reads the desired state of a resource of which an account or a region needs one.
func (d *decoder) account(block *hclsyntax.Block) Resource {
	r := Resource{Type: block.Labels[0]}
	d.arguments(block, fields{"per": d.textTo(&r.Per)})
	known := d.states(&r)
	known["new"] = form(0, func(b *hclsyntax.Block) { r.New = d.body(b) })
	d.nested(block, known)
	if r.Per != "account" && r.Per != "region" {
		d.fail(block.DefRange(), "per is %q: use account or region", r.Per)
	}
	return r
}

func form(labels int, read func(*hclsyntax.Block)) struct {
	labels int
	read   func(*hclsyntax.Block)
} {
	return struct {
		labels int
		read   func(*hclsyntax.Block)
	}{labels, read}
}

// states are the nested blocks that all three kinds of desired state have.
func (d *decoder) states(r *Resource) blocks {
	return blocks{
		"set": form(0, func(b *hclsyntax.Block) { r.Want = d.body(b) }),
		"only": form(0, func(b *hclsyntax.Block) {
			body := d.body(b)
			r.Only = &body
		}),
		"accept": form(0, func(b *hclsyntax.Block) { r.Accept = append(r.Accept, d.body(b)) }),
		"exempt": form(1, func(b *hclsyntax.Block) {
			r.Exempt = append(r.Exempt, Exemption{Reason: b.Labels[0], When: d.body(b)})
		}),
	}
}

func (d *decoder) repair(block *hclsyntax.Block) Repair {
	r := Repair{Block: block.Labels[0]}
	d.arguments(block, fields{"reason": d.textTo(&r.Reason)})
	d.nested(block, blocks{
		"when": form(0, func(b *hclsyntax.Block) { r.When = d.body(b) }),
		"set":  form(0, func(b *hclsyntax.Block) { r.Want = d.body(b) }),
	})
	if r.When.empty() || r.Want.empty() || r.Reason == "" {
		d.fail(block.DefRange(), "a repair needs a when block, a set block and a reason")
	}
	return r
}

func (d *decoder) variant(block *hclsyntax.Block) Variant {
	v := Variant{Version: block.Labels[0]}
	d.constraint(block, v.Version)
	d.arguments(block, nil)
	d.nested(block, blocks{
		"when": form(0, func(b *hclsyntax.Block) {
			body := d.body(b)
			v.When = &body
		}),
		"set":       form(0, func(b *hclsyntax.Block) { v.Want = d.body(b) }),
		"companion": form(1, func(b *hclsyntax.Block) { v.Companions = append(v.Companions, d.companion(b)) }),
	})
	if v.Version == "" && v.When == nil {
		d.fail(block.DefRange(), "the variant always applies: give its label a version constraint, or add a when block")
	}
	return v
}

func (d *decoder) constraint(block *hclsyntax.Block, text string) {
	if text == "" {
		return
	}
	if _, err := version.NewConstraint(text); err != nil {
		d.fail(block.DefRange(), "%q is no version constraint: write one like \">= 4.0, < 5.0\"", text)
	}
}

func (d *decoder) companion(block *hclsyntax.Block) Companion {
	c := Companion{Type: block.Labels[0], Refer: "id"}
	d.arguments(block, fields{"by": d.textTo(&c.By), "refer": d.textTo(&c.Refer), "suffix": d.textTo(&c.Suffix), "optional": d.flagTo(&c.Optional)})
	d.nested(block, blocks{
		"where": form(0, func(b *hclsyntax.Block) { c.Where = d.body(b) }),
		"set":   form(0, func(b *hclsyntax.Block) { c.Want = d.body(b) }),
		"new":   form(0, func(b *hclsyntax.Block) { c.New = d.body(b) }),
		"with": form(2, func(b *hclsyntax.Block) {
			c.With = append(c.With, Support{Type: b.Labels[0], Label: b.Labels[1], Body: d.body(b)})
		}),
	})
	if c.By == "" {
		d.fail(block.DefRange(), "the companion does not say how it points at its target: add by = \"<argument>\"")
	}
	return c
}

// body reads conditions and nested blocks.
func (d *decoder) body(block *hclsyntax.Block) Body {
	var b Body
	for _, attr := range sorted(block.Body.Attributes) {
		want, err := parseConstraint(attr.Expr, d.src)
		if err != nil {
			d.fail(attr.SrcRange, "%s: %v", attr.Name, err)
			continue
		}
		for _, name := range want.Decisions() {
			d.use(name, attr)
		}
		b.Attributes = append(b.Attributes, Attribute{Name: attr.Name, Want: want})
	}
	for _, inner := range block.Body.Blocks {
		out := Block{Type: inner.Type, Body: d.body(inner)}
		switch {
		case len(inner.Labels) > 1:
			d.fail(inner.DefRange(), "a nested block takes at most one label: \"each\", or the attribute that identifies it")
		case len(inner.Labels) == 1 && inner.Labels[0] == "each":
			out.Each = true
		case len(inner.Labels) == 1 && inner.Labels[0] == "none":
			out.None = true
		case len(inner.Labels) == 1:
			out.Key = inner.Labels[0]
			if !out.Body.names(out.Key) {
				d.fail(inner.DefRange(), "%s is identified by %q, which it does not set", inner.Type, out.Key)
			}
		}
		b.Blocks = append(b.Blocks, out)
	}
	return b
}

func (d *decoder) use(decision string, attr *hclsyntax.Attribute) {
	if d.used == nil {
		d.used = map[string]hcl.Range{}
	}
	if _, seen := d.used[decision]; !seen {
		d.used[decision] = attr.SrcRange
	}
}

func (b Body) empty() bool { return len(b.Attributes)+len(b.Blocks) == 0 }

func (b Body) names(attribute string) bool {
	for _, a := range b.Attributes {
		if a.Name == attribute {
			return true
		}
	}
	return false
}

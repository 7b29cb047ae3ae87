package tfconfig

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

var (
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
	roleAccount    = regexp.MustCompile(`^arn:aws[a-z-]*:iam::([0-9]{12}):`)
	regionPattern  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
)

// contradiction says how the provider configuration of a name's block rules out the account or region
// of the query, or "". What is not known rules nothing out.
func (n *name) contradiction(account, region string) string {
	p := n.inst.providerFor(n.block)
	if regionPattern.MatchString(region) && !kindOfType(n.block.Type()).Global {
		is := p.region
		if x := n.block.Module.attribute(n.block, "region"); x != nil {
			is, _ = text(n.inst.Evaluate(x, n.each))
		}
		if is != "" && is != region {
			return fmt.Sprintf("its region is %s, the resource is in %s", is, region)
		}
	}
	if accountPattern.MatchString(account) {
		if len(p.accounts) > 0 && !slices.Contains(p.accounts, account) {
			return fmt.Sprintf("its provider works in account %s, the resource is in %s", strings.Join(p.accounts, ", "), account)
		}
		if slices.Contains(p.forbidden, account) {
			return fmt.Sprintf("its provider forbids account %s", account)
		}
	}
	return ""
}

// place is what a provider configuration says of where its resources are. Empty fields are unknown.
type place struct {
	region    string
	accounts  []string
	forbidden []string
}

// providerFor finds the provider configuration that a block uses in this instance.
func (i *Instance) providerFor(b *Block) place {
	local := "aws"
	if x := b.Module.attribute(b, "provider"); x != nil {
		if local = providerName(x); local == "" {
			return place{}
		}
	}
	for at := i; at != nil; at = at.parent {
		if block := at.Module.provider(local); block != nil && (at.parent == nil || !at.passes()) {
			return at.place(block)
		}
		if at.parent == nil {
			return place{}
		}
		mapped, found := at.mapping(local)
		switch {
		case found:
			local = mapped
		case strings.Contains(local, "."):
			return place{}
		}
	}
	return place{}
}

// passes tells whether the call hands providers to the module.
func (i *Instance) passes() bool {
	return i.argument("providers") != nil
}

// mapping translates a provider's name in this module to its name in the caller.
func (i *Instance) mapping(local string) (string, bool) {
	object, ok := i.argument("providers").(*hclsyntax.ObjectConsExpr)
	if !ok {
		return "", false
	}
	for _, item := range object.Items {
		key := item.KeyExpr
		if wrapped, ok := key.(*hclsyntax.ObjectConsKeyExpr); ok {
			key = wrapped.Wrapped
		}
		if providerName(key) == local {
			name := providerName(item.ValueExpr)
			return name, name != ""
		}
	}
	return "", false
}

// providerName reads aws or aws.west, also in the quotes of old configurations.
func providerName(x hclsyntax.Expression) string {
	if t, diags := hcl.AbsTraversalForExpr(x); !diags.HasErrors() {
		return spell(t)
	}
	s, _ := text(constant(x))
	return s
}

// provider finds a provider block by its name and alias.
func (m *Module) provider(local string) *Block {
	for _, b := range m.blocks {
		if b.Syntax.Type != "provider" || len(b.Syntax.Labels) != 1 {
			continue
		}
		name := b.Syntax.Labels[0]
		if alias, ok := literal(b.Syntax.Body, "alias"); ok {
			name += "." + alias
		}
		if name == local {
			return b
		}
	}
	return nil
}

func (i *Instance) place(b *Block) place {
	p := place{
		accounts:  i.strings(b.Module.attribute(b, "allowed_account_ids")),
		forbidden: i.strings(b.Module.attribute(b, "forbidden_account_ids")),
	}
	if x := b.Module.attribute(b, "region"); x != nil {
		p.region, _ = text(i.Evaluate(x, nil))
	}
	for _, nested := range b.Syntax.Body.Blocks {
		if nested.Type != "assume_role" && nested.Type != "assume_role_with_web_identity" {
			continue
		}
		attribute, ok := nested.Body.Attributes["role_arn"]
		if !ok {
			continue
		}
		arn, _ := text(i.Evaluate(attribute.Expr, nil))
		if match := roleAccount.FindStringSubmatch(arn); match != nil && len(p.accounts) == 0 {
			p.accounts = []string{match[1]}
		}
	}
	return p
}

// strings evaluates a list of strings; nil unless all of it is known.
func (i *Instance) strings(x hclsyntax.Expression) []string {
	if x == nil {
		return nil
	}
	v := i.Evaluate(x, nil)
	if !v.IsWhollyKnown() || v.IsNull() || !v.CanIterateElements() {
		return nil
	}
	var all []string
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		if element.Type() == cty.String {
			s, _ := text(element)
			all = append(all, s)
		}
	}
	return all
}

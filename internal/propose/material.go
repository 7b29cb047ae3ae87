package propose

import (
	"fmt"
	"strings"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// material is the Terraform around a target that a model is shown, as text without secrets.
type material struct {
	target     string
	references []string
	referrers  []string
	values     []string
	providers  []string
}

// gather collects what surrounds the target: the blocks that it refers to, the blocks that refer to it,
// the variables, locals and outputs that these use, and the constraints on providers.
func gather(request Request, secrets *redactor) material {
	target := request.Target.Block
	g := gatherer{secrets: secrets, module: target.Module, seen: map[string]bool{target.Ref.Address: true}}
	var m material
	m.target = g.source(target)
	near := []*tfconfig.Block{target}
	for _, ref := range tfconfig.References(target) {
		if block := g.fresh(ref); block != nil {
			m.references = append(m.references, g.source(block))
			near = append(near, block)
		}
	}
	for _, block := range request.Repository.Referrers(target) {
		if g.seen[block.Ref.Address] {
			continue
		}
		if block.Syntax.Type == "output" {
			g.seen[block.Ref.Address] = true
			m.values = append(m.values, g.source(block))
		} else if block.Syntax.Type != "locals" {
			g.seen[block.Ref.Address] = true
			m.referrers = append(m.referrers, g.source(block))
			near = append(near, block)
		}
	}
	for _, block := range near {
		m.values = append(m.values, g.values(block)...)
	}
	m.providers = providers(target.Module)
	return m
}

// gatherer renders blocks, each once.
type gatherer struct {
	secrets *redactor
	module  *tfconfig.Module
	seen    map[string]bool
}

// fresh returns the block that a reference leads to, if it is neither a value nor shown already.
func (g *gatherer) fresh(ref string) *tfconfig.Block {
	if strings.HasPrefix(ref, "var.") || strings.HasPrefix(ref, "local.") {
		return nil
	}
	block := g.module.Lookup(ref)
	if block == nil || g.seen[block.Ref.Address] {
		return nil
	}
	g.seen[block.Ref.Address] = true
	return block
}

// source renders one whole block as data.
func (g *gatherer) source(b *tfconfig.Block) string {
	return data(g.secrets.source(b), "address", b.Ref.Address, "file", b.Ref.File, "line", fmt.Sprint(b.Range().Start.Line))
}

// values renders the variables and locals that a block uses, of locals only the lines in question, and
// what those locals use in turn.
func (g *gatherer) values(b *tfconfig.Block) []string {
	var out []string
	for _, ref := range tfconfig.References(b) {
		name, local := strings.CutPrefix(ref, "local.")
		if g.seen[ref] || !local && !strings.HasPrefix(ref, "var.") {
			continue
		}
		block := g.module.Lookup(ref)
		if block == nil {
			continue
		}
		g.seen[ref] = true
		if !local {
			out = append(out, g.source(block))
			continue
		}
		if attribute, ok := block.Syntax.Body.Attributes[name]; ok {
			text := "locals {\n  " + g.secrets.attribute(attribute, block.File.Bytes) + "\n}"
			out = append(out, data(text, "address", ref, "file", block.Ref.File, "line", fmt.Sprint(attribute.SrcRange.Start.Line)))
		}
	}
	return out
}

// providers renders the constraints on providers, which say which attributes exist.
func providers(m *tfconfig.Module) []string {
	var lines []string
	for _, name := range sortedKeys(m.RequiredProviders) {
		p := m.RequiredProviders[name]
		lines = append(lines, fmt.Sprintf("%s: source %q, version %q", name, p.Source, p.Version))
	}
	if len(m.RequiredVersion) > 0 {
		lines = append(lines, fmt.Sprintf("terraform: version %q", strings.Join(m.RequiredVersion, ", ")))
	}
	if len(lines) == 0 {
		return nil
	}
	return []string{data(strings.Join(lines, "\n"), "source", "required_providers")}
}

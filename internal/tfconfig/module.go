package tfconfig

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// variable is a declared input.
type variable struct {
	block    *Block
	typ      cty.Type
	defaults *typeexpr.Defaults
	fallback hclsyntax.Expression
	nullable bool
}

// local is one entry of a locals block.
type local struct {
	block *Block
	expr  hclsyntax.Expression
}

// newModule builds a module from the files of one folder, or returns nil when none is Terraform.
func newModule(dir string, files []*source) *Module {
	m := &Module{
		Dir: dir, index: map[string]*Block{}, overrides: map[string][]*Block{},
		variables: map[string]*variable{}, locals: map[string]local{},
	}
	terraform := false
	for _, s := range files {
		switch s.kind {
		case nativeFile:
			terraform = true
			if s.file != nil {
				m.Files = append(m.Files, s.file)
			}
		case jsonFile:
			terraform, m.JSON = true, true
		case lockFile:
			m.anchored = true
		}
		if s.problem != nil {
			m.Incomplete = true
		}
	}
	if !terraform {
		return nil
	}
	for _, file := range m.Files {
		override := isOverride(file.Path)
		m.Override = m.Override || override
		for i, syntax := range file.Body.Blocks {
			b := &Block{Ref: file.refs[i], Module: m, File: file, Syntax: syntax}
			if override {
				m.overrides[b.Ref.Address] = append(m.overrides[b.Ref.Address], b)
				continue
			}
			m.add(b)
		}
	}
	return m
}

func isOverride(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".tf")
	return base == "override" || strings.HasSuffix(base, "_override")
}

// address names a top-level block as patch.Ref documents.
func address(b *hclsyntax.Block) string {
	switch {
	case b.Type == "resource" && len(b.Labels) == 2:
		return strings.Join(b.Labels, ".")
	case len(b.Labels) == 0:
		return b.Type
	case b.Type == "variable":
		return "var." + strings.Join(b.Labels, ".")
	}
	return b.Type + "." + strings.Join(b.Labels, ".")
}

func (m *Module) add(b *Block) {
	m.blocks = append(m.blocks, b)
	if _, taken := m.index[b.Ref.Address]; !taken {
		m.index[b.Ref.Address] = b
	}
	body := b.Syntax.Body
	switch b.Syntax.Type {
	case "module":
		m.addCall(b)
	case "variable":
		if len(b.Syntax.Labels) == 1 {
			m.variables[b.Syntax.Labels[0]] = newVariable(b)
		}
	case "locals":
		for name, attribute := range body.Attributes {
			m.locals[name] = local{block: b, expr: attribute.Expr}
		}
	case "provider":
		m.anchored = true
	case "terraform":
		m.addSettings(body)
	}
}

func (m *Module) addCall(b *Block) {
	if len(b.Syntax.Labels) != 1 {
		return
	}
	call := &Call{Block: b, Name: b.Syntax.Labels[0]}
	call.Source, _ = literal(b.Syntax.Body, "source")
	call.Version, _ = literal(b.Syntax.Body, "version")
	m.Calls = append(m.Calls, call)
}

func (m *Module) addSettings(body *hclsyntax.Body) {
	if version, ok := literal(body, "required_version"); ok {
		m.RequiredVersion = append(m.RequiredVersion, version)
	}
	for _, nested := range body.Blocks {
		switch nested.Type {
		case "backend", "cloud":
			m.anchored = true
		case "required_providers":
			for name, attribute := range nested.Body.Attributes {
				m.addProvider(name, constant(attribute.Expr))
			}
		}
	}
}

func (m *Module) addProvider(name string, v cty.Value) {
	if m.RequiredProviders == nil {
		m.RequiredProviders = map[string]ProviderRequirement{}
	}
	requirement := ProviderRequirement{}
	if version, ok := text(v); ok {
		requirement.Version = version
	} else {
		requirement.Source, _ = text(member(v, "source"))
		requirement.Version, _ = text(member(v, "version"))
	}
	m.RequiredProviders[name] = requirement
}

func newVariable(b *Block) *variable {
	v := &variable{block: b, typ: cty.DynamicPseudoType, nullable: true}
	body := b.Syntax.Body
	if attribute, ok := body.Attributes["type"]; ok {
		if typ, defaults, diags := typeexpr.TypeConstraintWithDefaults(attribute.Expr); !diags.HasErrors() {
			v.typ, v.defaults = typ, defaults
		}
	}
	if attribute, ok := body.Attributes["default"]; ok {
		v.fallback = attribute.Expr
	}
	if attribute, ok := body.Attributes["nullable"]; ok {
		if value := constant(attribute.Expr); value.RawEquals(cty.False) {
			v.nullable = false
		}
	}
	return v
}

// Blocks returns the module's top-level blocks in the order of files and lines, without those of
// override files. The slice must not be changed.
func (m *Module) Blocks() []*Block { return m.blocks }

// Block returns the block with an address as [patch.Ref] writes it, or nil; "variable.x" is taken for
// "var.x". Of several blocks with one address (aliased providers) it is the first.
func (m *Module) Block(address string) *Block {
	if name, ok := strings.CutPrefix(address, "variable."); ok {
		address = "var." + name
	}
	return m.index[address]
}

// attribute returns the expression that a block gives an argument, with override files considered, or
// nil.
func (m *Module) attribute(b *Block, name string) hclsyntax.Expression {
	overrides := m.overrides[b.Ref.Address]
	for i := len(overrides) - 1; i >= 0; i-- {
		if attribute, ok := overrides[i].Syntax.Body.Attributes[name]; ok {
			return attribute.Expr
		}
	}
	if attribute, ok := b.Syntax.Body.Attributes[name]; ok {
		return attribute.Expr
	}
	return nil
}

// literal returns an argument that is a constant string.
func literal(body *hclsyntax.Body, name string) (string, bool) {
	attribute, ok := body.Attributes[name]
	if !ok {
		return "", false
	}
	v := constant(attribute.Expr)
	if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		return v.AsString(), true
	}
	return "", false
}

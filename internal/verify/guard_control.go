package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// namedByControl is the default of the guard: deny. Without a desired state of the target's type (no
// control, or a module block) every argument of the target is free as far as this rule goes.
func namedByControl(s *subject) []string {
	if s.desired == nil {
		return nil
	}
	return s.each(func(e edit) string {
		if s.fromCatalogue(e) {
			return ""
		}
		wanted := s.wanted()
		var free []string
		resourceType := e.newType()
		if e.owner != nil && e.ref != s.target.Ref {
			resourceType = e.owner.Type()
		}
		if want := s.companion(resourceType); want != nil {
			by, _, _ := strings.Cut(want.By, ".")
			wanted, free = wantedOf(want), []string{by}
			if e.isNewResource() {
				free = append(free, followed...)
			}
		}
		var unnamed []string
		switch {
		case e.isNewResource() && e.block != nil:
			unnamed = unnamedIn(wanted, nil, e.block.Body, free)
		case e.block != nil:
			if !slices.ContainsFunc(wanted, func(b control.Body) bool { return namesBlock(b, e.path) }) {
				unnamed = []string{"block " + strings.Join(e.path, ".")}
				break
			}
			unnamed = unnamedIn(wanted, e.path, e.block.Body, nil)
		case e.name != "" && !namesAny(wanted, e.path, e.name) && (len(e.path) > 0 || !slices.Contains(free, e.name)):
			unnamed = []string{strings.Join(append(slices.Clone(e.path), e.name), ".")}
		}
		if len(unnamed) == 0 {
			return ""
		}
		return fmt.Sprintf("sets %s, which %s does not name", strings.Join(unnamed, ", "), s.candidate.Control.ID)
	})
}

// unnamedIn lists what a new body says beyond the control.
func unnamedIn(wanted []control.Body, path []string, body *hclsyntax.Body, free []string) []string {
	var unnamed []string
	for name := range body.Attributes {
		if !slices.Contains(free, name) && !namesAny(wanted, path, name) {
			unnamed = append(unnamed, strings.Join(append(slices.Clone(path), name), "."))
		}
	}
	slices.Sort(unnamed)
	for _, block := range body.Blocks {
		inner := append(slices.Clone(path), block.Type)
		if !slices.ContainsFunc(wanted, func(b control.Body) bool { return namesBlock(b, inner) }) {
			unnamed = append(unnamed, "block "+strings.Join(inner, "."))
			continue
		}
		unnamed = append(unnamed, unnamedIn(wanted, inner, block.Body, nil)...)
	}
	return unnamed
}

func namesAny(wanted []control.Body, path []string, name string) bool {
	return slices.ContainsFunc(wanted, func(b control.Body) bool { return wantOf(b, path, name) != nil })
}

// wantOf returns the constraint on an attribute below a body, or nil.
func wantOf(b control.Body, path []string, name string) *control.Constraint {
	inner := bodyAt(b, path)
	if inner == nil {
		return nil
	}
	for i := range inner.Attributes {
		if inner.Attributes[i].Name == name {
			return &inner.Attributes[i].Want
		}
	}
	return nil
}

func namesBlock(b control.Body, path []string) bool { return bodyAt(b, path) != nil }

func bodyAt(b control.Body, path []string) *control.Body {
	for _, step := range path {
		at := slices.IndexFunc(b.Blocks, func(n control.Block) bool { return n.Type == step })
		if at < 0 {
			return nil
		}
		b = b.Blocks[at].Body
	}
	return &b
}

// noRemoval lets an attribute go only where the control accepts its absence, and never a block.
func noRemoval(s *subject) []string {
	return s.each(func(e edit) string {
		switch e.op.(type) {
		case patch.RemoveBlock:
			if s.fromCatalogue(e) {
				return ""
			}
			return fmt.Sprintf("removes the block %s", strings.Join(e.path, "."))
		case patch.RemoveAttribute:
			if !s.acceptsAbsence(e) {
				return fmt.Sprintf("removes the argument %s", strings.Join(append(slices.Clone(e.path), e.name), "."))
			}
		}
		return ""
	})
}

func (s *subject) acceptsAbsence(e edit) bool {
	if s.desired == nil {
		return false
	}
	wanted := s.wanted()
	if e.owner != nil && e.ref != s.target.Ref {
		want := s.companion(e.owner.Type())
		if want == nil {
			return false
		}
		wanted = wantedOf(want)
	}
	return slices.ContainsFunc(wanted, func(b control.Body) bool {
		want := wantOf(b, e.path, e.name)
		return want != nil && (want.Op == control.Absent || want.AbsentOK)
	})
}

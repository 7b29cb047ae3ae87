package expect

import (
	"fmt"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// assumedProvider stands in where the provider's version is not known.
var assumedProvider = version.Must(version.NewVersion("5.100.0"))

// Assess holds a block against a control. The block must belong to the repository: a resource, or a call
// of a registry module. A block in a module that several roots reach is satisfied only if it is so for
// each of them.
func Assess(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, o Options) Assessment {
	states := c.For(b.Type(), b.ModuleSource())
	if len(states) == 0 {
		return Assessment{Missing: []Requirement{{
			Text:     fmt.Sprintf("%s says nothing about %s", c.ID, b.Ref.Address),
			Obstacle: fmt.Sprintf("the control %s does not cover %s", c.ID, b.Ref.Address),
		}}}
	}
	a := newAssessor(r, b, c, o)
	var missing []Requirement
	applies := false
	for _, state := range states {
		if !a.forVersion(state) {
			continue
		}
		more, concerned := a.state(state)
		applies = applies || concerned
		missing = append(missing, more...)
	}
	if len(missing) == 0 {
		return Assessment{Verdict: control.Satisfied, NotApplicable: !applies}
	}
	return Assessment{Verdict: worst(missing), Missing: missing}
}

// assessor holds one block against one control. body is the block's own or that of a companion.
type assessor struct {
	repository *tfconfig.Repository
	block      *tfconfig.Block
	body       *hclsyntax.Body
	control    *control.Control
	options    Options
	instances  []*tfconfig.Instance
	// quiet says that only verdicts are asked for: requirements have neither text nor operations.
	quiet bool
}

func newAssessor(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, o Options) *assessor {
	if o.Provider == nil {
		o.Provider = assumedProvider
	}
	return &assessor{repository: r, block: b, body: b.Syntax.Body, control: c, options: o, instances: r.Instances(b.Module)}
}

// state returns what is missing of one desired state, and whether it concerns the block at all.
func (a *assessor) state(state *control.Resource) (missing []Requirement, concerned bool) {
	if state.Only != nil {
		switch a.holds(a.body, *state.Only) {
		case control.Failing:
			return nil, false
		case control.Unknown:
			return []Requirement{{
				Text:     fmt.Sprintf("whether %s concerns %s cannot be known", a.control.ID, a.block.Ref.Address),
				Obstacle: fmt.Sprintf("it depends on values that are not known whether the control concerns %s", a.block.Ref.Address),
			}}, true
		}
	}
	if a.met(state) {
		return nil, true
	}
	desired := a.desired(state)
	missing = a.requirements(a.body, nil, desired.Want)
	for _, companion := range desired.Companions {
		missing = append(missing, a.companion(companion)...)
	}
	for _, repair := range state.Repairs {
		missing = append(missing, a.repair(repair)...)
	}
	if len(missing) > 0 {
		a.exempt(missing, state.Exempt)
	}
	return missing, true
}

// desired is the first variant that applies, else the state itself.
func (a *assessor) desired(state *control.Resource) control.Desired {
	for _, variant := range state.Variants {
		if variant.Version != "" {
			constraint, err := version.NewConstraint(variant.Version)
			if err != nil || !constraint.Check(a.options.Provider) {
				continue
			}
		}
		if variant.When == nil || a.holds(a.body, *variant.When) == control.Satisfied {
			return variant.Desired
		}
	}
	return state.Desired
}

// exempt replaces the operations by the reason of the first exemption that applies, else of the first that
// may apply: then a proposer that sees more may still propose.
func (a *assessor) exempt(missing []Requirement, exemptions []control.Exemption) {
	doubt := ""
	for _, exemption := range exemptions {
		switch a.holds(a.body, exemption.When) {
		case control.Satisfied:
			forbid(missing, exemption.Reason)
			return
		case control.Unknown:
			if doubt == "" {
				doubt = "it cannot be known whether this applies: " + exemption.Reason
			}
		}
	}
	for i := range missing {
		if doubt != "" && missing[i].Obstacle == "" {
			missing[i].Operations, missing[i].Replaces, missing[i].Obstacle = nil, false, doubt
		}
	}
}

func forbid(missing []Requirement, reason string) {
	for i := range missing {
		missing[i].Operations, missing[i].Decisions, missing[i].Replaces = nil, nil, false
		missing[i].Obstacle, missing[i].Human = reason, true
	}
}

// covered reports whether a resource somewhere in the same roots satisfies the control for all blocks.
func (a *assessor) covered(covers []control.Cover) bool {
	if len(covers) == 0 {
		return false
	}
	own := map[*tfconfig.Module]bool{}
	for _, root := range a.repository.RootsOf(a.block.Module) {
		own[root] = true
	}
	for _, module := range a.repository.Modules {
		shared := false
		for _, root := range a.repository.RootsOf(module) {
			shared = shared || own[root]
		}
		if !shared {
			continue
		}
		for _, block := range module.Blocks() {
			for _, cover := range covers {
				if block.Type() == cover.Type && a.beside(block).holds(block.Syntax.Body, cover.Want) == control.Satisfied {
					return true
				}
			}
		}
	}
	return false
}

// beside returns an assessor for another block.
func (a *assessor) beside(block *tfconfig.Block) *assessor {
	other := *a
	other.block, other.body = block, block.Syntax.Body
	if block.Module != a.block.Module {
		other.instances = a.repository.Instances(block.Module)
	}
	return &other
}

// worst is Failing if anything is known to fail: one known failure is enough to act on.
func worst(missing []Requirement) control.Verdict {
	for _, m := range missing {
		if m.Verdict == control.Failing {
			return control.Failing
		}
	}
	return control.Unknown
}

// holds answers whether a body is in a state, without saying what is missing.
func (a *assessor) holds(body *hclsyntax.Body, want control.Body) control.Verdict {
	quiet := *a
	quiet.quiet = true
	missing := quiet.requirements(body, nil, want)
	if len(missing) == 0 {
		return control.Satisfied
	}
	return worst(missing)
}

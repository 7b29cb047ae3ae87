package expect

import (
	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// State is a desired state that concerns a block.
type State struct {
	*control.Resource
	// Desired is that of the variant that applies to the block, else the resource's own.
	control.Desired
	// Unsure says that it cannot be known whether the state concerns the block.
	Unsure bool
	// Met says that the block is in a state that satisfies the control just as well, or that another
	// resource covers it: nothing has to change.
	Met bool
}

// States returns the desired states of a control that concern a block, in the control's order, each with the
// variant that applies to the provider's version and to the block as it is. The block must belong to the
// repository.
func States(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, o Options) []State {
	a := newAssessor(r, b, c, o)
	var states []State
	for _, resource := range c.For(b.Type(), b.ModuleSource()) {
		if !a.forVersion(resource) {
			continue
		}
		state := State{Resource: resource, Desired: a.desired(resource)}
		if resource.Only != nil {
			verdict := a.holds(a.body, *resource.Only)
			if verdict == control.Failing {
				continue
			}
			state.Unsure = verdict == control.Unknown
		}
		state.Met = a.met(resource)
		states = append(states, state)
	}
	return states
}

// met reports whether a state needs no change because the block is in another state that is accepted, or
// because something else covers it.
func (a *assessor) met(state *control.Resource) bool {
	for _, accepted := range state.Accept {
		if a.holds(a.body, accepted) == control.Satisfied {
			return true
		}
	}
	return a.covered(state.CoveredBy)
}

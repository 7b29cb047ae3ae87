// Package expect answers whether a block holds the state that a control desires, and what is missing.
//
// It works on evaluated configuration, not on text: a variable with a default counts, a companion in
// another file counts, and what cannot be known is unknown, never satisfied.
package expect

import (
	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// Assessment is the state of one block against one control.
type Assessment struct {
	Verdict control.Verdict
	// Missing are the requirements that do not hold or are unknown, in the control's order.
	Missing []Requirement
}

// Requirement is one desired fact that is not known to hold.
type Requirement struct {
	// Text says what is desired and what was found, such as
	// "http_tokens must be \"required\", it is absent".
	Text    string
	Verdict control.Verdict
	// Operations would make it hold; empty when that cannot be done mechanically, and then Obstacle says
	// why.
	Operations []patch.Operation
	// Obstacle is one sentence, empty if and only if there are operations.
	Obstacle string
	// Human says that no proposer may lift the obstacle: the control exempts this state.
	Human bool
}

// Mechanical reports whether every missing requirement has operations.
func (a Assessment) Mechanical() bool {
	for _, missing := range a.Missing {
		if missing.Obstacle != "" {
			return false
		}
	}
	return true
}

// Obstacles returns why the assessment is not mechanical, one sentence each.
func (a Assessment) Obstacles() []string {
	var out []string
	for _, missing := range a.Missing {
		if missing.Obstacle != "" {
			out = append(out, missing.Obstacle)
		}
	}
	return out
}

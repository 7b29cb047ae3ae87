// Package expect answers whether a block holds the state that a control desires, and what is missing.
//
// It works on evaluated configuration, not on text: a variable with a default counts, a companion in
// another file counts, and what cannot be known is unknown, never satisfied.
package expect

import (
	"slices"

	"github.com/hashicorp/go-version"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// Options are what the owner of a repository and its provider add to a control. The zero value is
// usable.
type Options struct {
	// Answer returns what a person has decided, as HCL source; nil means that nobody has decided anything.
	Answer func(decision string) (source string, ok bool)
	// Provider is the version of the AWS provider in use; nil means that it is not known, and then what
	// is valid in current versions is written.
	Provider *version.Version
	// Survey says that the operations are not carried out: their source is not arranged as people write
	// it, which takes most of the time where many companions are absent.
	Survey bool
}

// Assessment is the state of one block against one control.
type Assessment struct {
	Verdict control.Verdict
	// NotApplicable says that the control asks nothing of a block in this state; Verdict is then Satisfied.
	NotApplicable bool
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
	// Decisions are the decisions without an answer that the operations would need.
	Decisions []string
	// Replaces says that the operations make Terraform destroy and recreate the resource.
	Replaces bool
}

// Mechanical reports whether every missing requirement has operations.
func (a Assessment) Mechanical() bool {
	return !slices.ContainsFunc(a.Missing, func(m Requirement) bool { return m.Obstacle != "" })
}

// Replaces reports whether the operations of the assessment destroy and recreate the resource.
func (a Assessment) Replaces() bool {
	return slices.ContainsFunc(a.Missing, func(m Requirement) bool { return m.Replaces })
}

// Obstacles returns why the assessment is not mechanical, each sentence once.
func (a Assessment) Obstacles() []string {
	var out []string
	for _, missing := range a.Missing {
		if missing.Obstacle != "" && !slices.Contains(out, missing.Obstacle) {
			out = append(out, missing.Obstacle)
		}
	}
	return out
}

// Decisions returns the decisions without an answer, each once.
func (a Assessment) Decisions() []string {
	var out []string
	for _, missing := range a.Missing {
		for _, name := range missing.Decisions {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// Operations returns the operations of all requirements in order.
func (a Assessment) Operations() []patch.Operation {
	var out []patch.Operation
	for _, missing := range a.Missing {
		out = append(out, missing.Operations...)
	}
	return out
}

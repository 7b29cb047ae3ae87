package propose

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// ByCatalogue is what Proposal.By says of patches made without a model.
const ByCatalogue = "catalogue"

// NewCatalogue returns the proposer that writes what a control desires, without a model. It abstains
// wherever a value comes from an expression or a person has to decide.
func NewCatalogue() Proposer { return catalogue{} }

type catalogue struct{}

func (catalogue) Begin(r Request) Session { return catalogueSession{r} }

type catalogueSession struct{ request Request }

// Propose implements [Session]. The catalogue has one answer; when the checks refuse it there is no
// second.
func (s catalogueSession) Propose(_ context.Context, feedback []string) (Proposal, error) {
	cannot := func(reason string) (Proposal, error) {
		return Proposal{By: ByCatalogue, Confidence: High, CannotFix: reason}, nil
	}
	ctl := s.request.Control
	switch {
	case ctl == nil:
		return cannot("the catalogue has no control for this test")
	case len(feedback) > 0:
		return cannot("the checks refused the catalogue's patch: " + strings.Join(feedback, "; "))
	}
	state := expect.Assess(s.request.Repository, s.request.Target.Block, ctl, s.request.Options)
	if !state.Mechanical() {
		return cannot(strings.Join(state.Obstacles(), "; "))
	}
	if state.Replaces() && !s.request.AllowReplacement {
		return cannot(replacement(ctl, state, s.request.Target.Block.Ref.Address))
	}
	var operations []patch.Operation
	var texts []string
	for _, missing := range state.Missing {
		operations = append(operations, missing.Operations...)
		texts = append(texts, missing.Text)
	}
	if len(operations) == 0 {
		return cannot(fmt.Sprintf("%s already satisfies the control", s.request.Target.Block.Ref.Address))
	}
	return Proposal{
		Patch:      patch.Patch{Operations: operations},
		Summary:    summary(ctl, s.request.Target.Block.Ref.Address),
		Rationale:  "What was not as required: " + strings.Join(texts, "; ") + ".",
		Confidence: High,
		By:         ByCatalogue,
	}, nil
}

// summary is the control's subject as a sentence about one block.
func summary(ctl *control.Control, address string) string {
	first, size := utf8.DecodeRuneInString(ctl.Subject)
	return string(unicode.ToUpper(first)) + ctl.Subject[size:] + " on " + address + "."
}

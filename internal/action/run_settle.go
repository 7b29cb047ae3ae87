package action

import (
	"context"
	"fmt"

	"github.com/terrafix/terrafix-action/internal/pullrequest"
)

// settle asks GitHub once about all remediations, before any model call, and ends those that need no new
// pull request. It returns the others, most urgent first.
func (r *run) settle(ctx context.Context, remediations []*remediation) ([]*remediation, error) {
	keys := make([]pullrequest.Key, len(remediations))
	for i, m := range remediations {
		keys[i] = m.key
	}
	states, err := r.github.Look(ctx, keys)
	if err != nil {
		return nil, err
	}
	var fresh []*remediation
	for _, m := range remediations {
		m.state = states[m.key]
		if r.known(m) || r.judged(m) || r.satisfied(m) {
			continue
		}
		fresh = append(fresh, m)
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return fresh, r.prove(ctx)
}

// prove shows that the checkout is part of the base branch.
func (r *run) prove(ctx context.Context) error {
	modes, err := r.checkout.Modes(ctx)
	if err != nil {
		return err
	}
	r.base, err = r.github.Prove(ctx, r.remote, pullrequest.Checkout{SHA: r.checkout.Head, Tree: r.checkout.Tree, Modes: modes})
	return err
}

// known ends a remediation that has a pull request.
func (r *run) known(m *remediation) bool {
	pr := m.state.PullRequest
	attach := func(o *Outcome) { o.PullRequest = existing(m.state) }
	switch m.state.Stage {
	case pullrequest.Open:
		r.finish(m, Existing, fmt.Sprintf("pull request #%d is open", pr.Number), attach)
	case pullrequest.Dismissed:
		r.finish(m, Dismissed, fmt.Sprintf("pull request #%d was closed without merging, which means no", pr.Number), func(o *Outcome) {
			attach(o)
			o.NextStep = "reopen the pull request to take it up again"
		})
	case pullrequest.Merged:
		r.finish(m, Merged, fmt.Sprintf("pull request #%d was merged %s; the test still fails", pr.Number, pr.Merged.UTC().Format("on 2006-01-02")), func(o *Outcome) {
			attach(o)
			o.NextStep = "see that the change is applied; Vanta re-runs the test by itself within a day or two"
		})
	default:
		return false
	}
	return true
}

func existing(state pullrequest.State) *PullRequest {
	pr := state.PullRequest
	return &PullRequest{Number: pr.Number, URL: pr.URL, Branch: state.Branch, Title: pr.Title, Draft: pr.Draft, State: "existing"}
}

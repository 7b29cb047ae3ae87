package action

import (
	"context"
	"fmt"
	"time"

	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/sweep"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// readPolicy takes the policy file of the default branch, or in mode report, which does not ask GitHub,
// that of the commit that is checked out. A file with mistakes ends the run.
func (r *run) readPolicy(ctx context.Context, tests []vanta.Test) error {
	r.policy = policy.Default()
	content, found := []byte(r.remote.File), r.remote.HasFile
	if r.in.Mode == ModeReport {
		var err error
		if content, found, err = r.checkout.File(ctx, policy.Path); err != nil {
			return err
		}
	}
	if !found {
		return nil
	}
	p, err := policy.Parse(policy.Path, content)
	if err != nil {
		return NewError(ErrPolicy, err)
	}
	var ids, decisions []string
	for _, ctl := range r.catalogue.All() {
		ids = append(append(ids, ctl.ID), ctl.Tests...)
		for _, decision := range ctl.Decisions {
			decisions = append(decisions, decision.Name)
		}
	}
	for _, test := range tests {
		ids = append(ids, test.ID)
	}
	if err := p.CheckNames(ids, decisions); err != nil {
		return NewError(ErrPolicy, err)
	}
	for _, entry := range p.Expired(r.now()) {
		r.warn(fmt.Sprintf("the policy's entry for %s ended on %s and holds no more", entry.ID, entry.Expires.Format(time.DateOnly)))
	}
	r.policy = p
	return nil
}

// now is the time that the run's report bears, so that one run reads the policy at one moment.
func (r *run) now() time.Time { return r.report.Run.Started }

// subject is what the policy is asked about: a failure, and its block once that is known.
func (r *run) subject(f vanta.Failure, controlID string, target *tfconfig.Target) policy.Target {
	t := policy.Target{IDs: []string{f.Test.ID}, Account: f.Account, Region: f.Region}
	if controlID != "" && controlID != f.Test.ID {
		t.IDs = append(t.IDs, controlID)
	}
	if target != nil {
		t.File, t.Root = target.Block.Ref.File, target.Instances[0].Root
	}
	return t
}

// judged settles a remediation that the policy keeps from being fixed.
func (r *run) judged(m *remediation) bool {
	subject := r.subject(m.members[0], m.controlID(), m.target)
	action, entry := r.policy.Action(subject, r.now())
	reason := "the policy says " + string(action)
	if entry != nil && entry.Reason != "" {
		reason += ": " + entry.Reason
	}
	switch {
	case action == policy.Ignore:
		r.finish(m, Ignored, reason, nil)
	case action == policy.Report:
		r.finish(m, Reported, reason, func(o *Outcome) { o.NextStep = "make the change by hand" })
	case !r.policy.Allows(m.target.Block.Ref.File):
		r.finish(m, Reported, "the policy's paths leave "+m.target.Block.Ref.File+" out", func(o *Outcome) {
			o.NextStep = "make the change by hand, or widen the policy's paths"
		})
	default:
		m.asDraft = action == policy.Propose
		m.allowReplacement = r.policy.Replacement(subject, r.now())
		provider, _ := r.repository.ProviderVersion(m.target.Block.Module)
		m.options = expect.Options{
			Provider: provider.Release(),
			Answer: func(decision string) (string, bool) {
				answer, ok := r.policy.Decision(decision, subject, r.now())
				return sweep.Source(answer.Value), ok
			},
		}
		return false
	}
	return true
}

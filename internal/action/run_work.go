package action

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/verify"
)

const (
	// parallelProposals is how many remediations are proposed for at a time. More would meet Bedrock's
	// limits sooner without ending earlier, since terraform checks all of them together.
	parallelProposals = 4
	// maxAttempts is how often a proposer may try, the first time included.
	maxAttempts = 3
)

// work makes patches and opens pull requests, in waves as large as the limits allow: a remediation that
// fails makes room for the next one, so that hopeless ones do not hold the others back for ever.
func (r *run) work(ctx context.Context, fresh []*remediation) error {
	r.verifier = verify.New(r.repository, verify.Options{
		TerraformPath: r.in.TerraformPath, TerraformVersion: r.in.TerraformVersion, Getenv: r.getenv,
		Logger: r.log.With("stage", "terraform"),
	})
	queue, opened, err := r.complete(ctx, fresh)
	if err != nil {
		r.abandon(fresh, err)
		return err
	}
	for len(queue) > 0 && ctx.Err() == nil {
		room, limit := r.room(opened)
		if room <= 0 {
			r.hold(queue, limit)
			break
		}
		wave := queue[:min(room, len(queue))]
		queue = queue[len(wave):]
		r.make(ctx, wave)
		n, err := r.deliver(ctx, wave)
		opened += n
		if err != nil {
			r.abandon(append(wave, queue...), err)
			return err
		}
	}
	r.abandon(queue, ctx.Err())
	return nil
}

// complete opens the pull requests of branches that earlier runs left behind, and returns the other
// remediations and how many it opened. They count like new ones.
func (r *run) complete(ctx context.Context, fresh []*remediation) (queue []*remediation, opened int, err error) {
	for _, m := range fresh {
		if m.state.Stage != pullrequest.Claimed || r.in.Mode != ModeApply {
			queue = append(queue, m)
			continue
		}
		if room, limit := r.room(opened); room <= 0 {
			r.hold([]*remediation{m}, limit)
			continue
		}
		ok, err := r.resume(ctx, m)
		if err != nil {
			return nil, opened, err
		}
		if ok {
			opened++
		}
	}
	return queue, opened, nil
}

// room is how many more pull requests may be opened, and the input that bounds it.
func (r *run) room(opened int) (int, string) {
	byNew, byOpen := r.in.MaxNewPullRequests-opened, r.in.MaxOpenPullRequests-r.remote.OpenPullRequests-opened
	if byNew <= byOpen {
		return byNew, fmt.Sprintf("max-new-pull-requests is %d", r.in.MaxNewPullRequests)
	}
	return byOpen, fmt.Sprintf("max-open-pull-requests is %d and %d are open", r.in.MaxOpenPullRequests, r.remote.OpenPullRequests+opened)
}

// hold settles what a limit leaves for a later run.
func (r *run) hold(queue []*remediation, limit string) {
	for _, m := range queue {
		r.finish(m, Held, "held back: "+limit, func(o *Outcome) {
			o.NextStep = "merge or close open pull requests, or raise the limit; a later run takes it up"
		})
	}
}

// make proposes and checks until each remediation has a change or an outcome. Terraform runs once a round
// on all patches together.
func (r *run) make(ctx context.Context, wave []*remediation) {
	pending := wave
	for len(pending) > 0 {
		var group errgroup.Group
		group.SetLimit(parallelProposals)
		for _, m := range pending {
			group.Go(func() error {
				r.draft(ctx, m)
				return nil
			})
		}
		_ = group.Wait()
		pending = r.validate(ctx, pending)
	}
}

// draft asks the proposer until the cheap checks accept its patch or the attempts are used up.
func (r *run) draft(ctx context.Context, m *remediation) {
	if m.session == nil {
		m.session = r.proposer.Begin(propose.Request{
			Control: m.control, Test: m.test(), Names: m.names(), Target: m.target, Repository: r.repository,
			Options: m.options, AllowReplacement: m.allowReplacement, Rules: r.policy.Rules,
		})
	}
	for m.draft == nil && !m.settled {
		if m.attempts == maxAttempts {
			r.reject(m)
			return
		}
		r.attempt(ctx, m)
	}
}

// attempt makes one proposal and checks it.
func (r *run) attempt(ctx context.Context, m *remediation) {
	m.attempts++
	log := m.log().With("attempt", m.attempts)
	proposal, err := m.session.Propose(ctx, m.feedback)
	var rejected *propose.RejectedError
	switch {
	case errors.As(err, &rejected):
		log.Warn("answer refused: "+rejected.Reason, "stage", "propose")
		m.feedback = []string{rejected.Reason}
		return
	case errors.Is(err, propose.ErrBudget):
		r.finish(m, Held, "held back: the budget of model calls is used up", func(o *Outcome) {
			o.ErrorID, o.NextStep = ErrModelBudget, rowOf(ErrModelBudget).Remedy
		})
		return
	case err != nil:
		r.fail(m, err)
		return
	case proposal.CannotFix != "":
		m.proposal = proposal
		r.finish(m, NeedsHuman, "no patch: "+proposal.CannotFix, func(o *Outcome) {
			o.NextStep = "make the change by hand"
		})
		return
	}
	log.Info("proposed", "stage", "propose", "proposer", proposal.By, "operations", len(proposal.Patch.Operations), "confidence", string(proposal.Confidence))
	m.proposal = proposal
	draft, findings := r.verifier.Check(ctx, verify.Candidate{
		Key: m.correlation(), Control: m.control, Options: m.options, Target: m.target, Patch: proposal.Patch,
	})
	m.refused(findings)
	if len(findings) == 0 {
		m.draft = draft
	}
}

// refused keeps the findings for the next attempt and logs them.
func (m *remediation) refused(findings []verify.Finding) {
	m.feedback = nil
	for _, finding := range findings {
		m.feedback = append(m.feedback, finding.String())
		m.log().Warn("refused: "+finding.Message, "stage", finding.Check, "rule", finding.Rule, "attempt", m.attempts)
	}
}

// validate lets terraform judge all drafts together and returns the remediations that must try again.
func (r *run) validate(ctx context.Context, wave []*remediation) []*remediation {
	byKey := map[string]*remediation{}
	var drafts []*verify.Draft
	for _, m := range wave {
		if m.draft != nil {
			byKey[m.correlation()] = m
			drafts = append(drafts, m.draft)
		}
	}
	if len(drafts) == 0 {
		return nil
	}
	var again []*remediation
	for _, result := range r.verifier.Validate(ctx, drafts) {
		m := byKey[result.Draft.Candidate().Key]
		m.draft = nil
		switch {
		case result.Err != nil:
			r.fail(m, result.Err)
		case result.Change != nil:
			m.change = result.Change
			m.logChecks()
		default:
			m.refused(result.Findings)
			again = append(again, m)
		}
	}
	return again
}

func (m *remediation) logChecks() {
	for _, check := range m.change.Checks() {
		m.log().Info(check.Detail, "stage", check.Name, "status", string(check.Status))
	}
}

// reject settles a remediation whose every proposal was refused.
func (r *run) reject(m *remediation) {
	id := ErrVerifyRejected
	r.finish(m, Rejected, fmt.Sprintf("the checks refused all %d proposals", m.attempts), func(o *Outcome) {
		o.ErrorID, o.NextStep, o.Notes = id, rowOf(id).Remedy, m.feedback
	})
}

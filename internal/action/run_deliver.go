package action

import (
	"context"
	"errors"
	"time"

	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// linger is how long a pull request that is being opened may go on after the run was cancelled. GitHub
// kills a cancelled step 7.5 seconds after its first signal.
const linger = 5 * time.Second

// deliver turns the changes of a wave into pull requests, or into patches in mode propose. It returns how
// many it made. An error means that the run cannot go on.
func (r *run) deliver(ctx context.Context, wave []*remediation) (int, error) {
	made := 0
	for _, m := range wave {
		switch {
		case m.settled:
		case m.change == nil:
			r.fail(m, ctx.Err())
		case !m.change.Verified() && r.in.OnUnverified == UnverifiedSkip:
			r.skipUnverified(m)
		case r.in.Mode == ModePropose:
			made++
			r.finish(m, Proposed, "a patch is ready; mode propose opens nothing", func(o *Outcome) {
				o.Notes = notRun(m.change)
				o.NextStep = "read the patch in the report's folder; mode apply opens a pull request with it"
			})
		case ctx.Err() != nil:
			r.fail(m, ctx.Err())
		default:
			ok, err := r.open(ctx, m)
			if err != nil {
				return made, err
			}
			if ok {
				made++
			}
		}
	}
	return made, nil
}

// open opens one pull request. It is false when the remediation was settled otherwise.
func (r *run) open(ctx context.Context, m *remediation) (bool, error) {
	ctx, stop := lingering(ctx)
	defer stop()
	pr, err := r.github.Open(ctx, r.base, m.change, r.describe(m))
	return r.opened(m, Opened, pr, err)
}

// resume opens the pull request of a branch that an earlier run left behind, without a model call.
// It is false when the remediation was settled otherwise.
func (r *run) resume(ctx context.Context, m *remediation) (bool, error) {
	if ctx.Err() != nil {
		r.fail(m, ctx.Err())
		return false, nil
	}
	ctx, stop := lingering(ctx)
	defer stop()
	pr, err := r.github.Resume(ctx, m.state, r.describe(m))
	return r.opened(m, Resumed, pr, err)
}

// opened settles a remediation by what GitHub answered. The error ends the run.
func (r *run) opened(m *remediation, result Result, pr pullrequest.PullRequest, err error) (bool, error) {
	switch {
	case pullrequest.IsKind(err, pullrequest.Taken) && result == Resumed:
		r.leave(m, err)
		return false, nil
	case pullrequest.IsKind(err, pullrequest.Taken):
		r.finish(m, Existing, "another run claimed the branch at the same moment", func(o *Outcome) {
			o.NextStep = "nothing is to be done: that run opens the pull request, or the next one completes it"
		})
		return false, nil
	case err != nil && (isBreak(err) || pullrequest.IsKind(err, pullrequest.ForbiddenCreate)):
		r.fail(m, err)
		return false, err
	case err != nil:
		r.fail(m, err)
		return false, nil
	}
	reason := "pull request opened"
	if result == Resumed {
		reason = "the branch of an earlier run was completed with its pull request"
	}
	r.finish(m, result, reason, func(o *Outcome) {
		o.PullRequest = &PullRequest{
			Number: pr.Number, URL: pr.URL, Branch: pr.Branch, Title: pr.Title, Draft: pr.Draft, State: string(result),
		}
		o.Notes = append(notRun(m.change), pr.Warnings...)
	})
	return true, nil
}

// leave settles a remediation whose branch holds somebody else's commit.
func (r *run) leave(m *remediation, err error) {
	r.finish(m, NeedsHuman, "the branch "+m.state.Branch+" has no pull request and does not hold the commit of an earlier run, so it is left alone", func(o *Outcome) {
		o.NextStep = "open a pull request from the branch by hand, or delete the branch so that a later run can propose"
		var e *pullrequest.Error
		if errors.As(err, &e) {
			o.Notes = []string{e.Err.Error()}
		}
	})
}

func (r *run) skipUnverified(m *remediation) {
	r.finish(m, Rejected, "terraform could not check the patch, and on-unverified is skip", func(o *Outcome) {
		o.ErrorID, o.Notes = ErrTerraformInit, notRun(m.change)
		o.NextStep = "let terraform run, or set on-unverified to draft"
	})
}

// notRun says which checks of a change were not run.
func notRun(change *verify.Change) []string {
	if change == nil {
		return nil
	}
	var notes []string
	for _, check := range change.Checks() {
		if check.Status != verify.Passed {
			notes = append(notes, check.Name+" not run: "+check.Detail)
		}
	}
	return notes
}

// lingering returns a context that ends a few seconds after its parent, so that a claim which was made
// becomes a pull request where time allows. Whatever is cut off all the same is resumed by the next run.
func lingering(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() {
		timer := time.AfterFunc(linger, cancel)
		context.AfterFunc(ctx, func() { timer.Stop() })
	})
	return ctx, func() {
		stop()
		cancel()
	}
}

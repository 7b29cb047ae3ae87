package action

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/terrafix/terrafix-action/internal/checkout"
	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// run is one run of the action. Its stages follow each other in do; each settles some of the failures
// with an outcome and hands the rest on.
type run struct {
	in       *Inputs
	getenv   func(string) string
	workflow *Workflow
	logs     *Logs
	log      *slog.Logger
	report   *Report

	catalogue  *control.Catalogue
	checkout   *checkout.Checkout
	vanta      *vanta.Client
	github     *pullrequest.Client
	model      *propose.Model
	proposer   propose.Proposer
	repository *tfconfig.Repository
	verifier   *verify.Verifier
	policy     *policy.Policy
	// remote is what GitHub said at the start; unset in mode report, which does not ask.
	remote pullrequest.Repository
	base   pullrequest.Base

	mu       sync.Mutex
	outcomes map[string]Outcome
}

// do makes the run. An error means that the run broke; the outcomes that were settled until then stand.
func (r *run) do(ctx context.Context) error {
	r.outcomes = map[string]Outcome{}
	if err := r.prepare(ctx); err != nil {
		return err
	}
	failures, err := r.read(ctx)
	if err != nil {
		return err
	}
	defer r.collect(failures)
	remediations := r.locate(failures)
	if r.in.Mode == ModeReport {
		r.reportOnly(remediations)
		return nil
	}
	if len(remediations) == 0 {
		return nil
	}
	fresh, err := r.settle(ctx, remediations)
	if err != nil {
		r.abandon(remediations, err)
		return err
	}
	return r.work(ctx, fresh)
}

// prepare makes what needs no network, so that mistakes on this side are found first.
func (r *run) prepare(ctx context.Context) (err error) {
	if r.catalogue, err = control.Load(); err != nil {
		return err
	}
	if r.checkout, err = checkout.Read(ctx, r.in.Workspace, r.getenv); err != nil {
		return err
	}
	r.report.Run.BaseSHA = r.checkout.Head
	if r.vanta, err = r.newVanta(); err != nil {
		return err
	}
	if r.github, err = r.newGitHub(); err != nil {
		return err
	}
	return r.newProposer(ctx)
}

// read polls Vanta, asks GitHub for the base branch and reads the repository, all at the same time.
func (r *run) read(ctx context.Context) ([]vanta.Failure, error) {
	var poll *vanta.Poll
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		poll, err = r.vanta.Poll(groupCtx, r.filter())
		return err
	})
	group.Go(func() (err error) {
		r.repository, err = tfconfig.Load(groupCtx, r.in.Workspace, tfconfig.Options{Paths: r.in.Paths})
		if err == nil && len(r.repository.Modules) == 0 {
			err = NewError(ErrNoTerraform, nil)
		}
		return err
	})
	r.remote.Base = r.in.BaseBranch
	if r.in.Mode != ModeReport {
		group.Go(func() (err error) {
			r.remote, err = r.github.Preflight(groupCtx, r.in.BaseBranch)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	r.report.Run.BaseBranch = r.remote.Base
	if err := r.readPolicy(ctx, slices.Concat(poll.Tests, poll.Others)); err != nil {
		return nil, err
	}
	r.report.Problems = r.repository.Problems
	for _, connection := range poll.Disconnected {
		r.warn(fmt.Sprintf("Vanta's connection %s to AWS does not work; its results may be old", connection.ID))
	}
	if id := r.in.FailureID; id.Test != "" && len(poll.Failures) == 0 {
		r.warn(fmt.Sprintf("Vanta lists no failing resource for %s; the test passes, or the failure id is wrong", id))
	}
	r.log.Info("read", "stage", "poll", "tests", len(poll.Tests), "failures", len(poll.Failures),
		"modules", len(r.repository.Modules), "unreadable_files", len(r.repository.Problems))
	return poll.Failures, nil
}

func (r *run) filter() vanta.Filter {
	if id := r.in.FailureID; id.Test != "" {
		return vanta.Filter{TestIDs: []string{id.Test}, EntityID: id.Entity}
	}
	if len(r.in.Tests) == 0 {
		return vanta.Filter{}
	}
	return vanta.Filter{Match: func(test string) bool { return matchesAny(r.in.Tests, test) }}
}

func matchesAny(globs []string, name string) bool {
	for _, glob := range globs {
		// The globs were checked with the inputs.
		if ok, _ := path.Match(glob, name); ok {
			return true
		}
	}
	return false
}

// collect puts the outcomes into the report in the order of the failures. A failure that no stage has
// settled was cut off by what ended the run.
func (r *run) collect(failures []vanta.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, failure := range failures {
		outcome, settled := r.outcomes[failure.ID()]
		if !settled {
			row := rowOf(ErrCancelled)
			outcome = Outcome{
				Failure: failure, Result: Failed, Reason: "the run ended before it came to this failure",
				NextStep: row.Remedy, ErrorID: row.ID, CorrelationID: correlationOf(failure),
			}
		}
		r.report.Outcomes = append(r.report.Outcomes, outcome)
	}
}

func (r *run) warn(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Warnings = append(r.report.Warnings, message)
	r.log.Warn(message)
}

// close ends what the run started and takes its figures into the report.
func (r *run) close() {
	if r.verifier != nil {
		stats := r.verifier.Stats()
		r.report.Terraform = TerraformStats{
			// Every root is initialised once.
			Version: strings.Join(stats.Terraform, ", "), Roots: stats.Inits, Inits: stats.Inits, Validates: stats.Validates,
		}
		if err := r.verifier.Close(); err != nil {
			r.log.Warn("the scratch copy could not be removed", "error", err)
		}
	}
	if r.model != nil {
		usage := r.model.Usage()
		r.report.Usage = Usage{
			Model: r.in.ModelID, Calls: usage.Calls, InputTokens: usage.InputTokens, OutputTokens: usage.OutputTokens,
			CacheReadTokens: usage.CacheReadTokens, CacheWriteTokens: usage.CacheWriteTokens,
		}
	}
}

// isBreak reports whether an error ends the whole run rather than one remediation.
func isBreak(err error) bool {
	return errors.Is(err, context.Canceled) || pullrequest.IsKind(err, pullrequest.Unauthorized) ||
		pullrequest.IsKind(err, pullrequest.Forbidden) || pullrequest.IsKind(err, pullrequest.RateLimited)
}

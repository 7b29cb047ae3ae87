package sweep

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// mostPasses bounds how often Fix looks again: a new companion has controls of its own, and one patch may
// make another possible. Two passes and a last look are the rule.
const mostPasses = 6

// Fixed is a patch that was applied.
type Fixed struct {
	Control *control.Control
	// Ref names the block that failed.
	Ref patch.Ref
	// Summary is what the patch does, in one sentence.
	Summary string
	// Replaces says that Terraform destroys and recreates the resource.
	Replaces bool
	// Checks are what the patch passed.
	Checks []verify.Check
}

// Left is a finding that has no patch, with the reason.
type Left struct {
	Finding
	Reason string
}

// Result is what Fix made of a checkout. Nothing is written.
type Result struct {
	// Fixed are in the order in which the patches were applied.
	Fixed []Fixed
	// Left are what still fails, most severe first, and then what cannot be known.
	Left []Left
	// Before and After are the changed files.
	Before, After map[string][]byte
	// Formatting says how the changed files were formatted.
	Formatting verify.Check
	// Repository is the checkout with the patches.
	Repository *tfconfig.Repository
}

// Fix applies the patches of the catalogue for every block that fails a control, each on the result of
// those before it, the most severe control first. Each passes the checks that need no terraform; one
// that is refused is left out with the reason. Blocks that patches add are checked as well. The changed
// lines are formatted as o wants it. The error is the context's, or that of files which cannot be put
// together.
func Fix(ctx context.Context, r *tfconfig.Repository, controls []*control.Control, s *Settings, o verify.Options) (*Result, error) {
	w := &work{settings: s, now: r, done: map[string]bool{}, result: &Result{Before: map[string][]byte{}, After: map[string][]byte{}}}
	for range mostPasses {
		progress, err := w.pass(ctx, controls)
		if err != nil {
			return nil, err
		}
		if !progress {
			break
		}
	}
	slices.SortStableFunc(w.result.Left, func(a, b Left) int { return int(b.Assessment.Verdict) - int(a.Assessment.Verdict) })
	if err := w.format(ctx, r, o); err != nil {
		return nil, err
	}
	w.result.Repository = w.now
	return w.result, nil
}

// work is the state of Fix between patches.
type work struct {
	settings *Settings
	now      *tfconfig.Repository
	// done holds what was fixed, so that two controls which contradict each other come to an end.
	done   map[string]bool
	result *Result
}

// pass fixes what fails now, and reports whether there was anything.
func (w *work) pass(ctx context.Context, controls []*control.Control) (progress bool, err error) {
	findings, err := Check(ctx, w.now, controls, w.settings)
	if err != nil {
		return false, err
	}
	slices.SortStableFunc(findings, urgent)
	w.result.Left = nil
	for _, f := range findings {
		if f.Assessment.Verdict == control.Satisfied || f.Action == policy.Ignore {
			continue
		}
		reason, fixed, err := w.fix(ctx, f)
		if err != nil {
			return false, err
		}
		progress = progress || fixed
		if reason != "" {
			w.result.Left = append(w.result.Left, Left{f, reason})
		}
	}
	return progress, nil
}

// fix applies the patch for one finding. The reason says why there is none; it is empty for what an
// earlier patch has settled.
func (w *work) fix(ctx context.Context, f Finding) (reason string, fixed bool, err error) {
	key := f.Block.Ref.File + "\x00" + f.Block.Ref.Address + "\x00" + f.Control.ID
	switch {
	case !f.Deterministic():
		return f.Obstacle(), false, nil
	case w.done[key]:
		return "another control asks for the opposite, which was applied after this one", false, nil
	}
	target := current(w.now, f.Block)
	if target == nil {
		return "the block is gone", false, nil
	}
	if len(target.Instances) == 0 {
		return "no root module makes an instance of the block", false, nil
	}
	now := assess(w.now, target.Block, f.Control, w.settings)
	switch {
	case now.Assessment.Verdict == control.Satisfied:
		return "", false, nil
	case !now.Deterministic():
		return now.Obstacle(), false, nil
	}
	options := w.settings.Options(w.now, target.Block, f.Control)
	proposal, err := propose.NewCatalogue().Begin(propose.Request{
		Control: f.Control, Target: target, Repository: w.now, Options: options, AllowReplacement: now.ReplacementAllowed,
	}).Propose(ctx, nil)
	switch {
	case err != nil:
		return "", false, err
	case proposal.CannotFix != "":
		return proposal.CannotFix, false, nil
	}
	fix := Fixed{Control: f.Control, Ref: target.Block.Ref, Summary: proposal.Summary, Replaces: now.Replaces()}
	return w.apply(ctx, fix, verify.Candidate{
		Key: key, Control: f.Control, Options: options, Target: target, Patch: proposal.Patch,
	})
}

// apply checks a patch and goes on with its result.
func (w *work) apply(ctx context.Context, fix Fixed, c verify.Candidate) (reason string, fixed bool, err error) {
	verifier := verify.New(w.now, verify.Options{Offline: true})
	draft, findings := verifier.Check(ctx, c)
	if ctx.Err() != nil {
		return "", false, ctx.Err()
	}
	var texts []string
	for _, finding := range findings {
		texts = append(texts, finding.String())
	}
	if draft == nil {
		return "the checks refused the patch: " + strings.Join(texts, "; "), false, nil
	}
	for name := range draft.Files() {
		if !w.settings.AllowsFile(name) {
			return fmt.Sprintf("the policy keeps %s as it is", name), false, nil
		}
	}
	for name, content := range draft.Files() {
		if _, known := w.result.After[name]; !known {
			w.result.Before[name] = draft.Before()[name]
		}
		w.result.After[name] = content
	}
	w.now, w.done[c.Key] = draft.Repository(), true
	fix.Checks = slices.Clone(draft.Checks())
	w.result.Fixed = append(w.result.Fixed, fix)
	return "", true, nil
}

// format gives the changed files their final form.
func (w *work) format(ctx context.Context, r *tfconfig.Repository, o verify.Options) (err error) {
	for name, content := range w.result.After {
		if bytes.Equal(content, w.result.Before[name]) {
			delete(w.result.After, name)
			delete(w.result.Before, name)
		}
	}
	verifier := verify.New(r, o)
	defer func() {
		if closed := verifier.Close(); err == nil {
			err = closed
		}
	}()
	w.result.After, w.result.Formatting, err = verifier.Format(ctx, w.result.Before, w.result.After)
	if err != nil {
		return err
	}
	for _, fixed := range w.result.Fixed {
		for i := range fixed.Checks {
			if fixed.Checks[i].Name == w.result.Formatting.Name {
				fixed.Checks[i] = w.result.Formatting
			}
		}
	}
	w.now, err = r.WithFiles(w.result.After)
	if err != nil {
		return fmt.Errorf("put the patches together: %w", err)
	}
	return nil
}

// current returns the block as it is now, as a target in all its instances, or nil.
func current(r *tfconfig.Repository, old *tfconfig.Block) *tfconfig.Target {
	module := r.Module(old.Module.Dir)
	if module == nil {
		return nil
	}
	i := slices.IndexFunc(module.Blocks(), func(b *tfconfig.Block) bool { return b.Ref == old.Ref })
	if i < 0 {
		return nil
	}
	target := &tfconfig.Target{Block: module.Blocks()[i]}
	for _, instance := range r.Instances(module) {
		address := target.Block.Ref.Address
		if instance.Path != "" {
			address = instance.Path + "." + address
		}
		target.Instances = append(target.Instances, tfconfig.Placement{Root: instance.Root.Dir, Address: address})
	}
	return target
}

package verify

import (
	"context"
	"maps"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/terrafix/terrafix-action/internal/patch"
)

// proof is what a root says about some drafts.
type proof struct {
	// passed were validated together with everything accepted before; apart were validated alone because
	// their patches do not apply on top of the others.
	passed, apart []*Draft
	refused       map[*Draft][]Finding
}

// prove finds out which of the candidates cause no new error in the root. proven are drafts that stand
// already; they are part of every attempt. What passes has been validated together with them in one
// attempt. An error is the context's or says that terraform gave no answer.
func (v *Verifier) prove(ctx context.Context, r *root, proven, candidates []*Draft) (proof, error) {
	p := proof{refused: map[*Draft][]Finding{}}
	if len(candidates) == 0 {
		return p, nil
	}
	merged, apart := v.merge(proven, candidates)
	together := slices.DeleteFunc(slices.Clone(candidates), func(d *Draft) bool { return slices.Contains(apart, d) })
	if len(together) > 0 {
		if err := v.proveTogether(ctx, r, proven, together, merged, &p); err != nil {
			return p, err
		}
	}
	for _, d := range apart {
		alone, err := v.prove(ctx, r, nil, []*Draft{d})
		if err != nil {
			return p, err
		}
		p.apart = append(p.apart, alone.passed...)
		maps.Copy(p.refused, alone.refused)
	}
	return p, nil
}

func (v *Verifier) proveTogether(ctx context.Context, r *root, proven, drafts []*Draft, merged map[string][]byte, p *proof) error {
	fresh, err := v.attempt(ctx, r, merged)
	if err != nil {
		return err
	}
	if len(fresh) == 0 {
		p.passed = append(p.passed, drafts...)
		return nil
	}
	blamed := blame(fresh, merged, proven, drafts)
	if len(drafts) == 1 {
		blamed = map[*Draft][]tfjson.Diagnostic{drafts[0]: fresh}
	}
	if len(blamed) > 0 {
		for d, errors := range blamed {
			p.refused[d] = findingsOf(errors)
		}
		rest := slices.DeleteFunc(slices.Clone(drafts), func(d *Draft) bool { return blamed[d] != nil })
		return v.continueWith(ctx, r, proven, rest, p)
	}
	// Nobody can be named: the halves are proved one after the other, the second on top of what is left
	// of the first, so that the survivors end up in one attempt.
	half := len(drafts) / 2
	before := len(p.passed)
	if err := v.continueWith(ctx, r, proven, drafts[:half], p); err != nil {
		return err
	}
	base := append(slices.Clone(proven), p.passed[before:]...)
	return v.continueWith(ctx, r, base, drafts[half:], p)
}

func (v *Verifier) continueWith(ctx context.Context, r *root, proven, drafts []*Draft, p *proof) error {
	more, err := v.prove(ctx, r, proven, drafts)
	if err != nil {
		return err
	}
	p.passed = append(p.passed, more.passed...)
	p.apart = append(p.apart, more.apart...)
	maps.Copy(p.refused, more.refused)
	return nil
}

// attempt validates the root with some files replaced and returns the errors that the baseline lacks.
func (v *Verifier) attempt(ctx context.Context, r *root, files map[string][]byte) ([]tfjson.Diagnostic, error) {
	s, err := v.workspace()
	if err != nil {
		return nil, err
	}
	if err := v.overlay(s, files); err != nil {
		return nil, err
	}
	now, err := r.runner.validate(ctx, r.module.Dir)
	if err != nil {
		return nil, err
	}
	return newErrors(r.baseline, now), nil
}

// merge applies the patches of all drafts on top of each other. Candidates that do not apply are returned
// as apart. A file that only one draft changes has exactly the draft's bytes.
func (v *Verifier) merge(proven, candidates []*Draft) (merged map[string][]byte, apart []*Draft) {
	files := maps.Clone(v.base)
	merged = map[string][]byte{}
	changedBy := map[string][]*Draft{}
	for _, d := range append(slices.Clone(proven), candidates...) {
		changed, err := patch.Apply(files, d.candidate.Patch)
		if err != nil {
			if slices.Contains(candidates, d) {
				apart = append(apart, d)
			}
			continue
		}
		for path, content := range changed {
			files[path], merged[path] = content, content
			changedBy[path] = append(changedBy[path], d)
		}
	}
	for path, by := range changedBy {
		if len(by) == 1 && by[0].after[path] != nil {
			merged[path] = by[0].after[path]
		}
	}
	return merged, apart
}

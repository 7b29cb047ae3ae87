package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Validate asks terraform about drafts: every root that one of them affects is initialised once in the
// life of the Verifier, and all drafts of a root are validated together. Later calls, for repaired
// drafts, reuse the roots and keep the changes that were made before in the joint set. The results stand
// in the order of the drafts.
func (v *Verifier) Validate(ctx context.Context, drafts []*Draft) []Result {
	v.validating.Lock()
	defer v.validating.Unlock()
	run := &validation{v: v, results: map[*Draft]*Result{}, apart: map[*Draft]bool{}, members: map[string][]*Draft{}, noted: map[string]string{}}
	for _, d := range drafts {
		run.add(d)
	}
	err := run.roots(ctx)
	results := make([]Result, len(drafts))
	for i, d := range drafts {
		if err != nil && len(run.results[d].Findings) == 0 {
			run.results[d].Err = fmt.Errorf("validating %s: %w", d.candidate.Target.Block.Ref.Address, err)
		}
		if run.alive(d) {
			run.finish(d)
		}
		results[i] = *run.results[d]
	}
	return results
}

// validation is one call of Validate.
type validation struct {
	v       *Verifier
	results map[*Draft]*Result
	// apart are drafts whose patches do not apply on top of the others.
	apart map[*Draft]bool
	// members are the drafts that affect a root, by the root's folder; order keeps the roots' order.
	members map[string][]*Draft
	order   []*tfconfig.Module
	// noted says why a root's validate gave no answer for the drafts of this call.
	noted map[string]string
}

// alive reports whether nothing has been decided about the draft yet.
func (run *validation) alive(d *Draft) bool {
	r := run.results[d]
	return r.Change == nil && r.Err == nil && len(r.Findings) == 0
}

// add enters a draft into the roots that it affects, unless it adds a resource that another one adds.
func (run *validation) add(d *Draft) {
	if run.results[d] != nil {
		return
	}
	run.results[d] = &Result{Draft: d}
	if finding, taken := run.taken(d); taken {
		run.results[d].Findings = []Finding{finding}
		return
	}
	for _, m := range run.v.affected(d) {
		if run.members[m.Dir] == nil {
			run.order = append(run.order, m)
		}
		run.members[m.Dir] = append(run.members[m.Dir], d)
	}
}

// taken looks for the resources that the draft adds among those of accepted changes and of the drafts
// before it.
func (run *validation) taken(d *Draft) (Finding, bool) {
	for _, identity := range d.additions() {
		owner := run.v.added[identity]
		for other := range run.results {
			if other != d && len(run.results[other].Findings) == 0 && slices.Contains(other.additions(), identity) {
				owner = other.candidate.Key
			}
		}
		if owner != "" {
			dir, address, _ := strings.Cut(identity, "\x00")
			return Finding{Check: "validate", Rule: "address-taken",
				Message: fmt.Sprintf("the patch adds %s to module %s, which the change for %s adds as well; choose another name or edit that resource", address, dir, owner)}, true
		}
	}
	return Finding{}, false
}

// additions identifies the resources that the draft adds, each by its module's folder and address.
func (d *Draft) additions() []string {
	var all []string
	for _, op := range d.candidate.Patch.Operations {
		if address := addedAddress(op); address != "" {
			all = append(all, d.candidate.Target.Block.Module.Dir+"\x00"+address)
		}
	}
	return all
}

// affected returns the roots that reach the draft's module, or the module itself if none does.
func (v *Verifier) affected(d *Draft) []*tfconfig.Module {
	m := d.candidate.Target.Block.Module
	if roots := v.repo.RootsOf(m); len(roots) > 0 {
		return roots
	}
	return []*tfconfig.Module{m}
}

// roots goes through the roots until each has proved together all drafts that are left of it. The error
// is the context's.
func (run *validation) roots(ctx context.Context) error {
	slices.SortFunc(run.order, func(a, b *tfconfig.Module) int { return strings.Compare(a.Dir, b.Dir) })
	pending := slices.Clone(run.order)
	for len(pending) > 0 {
		m := pending[0]
		pending = pending[1:]
		refused, err := run.root(ctx, m)
		if err != nil {
			return err
		}
		// A root that counted on a draft which has now been refused elsewhere must prove the rest again.
		for _, other := range run.order {
			if other != m && !slices.Contains(pending, other) && slices.ContainsFunc(refused, func(d *Draft) bool {
				return slices.Contains(run.members[other.Dir], d)
			}) {
				pending = append(pending, other)
			}
		}
	}
	return nil
}

// root validates the living members of one root and returns those that it refuses.
func (run *validation) root(ctx context.Context, m *tfconfig.Module) ([]*Draft, error) {
	living := slices.DeleteFunc(slices.Clone(run.members[m.Dir]), func(d *Draft) bool { return !run.alive(d) })
	if len(living) == 0 {
		return nil, nil
	}
	r, err := run.v.prepare(ctx, m)
	if err != nil || r.initProblem != "" || r.problem != "" {
		return nil, err
	}
	p, err := run.v.prove(ctx, r, r.accepted, living)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		run.noted[m.Dir] = fmt.Sprintf("terraform validate of root %s gave no answer: %s", m.Dir, commandFailure(err))
		return nil, nil
	}
	delete(run.noted, m.Dir)
	var refused []*Draft
	for d, findings := range p.refused {
		run.results[d].Findings = findings
		refused = append(refused, d)
	}
	for _, d := range p.apart {
		run.apart[d] = true
	}
	return refused, nil
}

// finish makes the change of a draft that no root refused and remembers it for later calls.
func (run *validation) finish(d *Draft) {
	var initial, validate []rootCheck
	for _, m := range run.v.affected(d) {
		r := run.v.roots[m.Dir]
		i, val := r.checks()
		if note := run.noted[m.Dir]; note != "" {
			val = notRun(note)
		} else if reason := run.v.hidden(r, d); reason != "" {
			val = notRun(reason)
		}
		initial, validate = append(initial, i), append(validate, val)
		if !run.apart[d] {
			r.accepted = append(r.accepted, d)
		}
	}
	for _, identity := range d.additions() {
		run.v.added[identity] = d.candidate.Key
	}
	run.results[d].Change = d.change(combine("init", initial), combine("validate", validate))
}

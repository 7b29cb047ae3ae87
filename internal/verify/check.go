package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Check runs what needs no terraform init on one patch: the guard, the application, the provider's schema
// as far as it is known without terraform, the formatting and the control's expectation. Findings say why
// the patch is refused and Draft is then nil. When the context ends first, the only finding says so and the
// caller should look at the context.
func (v *Verifier) Check(ctx context.Context, c Candidate) (*Draft, []Finding) {
	if c.Target == nil || c.Target.Block == nil {
		return nil, []Finding{{Check: "guard", Message: "the patch has no target"}}
	}
	if findings := v.guard(c); len(findings) > 0 {
		return nil, findings
	}
	d := &Draft{candidate: c, before: map[string][]byte{}}
	d.checks = append(d.checks, Check{Name: "guard", Status: Passed,
		Detail: fmt.Sprintf("none of %d rules objects to %s", len(rules), count(len(c.Patch.Operations), "edit"))})

	after, err := patch.Apply(v.base, c.Patch)
	if err != nil {
		return nil, []Finding{{Check: "apply", Message: oneLine(err.Error())}}
	}
	if len(after) == 0 {
		return nil, []Finding{{Check: "apply", Message: "the patch changes nothing"}}
	}
	for path := range after {
		d.before[path] = v.base[path]
	}
	paths := list("edits ", slices.Sorted(maps.Keys(after)), 5)
	d.checks = append(d.checks, Check{Name: "apply", Status: Passed, Detail: paths + " and no other file"})

	formatted, style, err := v.formatChanged(ctx, c.Target.Block.Module, d.before, after)
	if err != nil {
		return nil, []Finding{{Check: "fmt", Message: oneLine(err.Error())}}
	}
	d.after = formatted
	patched, err := v.repo.WithFiles(formatted)
	if err != nil {
		return nil, []Finding{{Check: "apply", Message: "the patched configuration cannot be read: " + oneLine(err.Error())}}
	}
	if v.opts.Offline {
		d.patched = patched
	}
	accepted, findings := v.schemaCheck(c, patched, formatted)
	if len(findings) > 0 {
		return nil, findings
	}
	met, findings := v.expectation(c, patched)
	if len(findings) > 0 {
		return nil, findings
	}
	d.checks = append(d.checks, accepted, style, met)
	return d, nil
}

// expectation holds the patched repository against the control.
func (v *Verifier) expectation(c Candidate, patched *tfconfig.Repository) (Check, []Finding) {
	check := Check{Name: "expectation", Status: NotRun}
	if c.Control == nil {
		check.Detail = "no expectation is known for this test"
		return check, nil
	}
	refuse := func(message string) (Check, []Finding) {
		return Check{}, []Finding{{Check: "expectation", Rule: c.Control.ID, Message: message}}
	}
	block := c.Target.Block
	if len(c.Control.For(block.Type(), block.ModuleSource())) == 0 {
		check.Detail = fmt.Sprintf("%s describes no desired state of %s", c.Control.ID, block.Ref.Address)
		return check, nil
	}
	var now = patchedBlock(patched, block)
	if now == nil {
		return refuse(fmt.Sprintf("%s is gone after the patch", block.Ref.Address))
	}
	assessment := expect.Assess(patched, now, c.Control, c.Options)
	if assessment.Verdict == control.Satisfied {
		check.Status, check.Detail = Passed, fmt.Sprintf("with this change %s meets %s", block.Ref.Address, c.Control.ID)
		return check, nil
	}
	if assessment.Verdict == control.Unknown && onlyOldDoubts(expect.Assess(v.repo, block, c.Control, c.Options), assessment) {
		check.Detail = "what the patch could set is as desired, but this could not be known before or after it: " +
			texts(assessment.Missing)
		return check, nil
	}
	var findings []Finding
	for _, missing := range assessment.Missing {
		message := missing.Text
		if missing.Verdict == control.Unknown {
			message += " (its value cannot be known from the configuration; write a literal value)"
		}
		findings = append(findings, Finding{Check: "expectation", Rule: c.Control.ID, Message: message})
	}
	if len(findings) == 0 {
		return refuse(fmt.Sprintf("%s is %s after the patch", c.Control.ID, assessment.Verdict))
	}
	return Check{}, findings
}

// onlyOldDoubts reports whether the patch settled something, and all that is still open is unknown for
// the same reasons as before the patch.
func onlyOldDoubts(before, after expect.Assessment) bool {
	doubts := map[string]bool{}
	for _, missing := range before.Missing {
		if missing.Verdict == control.Unknown {
			doubts[missing.Text] = true
		}
	}
	for _, missing := range after.Missing {
		if missing.Verdict != control.Unknown || !doubts[missing.Text] {
			return false
		}
	}
	return len(after.Missing) > 0 && len(after.Missing) < len(before.Missing)
}

func texts(requirements []expect.Requirement) string {
	var all []string
	for _, r := range requirements {
		all = append(all, r.Text)
	}
	return strings.Join(all, "; ")
}

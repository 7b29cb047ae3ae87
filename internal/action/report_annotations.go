package action

import (
	"fmt"

	"github.com/terrafix/terrafix-action/internal/vanta"
)

// Annotations returns the remarks on the blocks of failures that stay unresolved, and on files that could
// not be read, the most important first. Failures that share a block and a result share a remark.
// Resources that no block owns become one remark on the run.
func (r *Report) Annotations() []Annotation {
	var annotations []Annotation
	if r.Error != nil {
		annotations = append(annotations, Annotation{
			Severity: SeverityError, Title: "terrafix: " + r.Error.ID,
			Message: capital(sentence(r.Error)) + ". " + capital(r.Error.Remedy) + ".",
		})
	}
	for _, severity := range []Severity{SeverityError, SeverityWarning, SeverityNotice} {
		annotations = append(annotations, r.onBlocks(severity)...)
	}
	for _, p := range r.Problems {
		annotations = append(annotations, Annotation{
			Severity: SeverityWarning, Title: "terrafix: file left out", Message: p.Reason, File: p.Path, Line: p.Line,
		})
	}
	if n := r.Counts.ByResult[NotFound]; n > 0 {
		annotations = append(annotations, Annotation{
			Severity: SeverityNotice, Title: "terrafix: not in this repository",
			Message: plural(n, "failing resource") + " found no block in this repository; the job summary lists them.",
		})
	}
	return annotations
}

// severityOf says how a result is shown on its block; ok is false for results that need no remark there.
func severityOf(result Result) (s Severity, ok bool) {
	switch result {
	case Failed:
		return SeverityError, true
	case Rejected, NeedsHuman, Ambiguous:
		return SeverityWarning, true
	case Merged, Satisfied, Held, Reported, Proposed:
		return SeverityNotice, true
	}
	return "", false
}

// onBlocks returns the remarks of one severity, in the order of the outcomes.
func (r *Report) onBlocks(severity Severity) []Annotation {
	type place struct {
		where   Where
		control string
		result  Result
		alone   string
	}
	var order []place
	members := map[place][]*Outcome{}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if s, ok := severityOf(o.Result); !ok || s != severity {
			continue
		}
		at := place{control: o.Control, result: o.Result}
		if o.Where != nil {
			at.where = *o.Where
		} else {
			at.alone = o.Failure.ID()
		}
		if members[at] == nil {
			order = append(order, at)
		}
		members[at] = append(members[at], o)
	}
	var annotations []Annotation
	for _, at := range order {
		annotations = append(annotations, remark(severity, members[at]))
	}
	return annotations
}

// remark makes the remark on one block for failures of the same result.
func remark(severity Severity, outcomes []*Outcome) Annotation {
	first := outcomes[0]
	a := Annotation{
		Severity: severity,
		Title:    "terrafix: " + string(first.Result) + ": " + first.Failure.Test.ID,
		Message:  displayName(first.Failure),
	}
	if more := len(outcomes) - 1; more > 0 {
		a.Message += fmt.Sprintf(" and %d more", more)
	}
	for i, text := range []string{first.Reason, first.NextStep} {
		if text != "" {
			a.Message += []string{": ", "; "}[i] + text
		}
	}
	if w := first.Where; w != nil {
		a.File, a.Line = w.File, w.Line
	}
	return a
}

// displayName is what a person calls the failing resource.
func displayName(f vanta.Failure) string {
	if f.Name != "" {
		return f.Name
	}
	return f.EntityID
}

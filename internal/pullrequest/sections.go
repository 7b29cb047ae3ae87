package pullrequest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

func (w *writer) banner(note string) {
	reasons := draftReasons(w.d, w.e)
	if len(reasons) == 0 {
		return
	}
	w.line("> [!WARNING]")
	w.line("> Not ready to merge: " + strings.Join(reasons, "; ") + ".")
	if note != "" {
		w.line("> " + note)
	}
	w.line("")
}

func (w *writer) intro() {
	noun := "resource fails"
	if len(w.d.Members) != 1 {
		noun = "resources fail"
	}
	block := w.d.Target.Block
	w.line(fmt.Sprintf("%d %s the compliance test %s. This pull request edits %s in %s.", len(w.d.Members), noun,
		w.testNames(), code(w.d.Key.Address, 200), code(block.Ref.File, 300)))
}

func (w *writer) testNames() string {
	tests := w.d.tests()
	var names []string
	for _, test := range tests[:min(len(tests), w.rows)] {
		name := test.Name
		if name == "" {
			name = test.ID
		}
		names = append(names, "“"+inline(name, w.cell)+"”")
	}
	return strings.Join(names, ", ")
}

func (w *writer) failing() {
	w.heading("What fails")
	w.table([]string{"Resource", "Kind", "Account", "Region", "Failing since", "Fix by"}, len(w.d.Members), func(i int) []string {
		m := w.d.Members[i]
		name := m.Name
		if name == "" {
			name = m.EntityID
		}
		return []string{w.cellOf(name), w.cellOf(m.Kind), w.cellOf(m.Account), w.cellOf(m.Region), day(m.Since), day(m.Test.Deadline)}
	})
	w.line("")
	tests := w.d.tests()
	for _, test := range tests[:min(len(tests), w.rows)] {
		w.line("Fixes: " + w.d.testURL(cutBytes(test.ID, 200)))
	}
}

func (w *writer) cellOf(text string) string {
	if text = cell(text, w.cell); text == "" {
		return "–"
	}
	return text
}

func day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(time.DateOnly)
}

func (w *writer) mapping() {
	w.heading("How the resource was found")
	steps := w.d.Target.Evidence
	for i, step := range steps[:min(len(steps), w.rows)] {
		w.line(fmt.Sprintf("%d. %s", i+1, inline(step, w.cell*3)))
	}
	if more := len(steps) - w.rows; more > 0 {
		w.line(fmt.Sprintf("\n… and %d more steps.", more))
	}
	places := w.d.Target.Instances
	if len(places) == 0 {
		return
	}
	w.line("")
	w.table([]string{"Root module", "Address"}, len(places), func(i int) []string {
		return []string{w.cellOf(places[i].Root), w.cellOf(places[i].Address)}
	})
	if why := w.shared(); why != "" {
		w.line("\nThe block " + why + ": the change reaches every instance of it, not only those above.")
	}
}

// shared says why the edited block may run more than the resources that fail, or nothing.
func (w *writer) shared() string {
	var reasons []string
	block := w.d.Target.Block
	if block.Syntax != nil && block.Syntax.Body != nil {
		for _, name := range []string{"for_each", "count"} {
			if block.Syntax.Body.Attributes[name] != nil {
				reasons = append(reasons, "has `"+name+"`")
			}
		}
	}
	if slices.ContainsFunc(w.d.Target.Instances, func(p tfconfig.Placement) bool { return strings.HasPrefix(p.Address, "module.") }) {
		reasons = append(reasons, "belongs to the module "+code(w.d.Key.Dir, 300))
	}
	return strings.Join(reasons, " and ")
}

func (w *writer) change() {
	w.heading("The change")
	for _, edit := range w.e.edits[:min(len(w.e.edits), w.rows)] {
		w.line("- " + code(edit, w.cell*2))
	}
	if len(w.e.edits) > 0 {
		w.line("")
	}
	diff, cut := cutLines(w.e.diff, w.diff)
	w.WriteString(fence("diff", diff))
	if cut {
		w.line("\nThe difference is cut here; “Files changed” has all of it.")
	}
	w.line("")
	w.author()
	w.WriteString(quote(w.e.proposal.Summary+"\n"+w.e.proposal.Rationale, w.prose))
}

// author says whose words follow.
func (w *writer) author() {
	if w.e.proposal.By == "catalogue" {
		w.line("Made by the catalogue's rule " + code(w.d.Key.Control, 120) + ", without a model:\n")
		return
	}
	w.line("Proposed by the model " + code(w.e.proposal.By, 120) + ", confidence: " + confidence(w.e.proposal.Confidence) + ". In its own words:\n")
}

// confidence lets no word through but the three that exist.
func confidence(text string) string {
	switch text {
	case "high", "medium", "low":
		return text
	}
	return "not stated"
}

func (w *writer) impact() {
	w.heading("Impact")
	c := w.d.Control
	if c == nil {
		w.line("No impact note exists for this test. Read the plan for replacements, downtime and cost before merging.")
		return
	}
	known := false
	for _, row := range [][2]string{
		{"Replacement", c.Impact.Replacement}, {"Availability", c.Impact.Availability},
		{"Cost", c.Impact.Cost}, {"Note", c.Impact.Notes},
	} {
		if row[1] != "" {
			w.line("- **" + row[0] + ":** " + inline(row[1], w.prose))
			known = true
		}
	}
	if !known {
		w.line("No replacement, downtime or extra cost is known for this control. The plan has the last word.")
	}
}

func (w *writer) checks() {
	w.heading("What was checked")
	if len(w.e.checks) == 0 {
		w.line("Nothing was checked.")
		return
	}
	w.table([]string{"Check", "Result", "Detail"}, len(w.e.checks), func(i int) []string {
		check := w.e.checks[i]
		return []string{checkName(check.Name), result(check.Status), inline(check.Detail, w.cell*2)}
	})
	w.line("\nNot checked here: `terraform plan` and the real infrastructure. No cloud credentials were used.")
}

// checkName names a check as a reviewer knows it.
func checkName(name string) string {
	switch name {
	case "guard":
		return "Rules for patches"
	case "apply":
		return "Application"
	case "expectation":
		return "Desired state"
	case "schema":
		return "Provider schema"
	case "fmt", "init", "validate":
		return "`terraform " + name + "`"
	}
	return inline(name, 60)
}

// result shows a status; one that is not known is not a success.
func result(status verify.Status) string {
	switch status {
	case verify.Passed:
		return "✅ passed"
	case verify.Failed:
		return "❌ failed"
	}
	return "⚠️ not run"
}

func (w *writer) checklist() {
	w.heading("Before you merge")
	w.line("- [ ] The edited block is the one that runs the resources listed above.")
	w.line("- [ ] The difference does what the test asks and nothing else.")
	w.line("- [ ] `terraform plan` shows this change alone, and replaces nothing that must not be replaced.")
	if c := w.d.Control; c == nil || c.Impact.Availability != "" || c.Impact.Replacement != "" || c.Impact.Cost != "" {
		w.line("- [ ] The impact above is acceptable.")
	}
	if !w.e.verified() {
		w.line("- [ ] The checks that were not run have been run by hand.")
	}
	w.line("- [ ] Someone applies it after the merge; Vanta sees the fix when it runs the test again.")
	w.line("\nWorkflows on this pull request may wait: if it was opened with the job's own token, a person with write access presses “Approve workflows to run”.")
}

// folder is " in `dir`", and nothing for the repository's root.
func (w *writer) folder() string {
	if w.d.Key.Dir == "" || w.d.Key.Dir == "." {
		return ""
	}
	return " in " + code(w.d.Key.Dir, 300)
}

func (w *writer) dismissal() {
	w.heading("If you do not want this")
	w.line("Close the pull request without merging. terrafix will not propose this change to " + code(w.d.Key.Address, 200) + w.folder() +
		" again until it is reopened. Commits that you push to the branch are left alone.")
	if webURL(w.d.RunURL) {
		w.line("\n[The run that opened this](" + w.d.RunURL + ")")
	}
}

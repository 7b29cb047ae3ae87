package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// requirement renders the control: it is our own text, but for the policy's answers, which are data
// already by being HCL of one value. Without a control the test's description, which is not ours, has to
// serve.
func requirement(r Request, states []expect.State, state expect.Assessment) string {
	if r.Control == nil {
		description := strings.TrimSpace(r.Test.Description + "\n" + r.Test.FailureDescription)
		return "The test described below must pass. Companion resources are not allowed.\n" +
			data(capped(clean(description), maxText), "source", "test-description")
	}
	w := &requirements{request: r}
	w.line("%s.", strings.TrimSuffix(r.Control.Title, "."))
	if len(states) == 0 {
		w.line("The control names no desired state for this kind of block.")
	}
	companions := false
	for _, s := range states {
		w.state(s)
		companions = companions || len(s.Companions) > 0
	}
	if !companions {
		w.line("\nCompanion resources are not allowed.")
	}
	w.supports(supports(states, state))
	for _, name := range state.Decisions() {
		at := slices.IndexFunc(r.Control.Decisions, func(d control.Decision) bool { return d.Name == name })
		example := ""
		if at >= 0 && r.Control.Decisions[at].Example != "" {
			example = ", such as " + r.Control.Decisions[at].Example
		}
		w.line("\nA person decides %s: %s Propose a value%s, only if the Terraform shown suggests one, say so in the rationale, and give low confidence.",
			name, askedFor(r.Control, name), example)
	}
	w.impact()
	if r.Control.Guidance != "" {
		w.line("\nGuidance: %s", strings.TrimSpace(r.Control.Guidance))
	}
	return w.out.String()
}

// requirements writes what a control desires, as HCL with the conditions as comments.
type requirements struct {
	request Request
	out     strings.Builder
}

func (w *requirements) line(format string, args ...any) {
	fmt.Fprintf(&w.out, format, args...)
	w.out.WriteByte('\n')
}

func (w *requirements) state(s expect.State) {
	const mostAccepted = 3
	if s.Unsure && s.Only != nil {
		w.line("\nWhat follows is required only where the target says this:")
		w.body(*s.Only, "  ")
	}
	if !empty(s.Want) {
		w.line("\nThe target must have:")
		w.body(s.Want, "  ")
		for i, accepted := range s.Accept {
			if i < mostAccepted {
				w.line("or, just as good if the target has it already:")
				w.body(accepted, "  ")
			}
		}
	}
	for _, repair := range s.Repairs {
		w.line("\nEvery block %s that says the first must say the second instead, since %s:", repair.Block, repair.Reason)
		w.body(repair.When, "  ")
		w.line("  # instead")
		w.body(repair.Want, "  ")
	}
	for _, companion := range s.Companions {
		w.companion(companion)
	}
}

func (w *requirements) companion(c control.Companion) {
	labels := w.request.Target.Block.Syntax.Labels
	label := labels[len(labels)-1]
	if c.Suffix != "" {
		label += "_" + c.Suffix
	}
	w.line("\nThis companion resource must exist; the name is that of a new one:")
	w.line("  resource %q %q {", c.Type, label)
	w.line("    %s = target.%s # points at the target", c.By, c.Refer)
	w.body(c.Where, "    ")
	w.body(c.Want, "    ")
	if !empty(c.New) {
		w.line("    # only in a new one:")
		w.body(c.New, "    ")
	}
	w.line("  }")
}

// supports shows the resources that are to be given word for word.
func (w *requirements) supports(with map[string]patch.AddResource) {
	if len(with) == 0 {
		return
	}
	w.line("\nA new companion needs these resources too. Give them as companions, exactly as they stand here:")
	for _, address := range sortedKeys(with) {
		w.out.WriteString(strings.TrimSpace(with[address].Source) + "\n")
	}
}

// impact says what a change does to the running system, and what must not be changed therefore.
func (w *requirements) impact() {
	impact := w.request.Control.Impact
	w.line("")
	for _, text := range [][2]string{
		{"Effect on availability", impact.Availability}, {"Replacement", impact.Replacement}, {"Cost", impact.Cost}, {"Note", impact.Notes},
	} {
		if text[1] != "" {
			w.line("%s: %s", text[0], strings.TrimSpace(text[1]))
		}
	}
	if w.request.AllowReplacement {
		return
	}
	var forbidden []string
	for _, attribute := range impact.Attributes {
		if attribute.Replacement {
			forbidden = append(forbidden, attribute.Path)
		}
	}
	if len(forbidden) > 0 {
		w.line("Leave %s of an existing resource as it is: a change would destroy and recreate it.", strings.Join(forbidden, ", "))
	}
}

func empty(body control.Body) bool { return len(body.Attributes) == 0 && len(body.Blocks) == 0 }

func (w *requirements) body(body control.Body, indent string) {
	for _, attribute := range body.Attributes {
		value, condition := w.value(attribute.Want)
		if condition != "" {
			condition = " # " + oneLine(condition)
		}
		w.line("%s%s = %s%s", indent, attribute.Name, value, condition)
	}
	for _, block := range body.Blocks {
		note := ""
		switch {
		case block.Each:
			note = " # every one that exists"
		case block.Key != "":
			note = " # the one with this " + block.Key
		}
		w.line("%s%s {%s", indent, block.Type, note)
		w.body(block.Body, indent+"  ")
		w.line("%s}", indent)
	}
}

// value is what to write for a condition, "..." where the condition names no value, and the condition
// where it says more than the value.
func (w *requirements) value(want control.Constraint) (value, condition string) {
	if want.Op == control.Decided {
		if answer, ok := w.answer(want.Decision); ok {
			return answer, "decided by the owners"
		}
		return "...", "a person decides: " + want.Decision
	}
	if want.Op == control.Expression {
		return want.Source, ""
	}
	v, ok := want.Value()
	if ok && want.Op == control.Equal && !want.AbsentOK {
		return control.Literal(v), ""
	}
	condition = want.String()
	for _, name := range want.Decisions() {
		if answer, answered := w.answer(name); answered {
			condition += "; " + name + " is " + answer
		} else {
			condition += "; a person decides: " + name
		}
	}
	if !ok {
		return "...", condition
	}
	return control.Literal(v), condition
}

func (w *requirements) answer(name string) (string, bool) {
	if w.request.Options.Answer == nil {
		return "", false
	}
	source, ok := w.request.Options.Answer(name)
	return capped(clean(oneLine(source)), maxName), ok
}

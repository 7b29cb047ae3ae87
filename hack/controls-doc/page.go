package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
)

const head = `<!-- Written by go run ./hack/controls-doc from internal/control/catalogue; change it there. -->

# Controls

%d controls, of which %d change Terraform and %d say what a person does. A failing Vanta test leads to a control by
its id, else by its title. Severity orders failures that are due on the same day; Vanta has none.

Who decides: *nobody* means that the patch follows from the control, without a model and without a question. A
decision in code type is answered in the [policy file](policy.md). *A person* reviews every pull request in any case,
and a fix that destroys and recreates a resource is only made where the policy says ` + "`replacement: allow`" + `.

| Control | Vanta tests | What changes | Impact | Who decides |
| --- | --- | --- | --- | --- |
`

// page renders the whole file.
func page(controls []*control.Control) []byte {
	var out bytes.Buffer
	people := 0
	for _, c := range controls {
		if c.ReportOnly != "" {
			people++
		}
	}
	fmt.Fprintf(&out, head, len(controls), len(controls)-people, people)
	for _, c := range controls {
		name := fmt.Sprintf("%s (%s)<br>%s", code(c.ID), c.Severity, c.Title)
		row(&out, name, tests(c), changes(c), impact(c), decider(c))
	}
	decisions(&out, controls)
	return out.Bytes()
}

// row writes one row of a table. Text that would end a cell or begin markup is escaped.
func row(out *bytes.Buffer, cells ...string) {
	for _, cell := range cells {
		cell = strings.Join(strings.Fields(cell), " ")
		fmt.Fprintf(out, "| %s ", strings.ReplaceAll(cell, "|", `\|`))
	}
	out.WriteString("|\n")
}

func code(text string) string { return "`" + text + "`" }

// prose keeps names such as target_key_arn and * as they are written.
func prose(text string) string {
	return strings.NewReplacer("_", `\_`, "*", `\*`, "<", "&lt;", "`", "\\`").Replace(text)
}

func tests(c *control.Control) string {
	var all []string
	for _, id := range c.Tests {
		all = append(all, code(id))
	}
	for _, title := range c.Match {
		all = append(all, prose(title))
	}
	if len(all) == 0 {
		return "by words in the title"
	}
	return strings.Join(all, "<br>")
}

func impact(c *control.Control) string {
	var all []string
	for _, part := range []struct{ name, text string }{
		{"Availability", c.Impact.Availability}, {"Replacement", c.Impact.Replacement},
		{"Cost", c.Impact.Cost}, {"Note", c.Impact.Notes},
	} {
		if part.text != "" {
			all = append(all, "*"+part.name+":* "+prose(part.text))
		}
	}
	if len(all) == 0 {
		return "none known"
	}
	return strings.Join(all, "<br>")
}

func decider(c *control.Control) string {
	switch {
	case c.ReportOnly != "":
		return "a person, by hand"
	case len(c.Decisions) > 0:
		var names []string
		for _, decision := range c.Decisions {
			names = append(names, code(decision.Name))
		}
		return strings.Join(names, ", ")
	case c.Deterministic():
		return "nobody"
	}
	return "the model proposes"
}

// decisions is the table of what a policy file can answer.
func decisions(out *bytes.Buffer, controls []*control.Control) {
	type decision struct {
		control.Decision
		asked []string
	}
	var all []*decision
	for _, c := range controls {
		for _, d := range c.Decisions {
			i := slices.IndexFunc(all, func(have *decision) bool { return have.Name == d.Name })
			if i < 0 {
				i, all = len(all), append(all, &decision{Decision: d})
			}
			all[i].asked = append(all[i].asked, code(c.ID))
		}
	}
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b *decision) int { return strings.Compare(a.Name, b.Name) })
	out.WriteString("\n## Decisions\n\nThe values that belong to a person, for `decisions` in the [policy file](policy.md).\n\n" +
		"| Decision | Question | Example | Asked by |\n| --- | --- | --- | --- |\n")
	for _, d := range all {
		row(out, code(d.Name), prose(d.Question), code(d.Example), strings.Join(d.asked, ", "))
	}
}

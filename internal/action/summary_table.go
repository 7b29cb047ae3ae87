package action

import (
	"fmt"
	"net/url"
	"strings"
)

// writeSection writes the table of one result: one row for each failure.
func (r *Report) writeSection(b *strings.Builder, s section) {
	var rows []string
	for i := range r.Outcomes {
		if r.Outcomes[i].Result == s.result {
			rows = append(rows, r.Outcomes[i].row())
		}
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s (%d)\n\n", s.title, len(rows))
	if s.about != "" {
		b.WriteString(s.about + "\n\n")
	}
	b.WriteString("| Test | Resource | Terraform | What happened | What to do |\n|---|---|---|---|---|\n")
	for _, row := range rows {
		b.WriteString(row + "\n")
	}
}

// row renders one failure as a row of a table.
func (o *Outcome) row() string {
	resource := codeSpan(o.Failure.Name)
	if resource == "" {
		resource = codeSpan(o.Failure.EntityID)
	}
	cells := []string{codeSpan(o.Failure.Test.ID), resource, o.where(), o.happened(), escapeMarkdown(o.NextStep)}
	return "| " + strings.Join(cells, " | ") + " |"
}

func (o *Outcome) where() string {
	if o.Where == nil {
		return ""
	}
	place := codeSpan(o.Where.Address)
	if o.Where.File != "" {
		place += "<br>" + escapeMarkdown(fmt.Sprintf("%s:%d", o.Where.File, o.Where.Line))
	}
	return place
}

// happened is the cell that says how the failure ended: the pull request, the reason, the candidates.
func (o *Outcome) happened() string {
	var parts []string
	if p := o.PullRequest; p != nil {
		link := fmt.Sprintf("[#%d](<%s>)", p.Number, linkTarget(p.URL))
		if p.Title != "" {
			link += " " + escapeMarkdown(p.Title)
		}
		if p.Draft {
			link += " (draft)"
		}
		parts = append(parts, link)
	}
	if o.Reason != "" {
		parts = append(parts, escapeMarkdown(o.Reason))
	}
	if o.ErrorID != "" {
		parts = append(parts, "error "+codeSpan(o.ErrorID))
	}
	for _, candidate := range o.Candidates {
		parts = append(parts, "• "+escapeMarkdown(candidate))
	}
	if o.Confidence != "" && o.Result != Existing {
		parts = append(parts, "confidence "+escapeMarkdown(o.Confidence))
	}
	for _, note := range o.Notes {
		parts = append(parts, escapeMarkdown(note))
	}
	return strings.Join(parts, "<br>")
}

// linkTarget returns an address that can stand between angle brackets in a table cell, or "#" for one
// that is not on the web.
func linkTarget(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return "#"
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", `\`, "%5C", "`", "%60", " ", "%20", "&", "&amp;", "_", "&#95;").Replace(u.String())
}

// maxDiff is the most bytes of one diff in the job summary; the whole patch is in the output folder.
const maxDiff = 32 << 10

// writeDiffs shows each proposed patch once.
func (r *Report) writeDiffs(b *strings.Builder) {
	seen := map[string]bool{}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if o.Diff == "" || seen[o.CorrelationID] {
			continue
		}
		seen[o.CorrelationID] = true
		title := o.Control
		if o.Where != nil {
			title += " " + o.Where.Address
		}
		fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n", escapeMarkdown(title))
		diff := o.Diff
		if len(diff) > maxDiff {
			diff = diff[:strings.LastIndexByte(diff[:maxDiff], '\n')+1]
		}
		b.WriteString(fenced("diff", diff))
		if len(diff) < len(o.Diff) {
			b.WriteString("\nThe rest of the patch is in the output folder.\n")
		}
		b.WriteString("\n</details>\n")
	}
}

// writeProblems lists what the run could not read and what it wants to remark.
func (r *Report) writeProblems(b *strings.Builder) {
	if len(r.Problems) > 0 {
		fmt.Fprintf(b, "\n### Files that could not be read (%d)\n\n", len(r.Problems))
		b.WriteString("Blocks in these files are unknown to the run, so their resources count as not found.\n\n")
		b.WriteString("| File | Reason |\n|---|---|\n")
		for _, p := range r.Problems {
			file := p.Path
			if p.Line > 0 {
				file = fmt.Sprintf("%s:%d", p.Path, p.Line)
			}
			b.WriteString("| " + codeSpan(file) + " | " + escapeMarkdown(p.Reason) + " |\n")
		}
	}
	if len(r.Warnings) > 0 {
		b.WriteString("\n### Warnings\n\n")
		for _, warning := range r.Warnings {
			b.WriteString("* " + escapeMarkdown(warning) + "\n")
		}
	}
}

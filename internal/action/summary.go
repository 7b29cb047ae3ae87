package action

import (
	"fmt"
	"strings"
	"time"
)

// section is how the job summary shows the outcomes of one result.
type section struct {
	result Result
	title  string
	// about says what the section means and what a person may do; it may be empty.
	about string
}

// sections lists every result, in the order of the summary: what is new first, then what waits for a
// person, then what needs nobody.
var sections = []section{
	{Opened, "Pull requests opened", "Review and merge them."},
	{Resumed, "Pull requests opened for branches of an earlier run", "Review and merge them."},
	{Failed, "Broken", "Something went wrong on the way; the next run tries again."},
	{Rejected, "Refused by the checks", "Every proposal was refused; these need a change by hand."},
	{NeedsHuman, "For a person to decide", ""},
	{Ambiguous, "Several blocks may own the resource", "Nothing was guessed; the candidates are listed."},
	{Existing, "Pull requests open already", "Review and merge them."},
	{Held, "Held back by a limit", "A later run takes them up."},
	{Merged, "Merged, not yet confirmed by Vanta", "Apply the Terraform if that has not happened; Vanta re-runs its tests by itself."},
	{Satisfied, "The Terraform is right already", "Apply it, or wait until Vanta has re-run the test."},
	{Proposed, "Proposed", "No pull request was opened because of the mode."},
	{Reported, "Found in this repository", "Nothing was proposed because of the mode."},
	{Dismissed, "Dismissed by a person", "The pull request was closed without merging; reopen it to take it up again."},
	{Ignored, "Ignored by the policy", "The policy file says why and until when."},
	{NotFound, "Not in this repository", "The resource is managed elsewhere or by hand."},
}

// Summary renders the job summary as Markdown. All text of others is escaped.
func (r *Report) Summary() []byte {
	var b strings.Builder
	b.WriteString("## terrafix: " + r.headline() + "\n\n")
	b.WriteString(r.facts() + "\n")
	if r.Error != nil {
		fmt.Fprintf(&b, "\n> [!CAUTION]\n> The run broke: %s. %s.\n", escapeMarkdown(sentence(r.Error)), escapeMarkdown(capital(r.Error.Remedy)))
	}
	if len(r.Outcomes) == 0 && r.Error == nil {
		b.WriteString("\nNo failing test is left for this run.\n")
	}
	for _, s := range sections {
		r.writeSection(&b, s)
	}
	r.writeProblems(&b)
	r.writeFooter(&b)
	// Diffs come last: they are what a summary that is too long should lose first.
	r.writeDiffs(&b)
	return []byte(b.String())
}

func sentence(e *ReportedError) string {
	if e.Detail == "" {
		return e.Message
	}
	return e.Message + " (" + e.Detail + ")"
}

// capital begins a sentence with a fragment of the table of errors. Text of others stays as it is: it may
// begin with a name.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func (r *Report) headline() string {
	if r.Counts.Failures == 0 {
		if r.Complete {
			return "nothing to fix"
		}
		return "the run broke"
	}
	parts := []string{plural(r.Counts.Failures, "failure")}
	if n := r.Counts.Opened; n > 0 || r.Run.Mode == ModeApply {
		parts = append(parts, plural(n, "pull request")+" opened")
	}
	for _, part := range []struct {
		n    int
		text string
	}{
		{r.Counts.Existing, "open already"},
		{r.Counts.ByResult[Proposed], "proposed"},
		{r.Counts.Rejected, "refused by the checks"},
		{r.Counts.Failed, "broken"},
		{r.Counts.Held, "held back"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	return strings.Join(parts, ", ")
}

func (r *Report) facts() string {
	run := codeSpan(r.Run.Repository)
	if r.Run.URL != "" {
		run = "[Run " + escapeMarkdown(r.Run.ID) + "](<" + linkTarget(r.Run.URL) + ">) in " + run
	}
	facts := []string{
		run,
		"mode " + codeSpan(string(r.Run.Mode)),
		"proposer " + codeSpan(string(r.Run.Proposer)),
	}
	if r.Run.BaseSHA != "" {
		sha := r.Run.BaseSHA
		facts = append(facts, "base "+codeSpan(r.Run.BaseBranch)+" at "+codeSpan(sha[:min(len(sha), 12)]))
	}
	facts = append(facts, (time.Duration(r.Run.DurationMS) * time.Millisecond).Round(100*time.Millisecond).String())
	return strings.Join(facts, " · ")
}

func (r *Report) writeFooter(b *strings.Builder) {
	b.WriteString("\n---\n\n")
	usage := escapeMarkdown(r.Usage.String())
	if r.Usage.Model != "" && r.Usage.Calls > 0 {
		usage = codeSpan(r.Usage.Model) + ": " + usage
	}
	lines := []string{
		usage,
		fmt.Sprintf("%s to Vanta, %d to GitHub (%d of them writes)", plural(r.Requests.Vanta, "request"), r.Requests.GitHub, r.Requests.GitHubWrites),
	}
	if t := r.Terraform; t.Version != "" {
		lines = append(lines, fmt.Sprintf("terraform %s: %s, %s, %s", escapeMarkdown(t.Version),
			plural(t.Roots, "root"), plural(t.Inits, "init"), plural(t.Validates, "validate")))
	}
	b.WriteString(strings.Join(lines, "  \n") + "\n")
}

package propose

import (
	"fmt"
	"strings"
)

// The order in which pieces of a prompt are cut when it is over budget: the highest first, inside one
// order the last first. What has order zero (the requirement, the findings, the names, the target
// block and the house rules) is never cut.
const (
	cutProviders = iota + 1
	cutValues
	cutReferences
	cutReferrers
	cutArguments
	cutTexts
)

// piece is a part of the prompt that is shown whole or not at all.
type piece struct {
	section string
	text    string
	order   int
}

// tokens estimates how many tokens a text costs: 3.5 bytes a token. On Terraform and English, Claude's
// tokenizers need between 2.8 and 4.2 bytes a token, so the estimate is off by a quarter at most; text in
// other scripts may cost twice as much.
func tokens(text string) int { return (len(text)*2 + 6) / 7 }

// fit joins the pieces and leaves out as many as the budget demands. The error says that what must not
// be cut is over the budget already.
func fit(pieces []piece, maxTokens int) (string, error) {
	omitted := map[string]int{}
	for {
		text := join(pieces, omitted)
		if tokens(text) <= maxTokens {
			return text, nil
		}
		victim := -1
		for i, p := range pieces {
			if p.order > 0 && (victim < 0 || p.order >= pieces[victim].order) {
				victim = i
			}
		}
		if victim < 0 {
			return "", fmt.Errorf("the block with its requirement takes about %d tokens, the limit is %d", tokens(text), maxTokens)
		}
		omitted[pieces[victim].section]++
		pieces = append(append([]piece(nil), pieces[:victim]...), pieces[victim+1:]...)
	}
}

// join writes the pieces under their headings and says what was left out.
func join(pieces []piece, omitted map[string]int) string {
	var out strings.Builder
	last := ""
	for _, p := range pieces {
		if p.text == "" {
			continue
		}
		if p.section != last {
			if last != "" {
				out.WriteByte('\n')
			}
			fmt.Fprintf(&out, "# %s\n\n", p.section)
			last = p.section
		}
		out.WriteString(p.text)
	}
	for _, section := range sortedKeys(omitted) {
		fmt.Fprintf(&out, "\n(Left out for length under %q: %d.)\n", section, omitted[section])
	}
	return out.String()
}

package action

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// zeroWidthSpace parts a character from what follows: GitHub looks for mentions and references in the
// rendered text, where a character reference is a character again.
const zeroWidthSpace = "\u200b"

// escapeMarkdown makes text of others show as it is, on one line, in a table cell too: no markup, no
// HTML, no link, no mention. It uses character references, which have no meaning in Markdown; see
// https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
func escapeMarkdown(text string) string {
	runes := []rune(flat(text))
	var b strings.Builder
	for i, r := range runes {
		var before, after rune
		if i > 0 {
			before = runes[i-1]
		}
		if i+1 < len(runes) {
			after = runes[i+1]
		}
		switch {
		case r == '@' || r == '#' && unicode.IsDigit(after):
			fmt.Fprintf(&b, "&#%d;%s", r, zeroWidthSpace)
		case r == '_' && wordRune(before) && wordRune(after), !special(r, before, after):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return b.String()
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// special reports characters that Markdown or GitHub's extensions could take for markup.
func special(r, before, after rune) bool {
	switch r {
	case ':':
		return after == '/'
	case '.':
		return before == 'w' || before == 'W'
	case '-', '+', '=':
		return before == 0
	}
	return strings.ContainsRune("\\`*_[]<>#|~&$!^", r)
}

// flat puts text on one line: white space of any kind becomes one space and invisible characters go.
func flat(text string) string {
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	text = strings.Map(func(r rune) rune {
		if !unicode.IsSpace(r) && invisible(r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// codeSpan renders an identifier as code on one line, in a table cell too.
func codeSpan(text string) string {
	text = flat(text)
	switch {
	case text == "":
		return ""
	case strings.ContainsAny(text, "`|\\"):
		// In a table a pipe ends the cell even inside backticks.
		return "<code>" + escapeMarkdown(text) + "</code>"
	}
	return "`" + text + "`"
}

// fenced renders lines of others as a code block that they cannot end.
func fenced(language, text string) string {
	text = strings.TrimRight(strings.ToValidUTF8(text, string(utf8.RuneError)), "\n")
	text = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && invisible(r) {
			return -1
		}
		return r
	}, text)
	longest, run := 2, 0
	for i := range len(text) {
		if text[i] != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	return fence + language + "\n" + text + "\n" + fence + "\n"
}

// cutMarkdown returns at most limit bytes: all of it, or whole lines and a note that says so. Code blocks
// and <details> that the cut leaves open are closed.
func cutMarkdown(markdown []byte, limit int) []byte {
	if len(markdown) <= limit {
		return markdown
	}
	const note = "\n> [!NOTE]\n> The rest is left out: GitHub takes at most 1 MiB. The JSON report has everything.\n"
	const reserve = len(note) + 200
	if limit <= reserve {
		return nil
	}
	kept := markdown[:limit-reserve]
	kept = kept[:bytes.LastIndexByte(kept, '\n')+1]
	fence, details := "", 0
	for line := range strings.Lines(string(kept)) {
		line = strings.TrimRight(line, "\n")
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence != "" && line == fence:
			fence = ""
		case fence == "" && len(ticks) >= 3:
			fence = ticks
		case fence == "" && strings.HasPrefix(line, "<details>"):
			details++
		case fence == "" && strings.HasPrefix(line, "</details>"):
			details--
		}
	}
	end := ""
	if len(fence) > 80 {
		// A fence this long would not fit the reserve; leave out the block it opens.
		kept = kept[:bytes.LastIndex(kept, []byte("\n"+fence))+1]
	} else if fence != "" {
		end = fence + "\n"
	}
	if details > 0 {
		end += "\n</details>\n"
	}
	return append(append(bytes.Clone(kept), end...), note...)
}

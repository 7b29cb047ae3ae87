package pullrequest

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Everything in this file makes text of others harmless on GitHub: it must notify nobody, link to
// nothing, close no issue, load no image, forge no marker and leave no fence. What is removed for
// safety stays visible where it can.

// breaker is a zero width space as an entity. GitHub finds mentions and references after rendering, so
// a backslash does not stop them; a character in between does.
const breaker = "&#8203;"

// oneLine returns text on one line: white space is one space, control and format characters (among them
// those that change the direction of text) are gone, and it is at most max characters long.
func oneLine(text string, limit int) string {
	var b strings.Builder
	space, n := false, 0
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case hidden(r):
			continue
		}
		if n >= limit {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			n++
		}
		b.WriteRune(r)
		space, n = false, n+1
	}
	return b.String()
}

// hidden reports whether a character cannot be seen: control and format characters, private use,
// variation selectors and the blank characters that count as letters.
func hidden(r rune) bool {
	switch {
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Variation_Selector):
		return true
	case r == '\u115F' || r == '\u1160' || r == '\u3164' || r == '\uFFA0' || r == '\u2800':
		return true
	}
	return false
}

var (
	issueRef = regexp.MustCompile(`#([0-9A-Za-z])`)
	ghRef    = regexp.MustCompile(`(?i)\b(gh)-([0-9])`)
	www      = regexp.MustCompile(`(?i)\b(www)\.`)
	listHead = regexp.MustCompile(`^(\d{1,9})([.)])`)
)

var markdown = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;",
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "|", `\|`, "$", `\$`,
	"@", "@"+breaker, "://", ":"+breaker+"//",
)

// inline returns foreign text as harmless Markdown for the middle of a line or a table's cell.
func inline(text string, limit int) string {
	text = markdown.Replace(oneLine(text, limit))
	// The entities that the replacer wrote hold "#8" themselves; a "#" after "&" is one of them.
	text = issueRef.ReplaceAllStringFunc(text, func(ref string) string { return "#" + breaker + ref[1:] })
	text = strings.ReplaceAll(text, "&#"+breaker+"8203;", breaker)
	text = ghRef.ReplaceAllString(text, "$1-"+breaker+"$2")
	return www.ReplaceAllString(text, "$1"+breaker+".")
}

// quote returns foreign text as a block quotation, one quoted paragraph a line.
func quote(text string, limit int) string {
	var b strings.Builder
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	for line := range strings.SplitSeq(text, "\n") {
		if limit <= 0 {
			break
		}
		line = inline(line, limit)
		if line == "" {
			continue
		}
		limit -= utf8.RuneCountInString(line)
		if b.Len() > 0 {
			b.WriteString(">\n")
		}
		b.WriteString("> " + plainStart(line) + "\n")
	}
	return b.String()
}

// plainStart keeps a line from starting a heading, a list, a rule or a setext underline.
func plainStart(line string) string {
	switch line[0] {
	case '#', '+', '-', '=', ':':
		return `\` + line
	}
	return listHead.ReplaceAllString(line, `$1\$2`)
}

// code returns foreign text as a code span, in which GitHub looks for nothing. It is for the middle of
// a line; in a table use cell.
func code(text string, limit int) string {
	text = oneLine(text, limit)
	if text == "" {
		return ""
	}
	ticks := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		return ticks + " " + text + " " + ticks
	}
	return ticks + text + ticks
}

// cell returns foreign text for a table: as code unless a bar or a backslash would confuse the table.
func cell(text string, limit int) string {
	if strings.ContainsAny(text, `|\`) {
		return inline(text, limit)
	}
	return code(text, limit)
}

// fence returns foreign text in a fenced block that it cannot leave. Hidden characters show as <U+202E>.
func fence(language, text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD") {
		if r != '\n' && r != '\t' && hidden(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
			continue
		}
		b.WriteRune(r)
	}
	body := strings.TrimSuffix(b.String(), "\n")
	ticks := strings.Repeat("`", max(3, longestRun(body, '`')+1))
	return ticks + language + "\n" + body + "\n" + ticks + "\n"
}

func longestRun(text string, char rune) int {
	longest, run := 0, 0
	for _, r := range text {
		if r != char {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// skipMarks are the words with which a commit message keeps GitHub from running workflows:
// https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs
var skipMarks = regexp.MustCompile(`(?i)\[\s*(skip ci|ci skip|no ci|skip actions|actions skip)\s*\]`)

// plain returns foreign text on one line for a commit message or a title, where there is no Markdown
// but mentions, references and closing keywords work.
func plain(text string, limit int) string {
	text = skipMarks.ReplaceAllString(oneLine(text, limit), "($1)")
	text = strings.NewReplacer("@", "@ ", "://", ": //", "<!--", "<! --").Replace(text)
	text = issueRef.ReplaceAllString(text, "# $1")
	return ghRef.ReplaceAllString(text, "$1 $2")
}

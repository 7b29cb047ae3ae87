package action

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxValue is the most characters of one logged value or annotation.
const maxValue = 4096

// oneLine makes text of others harmless in a log: line breaks, terminal escapes and invisible characters
// become visible escapes, and the text cannot be a command to the runner.
//
// The runner takes "::" as a command only where a line begins, which [Workflow] sees to, but the older
// "##[" anywhere in a line; see ActionCommand.cs in https://github.com/actions/runner. A percent sign
// means nothing in a plain line and stays; in commands it is escaped by package githubactions.
func oneLine(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, string(utf8.RuneError)) {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case invisible(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "##[", `##\[`)
}

func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '#' {
			return false
		}
	}
	return true
}

// clip bounds a value of others.
func clip(text string) string {
	if utf8.RuneCountInString(text) <= maxValue {
		return text
	}
	return string([]rune(text)[:maxValue]) + "…"
}

// invisible reports characters that could hide or reorder text: controls, format characters such as
// bidirectional overrides and zero-width spaces, and the line and paragraph separators.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)
}

// noCommand makes a whole line harmless when it would begin with a command.
func noCommand(line string) string {
	trimmed := strings.TrimLeftFunc(line, unicode.IsSpace)
	if !strings.HasPrefix(trimmed, "::") {
		return line
	}
	return line[:len(line)-len(trimmed)] + `\` + trimmed
}

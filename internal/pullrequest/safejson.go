package pullrequest

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// safeJSON encodes v as JSON on one line of printable ASCII in which every character of a string that
// means anything to GitHub, Markdown, HTML or git is written as an escape. So foreign text can stand in
// an HTML comment or a commit message, and json.Unmarshal returns it unchanged.
func safeJSON(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	inside := false
	text := string(raw)
	for i, r := range text {
		switch {
		case r == '"' && !escapedAt(text, i):
			inside = !inside
			b.WriteRune(r)
		case !inside, strings.ContainsRune(`"\`, r), bareInString(r) && !startsGH(text[i:]):
			b.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
	}
	return b.String(), nil
}

func bareInString(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(" ._-,;()=/", r)
}

// startsGH finds GH-1, a reference that needs no special character. The G of an escape never precedes H.
func startsGH(text string) bool {
	return len(text) > 2 && strings.EqualFold(text[:3], "gh-")
}

// escapedAt reports whether the quotation mark at i follows an odd number of backslashes.
func escapedAt(text string, i int) bool {
	n := 0
	for i > 0 && text[i-1] == '\\' {
		i--
		n++
	}
	return n%2 == 1
}

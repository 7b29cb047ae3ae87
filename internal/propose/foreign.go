package propose

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fence is the name of the tags around text that others wrote. Text inside never contains it, in any
// case, so nothing inside can end the data or begin another piece of it.
const fence = "terrafix-data"

var fences = regexp.MustCompile(`(?i)terrafix-data`)

// clean makes foreign text safe to be shown as data: line feeds as line breaks, no invisible characters
// in which instructions can hide (format characters, variation selectors, tags, control characters but
// for tab and line feed), no fence.
func clean(text string) string {
	text = strings.ToValidUTF8(normalise(text), "")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		}
		return r
	}, text)
	return fences.ReplaceAllString(text, "terrafix_data")
}

// normalise makes line feeds of all line breaks and drops a byte order mark, neither of which has a
// meaning in Terraform.
func normalise(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// data wraps foreign text in the fence. The attributes are pairs of name and value; values keep the
// characters of addresses and paths only.
func data(text string, attributes ...string) string {
	var tag strings.Builder
	for i := 0; i+1 < len(attributes); i += 2 {
		fmt.Fprintf(&tag, " %s=%q", attributes[i], plain(attributes[i+1]))
	}
	return fmt.Sprintf("<%s%s>\n%s\n</%s>\n", fence, tag.String(), strings.Trim(clean(text), "\n"), fence)
}

// plain keeps the characters of addresses, paths and numbers; everything else becomes "_".
func plain(value string) string {
	value = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./[]:", r) {
			return r
		}
		return '_'
	}, clean(value))
	return capped(value, 300)
}

// capped cuts a text to at most limit bytes at a character's border and says so.
func capped(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "..."
}

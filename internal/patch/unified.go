package patch

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/pmezard/go-difflib/difflib"
)

// context is the number of unchanged lines around a change.
const context = 3

// Unified returns the difference of two sets of files as a unified diff in git's form, sorted by path, for
// people and for git apply. after holds the changed files only, as [Apply] returns them: a file that
// before lacks is new, and a nil value means that the file is deleted.
func Unified(before, after map[string][]byte) string {
	paths := make([]string, 0, len(after))
	for path := range after {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	var b strings.Builder
	for _, path := range paths {
		old, had := before[path]
		if now := after[path]; had || now != nil {
			writeFile(&b, path, old, now, had, now != nil)
		}
	}
	return b.String()
}

func writeFile(b *strings.Builder, path string, old, now []byte, had, has bool) {
	if had == has && bytes.Equal(old, now) {
		return
	}
	from, to := quotedPath("a/"+path), quotedPath("b/"+path)
	fmt.Fprintf(b, "diff --git %s %s\n", from, to)
	if !had {
		b.WriteString("new file mode 100644\n")
		from = "/dev/null"
	}
	if !has {
		b.WriteString("deleted file mode 100644\n")
		to = "/dev/null"
	}
	if bytes.Equal(old, now) {
		return // an empty file appeared or went: git shows no hunk
	}
	fmt.Fprintf(b, "--- %s\n+++ %s\n", from, to)
	writeHunks(b, splitLines(old), splitLines(now))
}

func writeHunks(b *strings.Builder, old, now []string) {
	m := difflib.NewMatcherWithJunk(old, now, false, nil)
	for _, group := range m.GetGroupedOpCodes(context) {
		first, last := group[0], group[len(group)-1]
		fmt.Fprintf(b, "@@ -%s +%s @@\n", lineRange(first.I1, last.I2), lineRange(first.J1, last.J2))
		for _, op := range group {
			if op.Tag == 'e' {
				writeLines(b, " ", old[op.I1:op.I2])
				continue
			}
			writeLines(b, "-", old[op.I1:op.I2])
			writeLines(b, "+", now[op.J1:op.J2])
		}
	}
}

func writeLines(b *strings.Builder, prefix string, lines []string) {
	for _, line := range lines {
		b.WriteString(prefix)
		b.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// lineRange writes a range of lines as unified diffs count them: from one, and from the line before when
// the range is empty.
func lineRange(from, to int) string {
	switch to - from {
	case 0:
		return fmt.Sprintf("%d,0", from)
	case 1:
		return strconv.Itoa(from + 1)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

func splitLines(src []byte) []string {
	lines := strings.SplitAfter(string(src), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// quotedPath quotes a path as git does when it holds a quote, a backslash or a control character.
func quotedPath(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '"' || r == '\\' }) {
		return strconv.Quote(path)
	}
	return path
}

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
	for _, group := range hunks(slide(changes(old, now), old, now)) {
		first, last := group[0], group[len(group)-1]
		fmt.Fprintf(b, "@@ -%s +%s @@%s\n", lineRange(first.I1, last.I2), lineRange(first.J1, last.J2), heading(old[:first.I1]))
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

// changes matches the lines of two versions. What they share at their two ends is matched first, so that
// the matcher, which goes by the longest run it finds anywhere, works on little. The result begins and ends
// with an equal stretch, be it an empty one, and equal stretches alternate with others.
func changes(old, now []string) []difflib.OpCode {
	head, tail := 0, 0
	for head < min(len(old), len(now)) && old[head] == now[head] {
		head++
	}
	for tail < min(len(old), len(now))-head && old[len(old)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	var ops []difflib.OpCode
	add := func(op difflib.OpCode) {
		if last := len(ops) - 1; last >= 0 && ops[last].Tag == 'e' && op.Tag == 'e' {
			ops[last].I2, ops[last].J2 = op.I2, op.J2
		} else {
			ops = append(ops, op)
		}
	}
	add(difflib.OpCode{Tag: 'e', I2: head, J2: head})
	for _, op := range difflib.NewMatcherWithJunk(old[head:len(old)-tail], now[head:len(now)-tail], false, nil).GetOpCodes() {
		add(difflib.OpCode{Tag: op.Tag, I1: op.I1 + head, I2: op.I2 + head, J1: op.J1 + head, J2: op.J2 + head})
	}
	add(difflib.OpCode{Tag: 'e', I1: len(old) - tail, I2: len(old), J1: len(now) - tail, J2: len(now)})
	return ops
}

// hunks groups operations whose contexts touch and cuts the equal lines around each group.
func hunks(ops []difflib.OpCode) [][]difflib.OpCode {
	var groups [][]difflib.OpCode
	var group []difflib.OpCode
	for i, op := range ops {
		if op.Tag != 'e' {
			group = append(group, op)
			continue
		}
		n := op.I2 - op.I1
		if len(group) > 0 && i < len(ops)-1 && n <= 2*context {
			group = append(group, op)
			continue
		}
		if len(group) > 0 {
			keep := min(n, context)
			groups = append(groups, append(group, difflib.OpCode{Tag: 'e', I1: op.I1, I2: op.I1 + keep, J1: op.J1, J2: op.J1 + keep}))
			group = nil
		}
		if i < len(ops)-1 {
			keep := min(n, context)
			group = []difflib.OpCode{{Tag: 'e', I1: op.I2 - keep, I2: op.I2, J1: op.J2 - keep, J2: op.J2}}
		}
	}
	if len(group) > 0 {
		groups = append(groups, group)
	}
	return groups
}

// maxHeading is how many bytes git shows of the line that heads a hunk.
const maxHeading = 80

// heading returns what git writes behind a hunk's range: the last line before the hunk that begins with a
// letter, which in Terraform is the head of the block that the hunk lies in.
func heading(before []string) string {
	for i := len(before) - 1; i >= 0; i-- {
		line := before[i]
		if c := line[0]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' {
			return " " + strings.ToValidUTF8(strings.TrimRight(line[:min(len(line), maxHeading)], " \t\r\n"), "")
		}
	}
	return ""
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

package patch

import (
	"slices"
	"strings"

	"github.com/pmezard/go-difflib/difflib"
)

// farthest is how many lines a stretch is moved at most.
const farthest = 100

// slide moves every stretch of lines that were only added or only removed to where it reads best. Where the
// lines around a stretch repeat its own, several places describe the same difference, and a block that was
// added after another one should show as that block, not as the end of the one before it with the
// beginning of its own. git chooses in the same manner:
// https://git-scm.com/docs/git-diff#Documentation/git-diff.txt---indent-heuristic
func slide(ops []difflib.OpCode, old, now []string) []difflib.OpCode {
	for i, op := range ops {
		if op.Tag != 'i' && op.Tag != 'd' {
			continue
		}
		lines, from, to := now, op.J1, op.J2
		if op.Tag == 'd' {
			lines, from, to = old, op.I1, op.I2
		}
		first, last := 0, 0
		for first > -min(spare(ops, i-1), farthest) && lines[from+first-1] == lines[to+first-1] {
			first--
		}
		for last < min(spare(ops, i+1), farthest) && lines[from+last] == lines[to+last] {
			last++
		}
		best := last
		for n := last - 1; n >= first; n-- {
			if edges(lines, from+n, to+n).less(edges(lines, from+best, to+best)) {
				best = n
			}
		}
		move(ops, i, best)
	}
	return slices.DeleteFunc(ops, func(op difflib.OpCode) bool { return op.I1 == op.I2 && op.J1 == op.J2 })
}

// spare is how many lines of the equal stretch i a neighbour may pass: all of it at an end of the file, else
// all but one, so that two changes never meet.
func spare(ops []difflib.OpCode, i int) int {
	n := ops[i].I2 - ops[i].I1
	if i > 0 && i < len(ops)-1 {
		n--
	}
	return n
}

// move shifts the stretch i by n lines between its neighbours, which are equal ones.
func move(ops []difflib.OpCode, i, n int) {
	op := &ops[i]
	op.I1, op.I2, op.J1, op.J2 = op.I1+n, op.I2+n, op.J1+n, op.J2+n
	ops[i-1].I2, ops[i-1].J2 = op.I1, op.J1
	ops[i+1].I1, ops[i+1].J1 = op.I2, op.J2
}

// look is how a stretch would read: the indentation at its two ends, and how many blank lines set it apart
// from what comes before them.
type look struct{ indent, blanks int }

func (l look) less(other look) bool {
	if l.indent != other.indent {
		return l.indent < other.indent
	}
	return l.blanks > other.blanks
}

func edges(lines []string, from, to int) look {
	var l look
	for _, at := range []int{from, to} {
		next := at
		for next < len(lines) && blank(lines[next]) {
			next++
		}
		if next < len(lines) {
			l.indent += indentWidth(lines[next])
		}
		if at > 0 && blank(lines[at-1]) {
			l.blanks++
		}
	}
	return l
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// indentWidth counts a tab as eight columns.
func indentWidth(line string) int {
	width := 0
	for _, c := range line {
		switch c {
		case ' ':
			width++
		case '\t':
			width += 8 - width%8
		default:
			return width
		}
	}
	return width
}

package patch

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// settle gives the fresh part of a chunk, and the alignment groups that it touches, the white space that
// terraform fmt gives them. The rules are those of hclwrite's formatter: on consecutive lines that each
// assign a whole value the "=" stand in one column, on consecutive lines that each end in a comment the
// comments do, and anything else (a blank line, a comment on its own line, a bracket left open) ends a
// group.
func (c *chunk) settle() (err error) {
	defer recovered(&err)
	wanted := hclwrite.Format(c.text)
	formatted := hclwrite.Format(c.old)
	if bytes.Equal(formatted, c.old) {
		c.text = wanted
		return nil
	}
	a := &aligner{fresh: func(t hclsyntax.Token) bool {
		return t.Range.Start.Byte >= c.from && t.Range.End.Byte <= c.to
	}}
	a.tokens, a.wanted = lex(c.text), lex(wanted)
	old, oldWanted := lex(c.old), lex(formatted)
	if len(a.tokens) != len(a.wanted) || len(old) != len(oldWanted) {
		return nil // the formatter changed more than white space: leave the text as it is
	}
	a.clean = func(i int) bool {
		if a.tokens[i].Range.Start.Byte >= c.to {
			i += len(old) - len(a.tokens)
		}
		return i >= 0 && i < len(old) && gap(old, i) == gap(oldWanted, i)
	}
	a.gaps = map[int]int{}
	a.lines = cells(a.tokens)
	first, last := a.touched(c.from, c.to)
	shifted := a.align(first, last, func(l cellLine) int { return l.assign })
	a.align(min(first, shifted.from), max(last, shifted.to), func(l cellLine) int { return l.comment })
	c.text = a.bytes(c.text)
	return nil
}

func lex(src []byte) hclsyntax.Tokens {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	return tokens
}

// gap is the number of bytes between a token and the one before it.
func gap(tokens hclsyntax.Tokens, i int) int {
	if i == 0 {
		return tokens[0].Range.Start.Byte
	}
	return tokens[i].Range.Start.Byte - tokens[i-1].Range.End.Byte
}

// cellLine is one line of tokens: its first token, the token after its last, and the "=" and the trailing
// comment that take part in alignment, or -1.
type cellLine struct{ from, to, assign, comment int }

func cells(tokens hclsyntax.Tokens) []cellLine {
	var lines []cellLine
	from := 0
	for i, t := range tokens {
		if !breaksLine(t) && t.Type != hclsyntax.TokenEOF {
			continue
		}
		line := cellLine{from, i + 1, -1, -1}
		if t.Type == hclsyntax.TokenComment && i > from {
			line.comment = i
		}
		for j := from + 1; j < i; j++ {
			if tokens[j].Type == hclsyntax.TokenEqual {
				if balanced(tokens[j:i]) {
					line.assign = j
				}
				break
			}
		}
		lines = append(lines, line)
		from = i + 1
	}
	return lines
}

func balanced(tokens hclsyntax.Tokens) bool {
	depth := 0
	for _, t := range tokens {
		depth += nesting(t.Type)
	}
	return depth == 0
}

// aligner decides the white space of single tokens in a text that is not formatted throughout.
type aligner struct {
	tokens, wanted hclsyntax.Tokens
	lines          []cellLine
	// gaps is the white space decided so far, by token.
	gaps map[int]int
	// fresh reports whether a token is new; clean whether an old one stood where the formatter wants it.
	fresh func(hclsyntax.Token) bool
	clean func(int) bool
}

// touched returns the lines that the fresh bytes lie on and one more on either side, whose groups they
// may have joined or parted.
func (a *aligner) touched(from, to int) (first, last int) {
	first, last = len(a.lines)-1, 0
	for i, l := range a.lines {
		start, end := a.tokens[l.from].Range.Start.Byte, a.tokens[l.to-1].Range.End.Byte
		if end >= from {
			first = min(first, i)
		}
		if start <= to {
			last = max(last, i)
		}
	}
	return max(0, first-1), min(len(a.lines)-1, last+1)
}

// align settles every group that has a line between first and last, and returns the lines it covered.
func (a *aligner) align(first, last int, cell func(cellLine) int) span {
	covered := span{first, last}
	for i := first; i <= last && i < len(a.lines); i++ {
		if cell(a.lines[i]) < 0 {
			continue
		}
		from, to := i, i
		for from > 0 && cell(a.lines[from-1]) >= 0 {
			from--
		}
		for to+1 < len(a.lines) && cell(a.lines[to+1]) >= 0 {
			to++
		}
		a.group(a.lines[from:to+1], cell)
		covered.from, covered.to = min(covered.from, from), max(covered.to, to)
		i = to
	}
	return covered
}

// group aligns the lines of one group. If the old ones stood as the formatter wants them, all follow the
// formatter; otherwise only new ones move: into the column the old ones share, or next to their text if
// the old ones do not align at all.
func (a *aligner) group(lines []cellLine, cell func(cellLine) int) {
	clean, single := true, true
	column, shared := 0, true
	for _, l := range lines {
		i := cell(l)
		if a.fresh(a.tokens[i]) {
			continue
		}
		clean = clean && a.clean(i)
		single = single && gap(a.tokens, i) == 1
		at := a.tokens[i].Range.Start.Column
		shared = shared && (column == 0 || column == at)
		column = at
	}
	for _, l := range lines {
		i := cell(l)
		switch {
		case clean:
			a.gaps[i] = gap(a.wanted, i)
		case !a.fresh(a.tokens[i]):
		case shared:
			a.gaps[i] = max(1, column-a.tokens[i-1].Range.End.Column)
		case single:
			a.gaps[i] = 1
		default:
			a.gaps[i] = gap(a.wanted, i)
		}
	}
}

func (a *aligner) bytes(src []byte) []byte {
	var out bytes.Buffer
	end := 0
	for i, t := range a.tokens {
		if n, ok := a.gaps[i]; ok {
			out.Write(bytes.Repeat([]byte(" "), n))
		} else {
			out.Write(src[end:t.Range.Start.Byte])
		}
		out.Write(t.Bytes)
		end = t.Range.End.Byte
	}
	return out.Bytes()
}

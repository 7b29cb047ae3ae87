package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"
)

// typeName writes a type as Terraform's type constraints do: list(string), object({a=string}).
func typeName(typ cty.Type) string { return typeexpr.TypeString(typ) }

// unwritten are arguments that nobody should set although the provider lets one.
var unwritten = []string{"id", "tags_all"}

// Excerpt returns the argument list of the type for a prompt: a line for every argument that can be set,
// with its type and whether it is required or deprecated (optional is not said), and nested blocks with
// their counts and, indented, their contents. When the version is unknown the newest known release is
// taken.
//
// The text is cut to about maxTokens; zero or less means no limit. What is kept, in this order, as far as it
// fits: required arguments and blocks, and those in only (paths such as "logging" or "rule.filter"; unknown
// ones are ignored), with the blocks around them and what these require, even beyond the limit; the contents
// of the blocks in only; optional arguments and blocks, level by level, so that deep blocks go first;
// deprecated ones and timeouts. The last line says how many were left out, not counting what is in those. A token is taken for 3.5 bytes; for such
// lists Claude's tokenizers need between 2.8 and 4.
func (r *Resource) Excerpt(v Version, only []string, maxTokens int) string {
	scope := r.schema.scope(v)
	in := scope.releases & r.Releases
	if in == 0 {
		in = r.Releases
	}
	in = 1 << in.newest()
	name := r.schema.tables().releases[in.newest()]
	root := &node{block: true, inner: r.Body}
	e := &excerpt{in: in, limit: maxTokens * 7 / 2, unlimited: maxTokens <= 0}
	header := fmt.Sprintf("%s in hashicorp/aws %s (optional unless marked required):\n", r.Type, name)
	e.size = len(header) + len(fmt.Sprintf(leftOut, 9999))

	e.take(root)
	var first []*node
	for _, path := range only {
		if n := e.find(root, path); n != nil {
			e.take(n)
			first = append(first, e.children(n)...)
		}
	}
	e.fill(first)
	e.fill(e.children(root))
	var out strings.Builder
	out.WriteString(header)
	e.write(&out, root, 0)
	if e.omitted > 0 {
		fmt.Fprintf(&out, leftOut, e.omitted)
	}
	return out.String()
}

const leftOut = "(%d more optional arguments and blocks are left out)\n"

// excerpt chooses lines within a limit.
type excerpt struct {
	in        Releases
	limit     int // bytes
	unlimited bool
	size      int
	omitted   int
}

// cost returns the bytes that taking n adds: its own line, those around it, and those it requires.
func (e *excerpt) cost(n *node) int {
	if n.taken {
		return 0
	}
	size := 0
	if n.parent != nil {
		size = len(n.text) + 2*(n.depth-1) + 1
		if !n.parent.taken {
			size += e.cost(n.parent)
		}
	}
	if n.block {
		for _, kid := range e.children(n) {
			if kid.required && !kid.taken {
				size += e.costBelow(kid)
			}
		}
	}
	return size
}

// costBelow is cost without the lines around n.
func (e *excerpt) costBelow(n *node) int {
	size := len(n.text) + 2*(n.depth-1) + 1
	if n.block {
		for _, kid := range e.children(n) {
			if kid.required {
				size += e.costBelow(kid)
			}
		}
	}
	return size
}

// take chooses n, the blocks around it, and what these require.
func (e *excerpt) take(n *node) {
	if n.taken {
		return
	}
	n.taken = true
	if n.counted {
		n.counted = false
		e.omitted--
	}
	if n.parent != nil {
		e.size += len(n.text) + 2*(n.depth-1) + 1
		e.take(n.parent)
	}
	for _, kid := range e.children(n) {
		if kid.required {
			e.take(kid)
		}
	}
}

// find returns the line that a path leads to, or nil.
func (e *excerpt) find(root *node, path string) *node {
	at := root
	for _, name := range strings.Split(path, ".") {
		i := slices.IndexFunc(e.children(at), func(kid *node) bool { return kid.name == name })
		if i < 0 {
			return nil
		}
		at = at.kids[i]
	}
	return at
}

// fill takes optional lines as long as they fit, level by level, and the late ones at the end.
func (e *excerpt) fill(level []*node) {
	late := e.fillLevels(level, false)
	e.fillLevels(late, true)
}

// fillLevels stops below the first level of which something did not fit. It returns the late lines that
// it passed over.
func (e *excerpt) fillLevels(level []*node, withLate bool) (late []*node) {
	for full := false; len(level) > 0; {
		var next []*node
		for _, n := range level {
			switch {
			case n.taken:
			case n.late && !withLate:
				late = append(late, n)
				continue
			case full || !e.fits(n):
				full = true
				e.leave(n)
				continue
			default:
				e.take(n)
			}
			next = append(next, e.children(n)...)
		}
		level = next
	}
	return late
}

// fits reports whether n can be taken within the limit.
func (e *excerpt) fits(n *node) bool { return e.unlimited || e.size+e.cost(n) <= e.limit }

// leave counts a line as left out, once.
func (e *excerpt) leave(n *node) {
	if !n.counted {
		n.counted = true
		e.omitted++
	}
}

func (e *excerpt) write(out *strings.Builder, n *node, depth int) {
	for _, kid := range n.kids {
		if !kid.taken {
			continue
		}
		out.WriteString(strings.Repeat("  ", depth))
		out.WriteString(kid.text)
		out.WriteByte('\n')
		e.write(out, kid, depth+1)
	}
}

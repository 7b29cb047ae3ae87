package schema

import (
	"fmt"
	"slices"
)

// node is a line of an excerpt: an argument or a block.
type node struct {
	name     string
	text     string
	required bool
	late     bool // deprecated, or timeouts: the last to be shown
	block    bool
	inner    *Body // of a block
	depth    int
	parent   *node
	kids     []*node // nil until asked for
	taken    bool
	counted  bool // among those left out
}

// children returns the lines inside a block: required arguments, other arguments, blocks, each by name.
func (e *excerpt) children(n *node) []*node {
	if !n.block || n.kids != nil {
		return n.kids
	}
	for _, a := range n.inner.Arguments {
		if a.Releases&e.in == 0 || a.readOnly(e.in) || n.parent == nil && slices.Contains(unwritten, a.Name) {
			continue
		}
		kid := &node{name: a.Name, required: a.required(e.in), late: a.Deprecated, parent: n, depth: n.depth + 1}
		kid.text = a.Name + "  " + e.typeText(a) + marks(kid.required, a.Deprecated)
		n.kids = append(n.kids, kid)
	}
	slices.SortStableFunc(n.kids, func(a, b *node) int {
		switch {
		case a.required == b.required:
			return 0
		case a.required:
			return -1
		}
		return 1
	})
	for _, b := range n.inner.Blocks {
		if b.Releases&e.in == 0 {
			continue
		}
		least, most := b.limits(e.in)
		kid := &node{name: b.Name, required: least > 0, late: b.Deprecated || b.Name == "timeouts", block: true, inner: b.Body(), parent: n, depth: n.depth + 1}
		kid.text = b.Name + " {}  block" + countText(least, most) + marks(kid.required, b.Deprecated)
		n.kids = append(n.kids, kid)
	}
	return n.kids
}

func marks(required, deprecated bool) string {
	text := ""
	if required {
		text += ", required"
	}
	if deprecated {
		text += ", deprecated"
	}
	return text
}

func countText(least, most int) string {
	switch {
	case most == 1:
		return ", at most 1"
	case least > 1 && most > 0:
		return fmt.Sprintf(", %d to %d", least, most)
	case least > 1:
		return fmt.Sprintf(", at least %d", least)
	case most > 1:
		return fmt.Sprintf(", at most %d", most)
	}
	return ", repeatable"
}

// typeText is the type of an argument, and whether blocks may stand for it.
func (e *excerpt) typeText(a *Argument) string {
	typ := a.newest(e.in).Type
	if asBlocks(typ) {
		return typeName(typ) + ", or blocks of these"
	}
	return typeName(typ)
}

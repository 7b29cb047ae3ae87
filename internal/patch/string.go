package patch

import (
	"fmt"
	"strings"
	"unicode"
)

// shown is how many characters of a value or a block a description quotes.
const shown = 60

// String implements [Operation].
func (o SetAttribute) String() string {
	return fmt.Sprintf("set %s = %s in %s", place(o.Block, o.Path, o.Name), brief(o.Expr), o.Block.File)
}

// String implements [Operation].
func (o RemoveAttribute) String() string {
	return fmt.Sprintf("remove %s in %s", place(o.Block, o.Path, o.Name), o.Block.File)
}

// String implements [Operation].
func (o AddBlock) String() string {
	return fmt.Sprintf("add block %s to %s in %s", brief(o.Source), place(o.Block, o.Path, ""), o.Block.File)
}

// String implements [Operation].
func (o RemoveBlock) String() string {
	return fmt.Sprintf("remove block %s in %s", place(o.Block, o.Path, ""), o.Block.File)
}

// String implements [Operation].
func (o AddResource) String() string {
	return fmt.Sprintf("add %s after %s in %s", brief(o.Source), o.After.Address, o.After.File)
}

// String describes the patch on one line for people.
func (p Patch) String() string {
	if p.Empty() {
		return "no change"
	}
	parts := make([]string, len(p.Operations))
	for i, op := range p.Operations {
		parts[i] = fmt.Sprint(op)
	}
	return strings.Join(parts, "; ")
}

func place(ref Ref, path []Step, name string) string {
	parts := []string{ref.Address}
	if len(path) > 0 {
		parts = append(parts, pathString(path))
	}
	if name != "" {
		parts = append(parts, name)
	}
	return strings.Join(parts, ".")
}

func pathString(path []Step) string {
	parts := make([]string, len(path))
	for i, s := range path {
		parts[i] = fmt.Sprintf("%s[%d]", s.Block, s.Index)
	}
	return strings.Join(parts, ".")
}

// brief puts text on one line, without control characters, and cuts it.
func brief(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > shown {
		return string(runes[:shown-1]) + "…"
	}
	return string(runes)
}

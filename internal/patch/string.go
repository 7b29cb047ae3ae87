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
	return fmt.Sprintf("set %s %s in %s", place(o.Block, o.Path, o.Name), valueText(o.Expr), o.Block.File)
}

// String implements [Operation].
func (o RemoveAttribute) String() string {
	return fmt.Sprintf("remove %s in %s", place(o.Block, o.Path, o.Name), o.Block.File)
}

// String implements [Operation].
func (o AddBlock) String() string {
	return fmt.Sprintf("add %s to %s in %s", sourceText(o.Source, "a block"), place(o.Block, o.Path, ""), o.Block.File)
}

// String implements [Operation].
func (o RemoveBlock) String() string {
	return fmt.Sprintf("remove block %s in %s", place(o.Block, o.Path, ""), o.Block.File)
}

// String implements [Operation].
func (o AddResource) String() string {
	return fmt.Sprintf("add %s after %s in %s", sourceText(o.Source, "a resource"), o.After.Address, o.After.File)
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

// pathString names the first block of a type by its type alone.
func pathString(path []Step) string {
	parts := make([]string, len(path))
	for i, s := range path {
		parts[i] = s.Block
		if s.Index > 0 {
			parts[i] = fmt.Sprintf("%s[%d]", s.Block, s.Index)
		}
	}
	return strings.Join(parts, ".")
}

// valueText quotes a value of one line and counts the lines of a longer one.
func valueText(expr string) string {
	expr = strings.TrimSpace(expr)
	if n := strings.Count(expr, "\n"); n > 0 {
		return fmt.Sprintf("to a value of %d lines", n+1)
	}
	return "= " + brief(expr)
}

// sourceText names the one block that source holds, and says what if there is no such block.
func sourceText(source, what string) string {
	body, err := outline([]byte(source))
	if err != nil || len(body.Blocks) != 1 {
		return what
	}
	block := body.Blocks[0]
	switch {
	case block.Type == "resource":
		return brief(Address(block))
	case block.Type == "dynamic" && len(block.Labels) == 1:
		return "a dynamic block " + brief(block.Labels[0])
	}
	return "block " + brief(block.Type)
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

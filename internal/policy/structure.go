package policy

import (
	"fmt"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// The tags of plain YAML values, as the library resolves them.
const (
	tagNull  = "!!null"
	tagBool  = "!!bool"
	tagInt   = "!!int"
	tagFloat = "!!float"
	tagDate  = "!!timestamp"
	tagMerge = "!!merge"
	tagText  = "!!str"
)

// checkStructure refuses what YAML allows and a policy does not need: anchors and aliases, tags, merge
// keys, keys that are no text, keys given twice, and characters that cannot be seen. What it refuses is
// marked, so that it is reported once.
func (r *reader) checkStructure(key string, n *yaml.Node) {
	switch {
	case n.Anchor != "" && n.Kind != yaml.AliasNode:
		r.refuse(n, key, "the value has an anchor", `remove "&"; to begin a text with "&", quote it`)
	case n.Kind == yaml.AliasNode:
		r.refuse(n, key, "the value is an alias", `write the value out; to begin a text or a glob with "*", quote it`)
		return
	case n.Style&yaml.TaggedStyle != 0:
		r.refuse(n, key, "the value has a tag", `remove "!"; to begin a text with "!", quote it`)
	}
	switch n.Kind {
	case yaml.MappingNode:
		r.checkKeys(key, n)
	case yaml.SequenceNode:
		for i, item := range n.Content {
			r.checkStructure(fmt.Sprintf("%s[%d]", key, i), item)
		}
	case yaml.ScalarNode:
		if c, ok := firstInvisible(n.Value); ok {
			r.refuse(n, key, fmt.Sprintf("the text holds the invisible character %U", c), "remove it")
		}
	}
}

func (r *reader) checkKeys(key string, n *yaml.Node) {
	first := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		at := key
		switch {
		case name.Tag == tagMerge:
			r.refuse(name, key, `the key "<<" merges another mapping`, "write the keys out")
		case name.Kind != yaml.ScalarNode || name.Anchor != "" || name.Style&yaml.TaggedStyle != 0:
			r.refuse(name, key, "a key is not plain text", "write the key as text")
		case name.Tag != tagText:
			r.refuse(name, key, fmt.Sprintf("the key %s is %s, not text", quote(name.Value), describe(name)), "quote the key")
		case first[name.Value] != nil:
			r.refuse(name, join(key, name.Value), "the key is given twice", fmt.Sprintf("keep one; the first is on line %d", first[name.Value].Line))
		default:
			if c, ok := firstInvisible(name.Value); ok {
				r.refuse(name, join(key, name.Value), fmt.Sprintf("the key holds the invisible character %U", c), "remove it")
			}
			first[name.Value] = name
			at = join(key, name.Value)
		}
		r.checkStructure(at, value)
	}
}

// firstInvisible finds a character that a reviewer does not see, such as one that reverses the direction
// of the text or has no width.
func firstInvisible(text string) (rune, bool) {
	for _, c := range text {
		if c == '\n' || c == '\t' {
			continue
		}
		if unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Variation_Selector) {
			return c, true
		}
	}
	return 0, false
}

// describe names what a node is.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.Tag {
	case tagNull:
		return "nothing"
	case tagBool:
		return "true or false"
	case tagInt, tagFloat:
		return "a number"
	case tagDate:
		return "a date"
	}
	return "text"
}

func positionOf(n *yaml.Node) Position { return Position{n.Line, n.Column} }

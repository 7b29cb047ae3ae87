package policy

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// reader collects what a file says and everything that is wrong with it.
type reader struct {
	file     string
	problems []Problem
	// refused nodes are reported already: decoders pass over them in silence.
	refused map[*yaml.Node]bool
}

func (r *reader) fail(at Position, key, text, remedy string) {
	r.problems = append(r.problems, Problem{File: r.file, Position: at, Key: key, Text: text, Remedy: remedy})
}

func (r *reader) refuse(n *yaml.Node, key, text, remedy string) {
	r.refused[n] = true
	r.fail(positionOf(n), key, text, remedy)
}

// wrong reports a value of the wrong type, once.
func (r *reader) wrong(n *yaml.Node, key, wanted, remedy string) {
	if r.refused[n] {
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == tagNull {
		r.fail(positionOf(n), key, "the key has no value", "write "+wanted+", or remove the key")
		return
	}
	r.fail(positionOf(n), key, fmt.Sprintf("this is %s, not %s", describe(n), wanted), remedy)
}

// field is one key of a mapping and how its value is read. A field is not read when the key is missing.
type field struct {
	name string
	read func(r *reader, key string, n *yaml.Node)
}

func names(fields []field) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.name
	}
	return list
}

// mapping reads a mapping with known keys and returns the names of those that are there.
func (r *reader) mapping(key string, n *yaml.Node, fields []field) []string {
	var found []string
	r.each(key, n, func(name, value *yaml.Node) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name.Value })
		if i < 0 {
			r.fail(positionOf(name), join(key, name.Value), "the key is unknown", choose(name.Value, names(fields)))
			return
		}
		found = append(found, name.Value)
		fields[i].read(r, join(key, name.Value), value)
	})
	return found
}

// each calls read for the keys of a mapping that are usable, each once.
func (r *reader) each(key string, n *yaml.Node, read func(name, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, key, "a mapping", `write "key: value" lines below it, indented`)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !r.refused[n.Content[i]] {
			read(n.Content[i], n.Content[i+1])
		}
	}
}

// text reads a text; it is false when there is none.
func (r *reader) text(key string, n *yaml.Node) (string, bool) {
	if r.refused[n] {
		return "", false
	}
	if n.Kind != yaml.ScalarNode || n.Tag != tagText {
		remedy := "write a text"
		if n.Kind == yaml.ScalarNode {
			remedy = "quote the value"
		}
		r.wrong(n, key, "a text", remedy)
		return "", false
	}
	return n.Value, true
}

// prose reads one line of prose of at most some bytes. Line breaks and runs of blanks become one blank.
func (r *reader) prose(key string, n *yaml.Node, most int) (string, bool) {
	text, ok := r.text(key, n)
	if !ok {
		return "", false
	}
	if len(text) > most {
		r.fail(positionOf(n), key, fmt.Sprintf("the text has %d bytes, more than %d", len(text), most), "shorten it")
		return "", false
	}
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		r.fail(positionOf(n), key, "the text is empty", "write a sentence, or remove it")
	}
	return text, text != ""
}

// choice reads a text that is one of some words; it is "" when it is none.
func (r *reader) choice(key string, n *yaml.Node, choices []string) string {
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag != tagText:
		r.wrong(n, key, "one of: "+strings.Join(choices, ", "), "write one of them")
	case r.refused[n]:
	case !slices.Contains(choices, n.Value):
		r.fail(positionOf(n), key, quote(n.Value)+" is not a choice", choose(n.Value, choices))
	default:
		return n.Value
	}
	return ""
}

// list reads a list of one to most distinct values. The item is false when it reported a problem.
func (r *reader) list(key string, n *yaml.Node, most int, item func(key string, n *yaml.Node) (string, bool)) []string {
	var values []string
	lines := map[string]int{}
	r.items(key, n, most, func(key string, n *yaml.Node) {
		value, ok := item(key, n)
		switch {
		case !ok:
		case lines[value] > 0:
			r.fail(positionOf(n), key, "the value is in the list twice", fmt.Sprintf("keep one; the first is on line %d", lines[value]))
		default:
			lines[value] = n.Line
			values = append(values, value)
		}
	})
	return values
}

// items calls read for every item of a list of one to most items.
func (r *reader) items(key string, n *yaml.Node, most int, read func(key string, n *yaml.Node)) {
	switch {
	case n.Kind != yaml.SequenceNode:
		r.wrong(n, key, "a list", `write it as a list: [a, b], or "- a" lines`)
	case len(n.Content) == 0:
		r.fail(positionOf(n), key, "the list is empty", "write at least one value, or remove the key")
	case len(n.Content) > most:
		r.fail(positionOf(n), key, fmt.Sprintf("the list has %d values, more than %d", len(n.Content), most), "shorten it")
	default:
		for i, item := range n.Content {
			read(fmt.Sprintf("%s[%d]", key, i), item)
		}
	}
}

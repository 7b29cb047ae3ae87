package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

var (
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
	regionPattern  = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$`)
	// wholePattern is a number that everybody reads alike; YAML also knows 0x1F, 007 and 1_000.
	wholePattern = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
)

// decisions reads answers by the names of decisions, and notes the names in p.
func (r *reader) decisions(key string, n *yaml.Node, p *Policy) map[string][]Answer {
	all := map[string][]Answer{}
	r.each(key, n, func(name, value *yaml.Node) {
		key := join(key, name.Value)
		if r.name(key, name, "name of a decision") {
			p.names = append(p.names, namedAt{key: key, name: name.Value, at: positionOf(name)})
			all[name.Value] = r.answers(key, value)
		}
	})
	if len(all) == 0 {
		return nil
	}
	return all
}

// answers reads one value, or a list of values with conditions.
func (r *reader) answers(key string, n *yaml.Node) []Answer {
	if n.Kind == yaml.ScalarNode {
		if value, ok := r.value(key, n); ok {
			return []Answer{{Value: value, Position: positionOf(n)}}
		}
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, key, "a value or a list of values", `write one value, or a list of "- value: ..." with paths, roots, accounts or regions`)
		return nil
	}
	var answers []Answer
	everywhere := 0
	r.items(key, n, mostAnswers, func(key string, n *yaml.Node) {
		if everywhere > 0 {
			r.fail(positionOf(n), key, fmt.Sprintf("the answer is never used, since the one on line %d holds everywhere", everywhere),
				"put the answer without conditions last")
		}
		before := len(r.problems)
		a := r.answer(key, n)
		if len(r.problems) == before && a.unconditional() && everywhere == 0 {
			everywhere = n.Line
		}
		answers = append(answers, a)
	})
	return answers
}

func (r *reader) answer(key string, n *yaml.Node) Answer {
	a := Answer{Position: positionOf(n)}
	found := r.mapping(key, n, a.fields())
	if n.Kind == yaml.MappingNode && len(found) == 0 || len(found) > 0 && !slices.Contains(found, "value") {
		r.fail(positionOf(n), join(key, "value"), "the key is missing", "write value: and the answer")
	}
	return a
}

// fields are the keys of an answer.
func (a *Answer) fields() []field {
	return []field{
		{"value", func(r *reader, key string, n *yaml.Node) {
			if value, ok := r.value(key, n); ok {
				a.Value, a.Position = value, positionOf(n)
			}
		}},
		{"paths", func(r *reader, key string, n *yaml.Node) { a.Paths = r.filePaths(key, n) }},
		{"roots", func(r *reader, key string, n *yaml.Node) { a.Roots = r.globs(key, n) }},
		{"accounts", func(r *reader, key string, n *yaml.Node) {
			a.Accounts = r.list(key, n, mostGlobs, func(key string, n *yaml.Node) (string, bool) {
				return r.pattern(key, n, accountPattern, "an AWS account id", `write 12 digits in quotes, such as "012345678901"`)
			})
		}},
		{"regions", func(r *reader, key string, n *yaml.Node) {
			a.Regions = r.list(key, n, mostGlobs, func(key string, n *yaml.Node) (string, bool) {
				return r.pattern(key, n, regionPattern, "an AWS region", "write a name such as eu-west-1")
			})
		}},
	}
}

// value reads what a person decided: a text, a whole number, or true or false, as text.
func (r *reader) value(key string, n *yaml.Node) (string, bool) {
	if r.refused[n] {
		return "", false
	}
	switch {
	case n.Kind != yaml.ScalarNode, n.Tag == tagNull:
		r.wrong(n, key, "a value", "write a text, a whole number, or true or false")
		return "", false
	case n.Tag == tagBool:
		return strings.ToLower(n.Value), true
	case n.Tag != tagText && !(n.Tag == tagInt && wholePattern.MatchString(n.Value)):
		r.fail(positionOf(n), key, "YAML does not read this as it is written", "quote the value")
		return "", false
	case strings.TrimSpace(n.Value) == "":
		r.fail(positionOf(n), key, "the value is empty", "write the answer, or remove the key")
		return "", false
	case strings.ContainsAny(n.Value, "\n\t"):
		r.fail(positionOf(n), key, "the value has a line break or a tab", "write it on one line")
		return "", false
	case len(n.Value) > mostValueBytes:
		r.fail(positionOf(n), key, fmt.Sprintf("the value has %d bytes, more than %d", len(n.Value), mostValueBytes), "shorten it")
		return "", false
	}
	return n.Value, true
}

// pattern reads a text of a given form.
func (r *reader) pattern(key string, n *yaml.Node, form *regexp.Regexp, what, remedy string) (string, bool) {
	if r.refused[n] {
		return "", false
	}
	if n.Kind != yaml.ScalarNode || n.Tag != tagText {
		r.wrong(n, key, what+" as text", remedy)
		return "", false
	}
	if !form.MatchString(n.Value) {
		r.fail(positionOf(n), key, quote(n.Value)+" is not "+what, remedy)
		return "", false
	}
	return n.Value, true
}

package policy

import (
	"regexp"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"
)

var datePattern = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

var actions = []string{string(Fix), string(Propose), string(Report), string(Ignore)}

// controls reads the entries by their ids.
func (r *reader) controls(key string, n *yaml.Node, p *Policy) map[string]*Entry {
	all := map[string]*Entry{}
	r.each(key, n, func(name, value *yaml.Node) {
		key := join(key, name.Value)
		if !r.name(key, name, "id of a control or a test") {
			return
		}
		e := &Entry{ID: name.Value, Action: Fix, Position: positionOf(name)}
		r.entry(key, value, e, p)
		all[e.ID] = e
	})
	if len(all) == 0 {
		return nil
	}
	return all
}

// entry reads an action, or a mapping.
func (r *reader) entry(key string, n *yaml.Node, e *Entry, p *Policy) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == tagText:
		if e.setAction(r, key, n); e.Action == Ignore {
			r.fail(positionOf(n), key, "ignore needs a reason", `write {action: ignore, reason: "..."}, best with expires`)
		}
	case n.Kind != yaml.MappingNode:
		r.wrong(n, key, "an action or a mapping", "use one of: fix, propose, report, or a mapping with action and reason")
	case len(n.Content) == 0:
		r.fail(positionOf(n), key, "the mapping is empty", "write action, or remove the key")
	default:
		found := r.mapping(key, n, e.fields(p))
		if e.Action == Ignore && !slices.Contains(found, "reason") {
			r.fail(positionOf(n), join(key, "reason"), "ignore needs a reason", "say why in one sentence")
		}
	}
}

// fields are the keys of an entry.
func (e *Entry) fields(p *Policy) []field {
	return []field{
		{"action", e.setAction},
		{"reason", func(r *reader, key string, n *yaml.Node) {
			e.Reason, _ = r.prose(key, n, mostRuleBytes)
		}},
		{"expires", func(r *reader, key string, n *yaml.Node) { e.Expires = r.date(key, n) }},
		{"paths", func(r *reader, key string, n *yaml.Node) { e.Paths = r.filePaths(key, n) }},
		{"decisions", func(r *reader, key string, n *yaml.Node) { e.Decisions = r.decisions(key, n, p) }},
		{"replacement", func(r *reader, key string, n *yaml.Node) {
			if word := r.choice(key, n, replacements); word != "" {
				allow := word == replacementAllow
				e.AllowReplacement = &allow
			}
		}},
	}
}

func (e *Entry) setAction(r *reader, key string, n *yaml.Node) {
	if word := r.choice(key, n, actions); word != "" {
		e.Action = Action(word)
	}
}

// date reads a day, quoted or not.
func (r *reader) date(key string, n *yaml.Node) time.Time {
	const remedy = "write year-month-day, such as 2027-01-31"
	if r.refused[n] {
		return time.Time{}
	}
	if n.Kind != yaml.ScalarNode || n.Tag != tagText && n.Tag != tagDate {
		r.wrong(n, key, "a date", remedy)
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, n.Value)
	if err != nil || !datePattern.MatchString(n.Value) || day.IsZero() {
		r.fail(positionOf(n), key, quote(n.Value)+" is not a date", remedy)
		return time.Time{}
	}
	return day
}

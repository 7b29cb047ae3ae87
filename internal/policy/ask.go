package policy

import (
	"slices"
	"strings"
	"time"
)

// Action returns what happens for a target, and the entry that says so. The entry is nil when none holds;
// the action is Fix then. An entry that has expired, or that is for other files, does not hold.
func (p *Policy) Action(t Target, now time.Time) (Action, *Entry) {
	for e := range p.entries(t, now) {
		return e.Action, e
	}
	return Fix, nil
}

// Decision returns the answer to a decision for a target: the first that holds of the target's entries,
// then of the policy. It is false when a person has to decide.
func (p *Policy) Decision(name string, t Target, now time.Time) (Answer, bool) {
	for e := range p.entries(t, now) {
		if a, ok := firstThatHolds(e.Decisions[name], t); ok {
			return a, true
		}
	}
	return firstThatHolds(p.Decisions[name], t)
}

// Replacement tells whether a fix of the target may destroy and recreate a resource.
func (p *Policy) Replacement(t Target, now time.Time) bool {
	for e := range p.entries(t, now) {
		if e.AllowReplacement != nil {
			return *e.AllowReplacement
		}
	}
	return p.AllowReplacement
}

// Allows tells whether a file may change. The path is from the repository's root, with slashes; one that
// leaves the repository is never allowed.
func (p *Policy) Allows(file string) bool {
	if _, ok := local(file); !ok || matchesAny(p.Exclude, file) {
		return false
	}
	return len(p.Include) == 0 || matchesAny(p.Include, file)
}

// Expired returns the entries whose last day is over, in file order. They have no effect any more; a
// report names them so that a person renews or removes them.
func (p *Policy) Expired(now time.Time) []*Entry {
	var expired []*Entry
	for _, e := range p.inFileOrder() {
		if e.Expired(now) {
			expired = append(expired, e)
		}
	}
	return expired
}

// entries yields the entries that hold for a target, in the order of its ids.
func (p *Policy) entries(t Target, now time.Time) func(yield func(*Entry) bool) {
	return func(yield func(*Entry) bool) {
		for _, id := range t.IDs {
			e := p.Controls[id]
			if e == nil || e.Expired(now) || len(e.Paths) > 0 && !matchesAny(e.Paths, t.File) {
				continue
			}
			if !yield(e) {
				return
			}
		}
	}
}

func (p *Policy) inFileOrder() []*Entry {
	entries := make([]*Entry, 0, len(p.Controls))
	for _, e := range p.Controls {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b *Entry) int {
		if a.Position != b.Position {
			return a.Position.compare(b.Position)
		}
		return strings.Compare(a.ID, b.ID)
	})
	return entries
}

func firstThatHolds(answers []Answer, t Target) (Answer, bool) {
	for _, a := range answers {
		if a.holds(t) {
			return a, true
		}
	}
	return Answer{}, false
}

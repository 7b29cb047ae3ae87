package tfconfig

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// maxNearMisses is how many similar names a NotFound shows.
const maxNearMisses = 3

// notFound says what was searched, with what was ruled out and the closest names.
func (r *Repository) notFound(s search, excluded []Candidate) Location {
	blocks := map[*Block]bool{}
	unknown := 0
	for _, t := range s.types {
		for _, n := range r.namesOf(t) {
			blocks[n.block] = true
			if !n.known && n.role == byName {
				unknown++
			}
		}
	}
	reason := fmt.Sprintf("of %s %s none is named %s", count(len(blocks), "block", "blocks"), "of type "+either(s.types), s.resource)
	if len(blocks) == 0 {
		reason = fmt.Sprintf("the repository has no named %s block that could be %s", either(s.types), s.resource)
	}
	if len(excluded) > 0 {
		reason = fmt.Sprintf("what is named %s in the repository is another resource: %s", s.resource, excluded[0].Reason)
	}
	if unknown > 0 && len(excluded) == 0 {
		reason += fmt.Sprintf("; %s on values that the repository does not hold", count(unknown, "name depends", "names depend"))
	}
	if s.strangeKind != "" {
		reason += fmt.Sprintf("; the kind %s is not known, so all types were searched", s.strangeKind)
	}
	unread := r.unread(s.resource)
	if unread != "" {
		reason += fmt.Sprintf("; %s holds that name but was not read", unread)
	}
	candidates := slices.Concat(excluded, r.overridable(s), r.nearMisses(s))
	return Location{Outcome: NotFound, Reason: reason, Candidates: trim(candidates), Unread: unread}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// overridable are names that would fit if a root's variable had another value than its default, as when
// a pipeline passes it.
func (r *Repository) overridable(s search) []Candidate {
	var all []Candidate
	for _, t := range s.types {
		wanted := canonical(t, s.resource)
		for _, n := range r.namesOf(t) {
			if !n.known || n.role != byName || len(n.expr.Variables()) == 0 {
				continue
			}
			e := n.inst.evaluation(n.each)
			e.budget.open = true
			open := *n
			open.known = false
			open.settle(e.shape(n.expr), false)
			if open.known {
				continue
			}
			if m, ok := open.compare(s.resource, wanted); ok {
				all = append(all, n.candidate(fmt.Sprintf("%s, but by its default it is %q", m.describe(), n.value)))
			}
		}
	}
	return all
}

// unread returns a file that holds a name but could not be read as Terraform, or "".
func (r *Repository) unread(name string) string {
	for _, path := range sortedKeys(r.sources) {
		s := r.sources[path]
		if s.problem == nil && s.kind != jsonFile {
			continue
		}
		if bytes.Contains(s.data, []byte(name)) {
			return path
		}
	}
	return ""
}

// nearMisses are the names closest to the one wanted.
func (r *Repository) nearMisses(s search) []Candidate {
	type miss struct {
		*name
		distance int
	}
	allowed := max(1, min(len(s.resource)/4, 6))
	var misses []miss
	seen := map[*Block]bool{}
	for _, t := range s.types {
		wanted := canonical(t, s.resource)
		for _, n := range r.namesOf(t) {
			if !n.known || seen[n.block] || difference(len(n.value), len(s.resource)) > allowed || len(s.resource) > 256 {
				continue
			}
			if d := levenshtein.ComputeDistance(canonical(t, n.value), wanted); d <= allowed && d > 0 {
				seen[n.block] = true
				misses = append(misses, miss{n, d})
			}
		}
	}
	slices.SortStableFunc(misses, func(a, b miss) int { return cmp.Compare(a.distance, b.distance) })
	var all []Candidate
	for _, m := range misses[:min(len(misses), maxNearMisses)] {
		all = append(all, m.candidate(fmt.Sprintf("its %s is %q, a similar name", m.argument, m.value)))
	}
	return all
}

func difference(a, b int) int { return max(a-b, b-a) }

// opaqueOutcome answers for ids that configuration does not hold: what would resolve them, and the
// blocks that could be meant when they are few.
func (r *Repository) opaqueOutcome(s search) Location {
	var all []Candidate
	seen := map[*Block]bool{}
	for _, m := range r.Modules {
		for _, b := range m.blocks {
			if b.Type() == "" || seen[b] || !slices.Contains(s.types, b.Type()) {
				continue
			}
			seen[b] = true
			for _, inst := range r.Instances(m)[:min(1, len(r.Instances(m)))] {
				n := &name{block: b, inst: inst}
				all = append(all, n.candidate("a block of the type; only state or tags can tell whether it is the resource"))
			}
		}
	}
	reason := s.opaque + "; state, or the resource's Name tag or alias, would lead to its block"
	if len(all) > maxCandidates {
		reason += fmt.Sprintf(" (%d blocks of the type)", len(all))
		all = nil
	}
	return Location{Outcome: NotFound, Reason: reason, Candidates: trim(all)}
}

// elsewhere answers for a resource that a module makes whose code is not in the repository.
func elsewhere(s search, remote []Candidate) Location {
	return Location{
		Outcome: Elsewhere, Candidates: trim(remote),
		Reason: fmt.Sprintf("%s is made by %s, whose code is not in this repository: set the module's inputs", s.resource, strings.TrimSuffix(remote[0].Address, ".")),
	}
}

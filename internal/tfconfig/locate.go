package tfconfig

import (
	"fmt"
	"slices"
)

// maxCandidates is the length of Location.Candidates.
const maxCandidates = 10

// strength orders evidence; only the strongest that occurs counts.
type strength int

const (
	fit strength = iota + 1
	tag
	alias
	exact
)

// match is a name that agrees with what is searched for.
type match struct {
	*name
	strength strength
	// filled says what each unknown part would have to be; for fits only.
	filled map[string]string
}

// Locate answers which block owns a resource. It abstains rather than guess: Found means that the
// strongest evidence leads to exactly one block.
//
// Evidence, strongest first: the name that the configuration gives the resource is equal; an alias of
// a KMS key is equal; the Name tag is equal, for kinds without names; the name fits a template with
// unknown parts, or a name prefix, and no other block's does. A block is out of the question if its
// provider's region or account contradicts the query's. The resource may also be a Terraform address.
func (r *Repository) Locate(q Query) Location {
	s, reason := prepare(q)
	if reason != "" {
		return Location{Outcome: NotFound, Reason: reason}
	}
	if location, ok := r.locateAddress(q, s); ok {
		return location
	}
	if s.opaque != "" {
		return r.opaqueOutcome(s)
	}
	matches, excluded := r.matches(s)
	remote := r.remote(s)
	if len(matches) == 0 {
		if len(remote) > 0 {
			return elsewhere(s, remote)
		}
		return r.notFound(s, excluded)
	}
	return r.decide(s, matches, excluded, remote)
}

// matches collects the names that agree and, as candidates, those that a contradiction rules out.
func (r *Repository) matches(s search) (found []match, excluded []Candidate) {
	for _, t := range s.types {
		wanted := canonical(t, s.resource)
		for _, n := range r.namesOf(t) {
			m, ok := n.compare(s.resource, wanted)
			if !ok {
				continue
			}
			why := n.contradiction(s.account, s.region)
			if why == "" {
				why = n.parentContradiction(s.parent)
			}
			if why != "" {
				excluded = append(excluded, n.candidate(m.describe()+", but "+why))
				continue
			}
			found = append(found, m)
		}
	}
	return found, excluded
}

// compare holds a name against the one that is wanted, as given and in canonical form.
func (n *name) compare(given, wanted string) (match, bool) {
	t := n.block.Type()
	if n.known {
		if canonical(t, n.value) != wanted {
			return match{}, false
		}
		return match{name: n, strength: map[role]strength{byName: exact, byAlias: alias, byTag: tag}[n.role]}, true
	}
	filled, ok := n.shape.fits(n.re, given)
	if !ok && given != wanted {
		filled, ok = n.shape.fits(n.re, wanted)
	}
	return match{name: n, strength: fit, filled: filled}, ok
}

// parentContradiction rules out a service or node group of another cluster.
func (n *name) parentContradiction(parent string) string {
	argument := kindOfType(n.block.Type()).Parent
	if parent == "" || argument == "" {
		return ""
	}
	x := n.block.Module.attribute(n.block, argument)
	if x == nil {
		return ""
	}
	is, ok := text(n.inst.Evaluate(x, n.each))
	if !ok || lastPart(is) == parent {
		return ""
	}
	return fmt.Sprintf("its %s is %s, the resource's is %s", argument, lastPart(is), parent)
}

// decide picks the block with the strongest evidence, if there is exactly one.
func (r *Repository) decide(s search, matches []match, excluded []Candidate, remote []Candidate) Location {
	best := matches[0].strength
	for _, m := range matches {
		best = max(best, m.strength)
	}
	var top []match
	var blocks []*Block
	for _, m := range matches {
		if m.strength != best {
			excluded = append(excluded, m.candidate(m.describe()+", weaker evidence"))
			continue
		}
		top = append(top, m)
		if !slices.Contains(blocks, m.block) {
			blocks = append(blocks, m.block)
		}
	}
	if best < exact && len(remote) > 0 {
		return elsewhere(s, append(remote, candidatesOf(top)...))
	}
	doubt := r.doubt(s, top, blocks, remote)
	if doubt != "" {
		return Location{Outcome: Ambiguous, Reason: doubt, Candidates: trim(slices.Concat(candidatesOf(top), remote, excluded))}
	}
	if !r.opts.allows(blocks[0].File.Path) {
		return Location{
			Outcome: NotFound, LeftOut: true, Candidates: trim(candidatesOf(top)),
			Reason: fmt.Sprintf("%s in %s owns %s, but the paths filter leaves that file out", blocks[0].Ref.Address, blocks[0].File.Path, s.resource),
		}
	}
	return Location{
		Outcome: Found, Target: s.target(top), Candidates: trim(excluded),
		Reason: fmt.Sprintf("%s in %s is the only block that %s leads to", blocks[0].Ref.Address, blocks[0].File.Path, s.resource),
	}
}

// doubt says why the strongest matches do not settle the matter, or "".
func (r *Repository) doubt(s search, top []match, blocks []*Block, remote []Candidate) string {
	switch {
	case len(blocks) > 1:
		return fmt.Sprintf("%d blocks answer to %s with equal evidence, which leaves open which one owns it", len(blocks), s.resource)
	case len(remote) > 0:
		return fmt.Sprintf("a block and a module that is not on disk both answer to %s", s.resource)
	case r.cache.truncated.Load():
		return fmt.Sprintf("a block answers to %s, but the repository expands to more instances than are searched", s.resource)
	case s.strangeKind != "":
		return fmt.Sprintf("a block answers to %s, but the kind %s is not known, so it may be another resource of that name", s.resource, s.strangeKind)
	}
	if top[0].strength > fit {
		return ""
	}
	if file := r.unread(s.resource); file != "" {
		return fmt.Sprintf("a template fits %s, but %s holds that name and was not read", s.resource, file)
	}
	for _, m := range top {
		if m.inst.Module.Incomplete || m.inst.Root.Incomplete || m.inst.Module.JSON || m.inst.Root.JSON {
			return fmt.Sprintf("a template fits %s, but files beside it were not read", s.resource)
		}
	}
	return ""
}

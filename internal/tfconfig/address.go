package tfconfig

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// addressPattern is an AWS resource's address as terraform writes it, with or without module path and
// instance keys.
var addressPattern = regexp.MustCompile(`^(?:module\.[A-Za-z_][\w-]*(?:\[[^\]]*\])?\.)*(aws_[a-z0-9_]+)\.[A-Za-z_][\w-]*(?:\[[^\]]*\])?$`)

var instanceKeys = regexp.MustCompile(`\[[^\]]*\]`)

// locateAddress answers a query that is a Terraform address. The flag is false when it is not one.
func (r *Repository) locateAddress(q Query, s search) (Location, bool) {
	address := strings.TrimSpace(q.Resource)
	parts := addressPattern.FindStringSubmatch(address)
	if !q.Address || parts == nil || strings.HasPrefix(address, "arn:") {
		return Location{}, false
	}
	t := parts[1]
	if (len(q.Types) > 0 || q.Kind != "" && s.strangeKind == "") && !slices.Contains(s.types, t) {
		return Location{Outcome: NotFound, Reason: fmt.Sprintf("%s is a %s, but %s was asked for", address, t, either(s.types))}, true
	}
	bare := instanceKeys.ReplaceAllString(address, "")
	var found, excluded []match
	for _, m := range r.Modules {
		b := m.index[bare[strings.LastIndex(bare, t+"."):]]
		if b == nil {
			continue
		}
		for _, n := range r.addresses(b, address, bare) {
			if n.contradiction(s.account, s.region) != "" {
				excluded = append(excluded, match{name: n})
				continue
			}
			found = append(found, match{name: n})
		}
	}
	return r.decideAddress(s, address, found, excluded), true
}

// addresses returns the occurrences of a block that an address means: those with exactly that address,
// those that differ in instance keys only when the address has none, and, for an address without a
// module path, all occurrences of a block with that address in its own module.
func (r *Repository) addresses(b *Block, address, bare string) []*name {
	var found []*name
	for _, inst := range r.Instances(b.Module) {
		e := inst.evaluation(nil)
		for _, o := range e.occurrences(b) {
			n := &name{block: b, inst: inst, suffix: o.suffix, each: o.each}
			full := n.address()
			stripped := instanceKeys.ReplaceAllString(full, "")
			local := b.Ref.Address + o.suffix
			switch {
			case full == address, address == bare && stripped == bare:
			case !strings.HasPrefix(address, "module.") && (local == address || b.Ref.Address == address):
			case stripped == bare && o.unknown():
			default:
				continue
			}
			found = append(found, n)
		}
	}
	return found
}

func (r *Repository) decideAddress(s search, address string, found, excluded []match) Location {
	var blocks []*Block
	var candidates []Candidate
	for _, m := range found {
		if !slices.Contains(blocks, m.block) {
			blocks = append(blocks, m.block)
		}
		candidates = append(candidates, m.candidate("it has that address"))
	}
	for _, m := range excluded {
		candidates = append(candidates, m.candidate("it has that address, but "+m.contradiction(s.account, s.region)))
	}
	switch {
	case len(blocks) == 0:
		return Location{Outcome: NotFound, Candidates: trim(candidates), Reason: fmt.Sprintf("no block of the repository has the address %s", address)}
	case len(blocks) > 1:
		return Location{Outcome: Ambiguous, Candidates: trim(candidates), Reason: fmt.Sprintf("%d blocks have the address %s; narrow the search to one folder", len(blocks), address)}
	case !r.opts.allows(blocks[0].File.Path):
		return Location{Outcome: NotFound, Candidates: trim(candidates), Reason: fmt.Sprintf("%s is in %s, which the paths filter leaves out", address, blocks[0].File.Path)}
	}
	t := &Target{Block: blocks[0], Evidence: []string{fmt.Sprintf("%s is the address of the block in %s", address, blocks[0].File.Path)}}
	for _, m := range found {
		placement := Placement{Root: m.inst.Root.Dir, Address: m.address()}
		if !slices.Contains(t.Instances, placement) {
			t.Instances = append(t.Instances, placement)
		}
	}
	return Location{Outcome: Found, Target: t, Reason: fmt.Sprintf("the query is the address of one block in %s", blocks[0].File.Path)}
}

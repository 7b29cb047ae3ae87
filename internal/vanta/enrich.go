package vanta

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

const (
	// fewSingles is up to how many resources of a kind are read one by one without asking how many there
	// are: asking would cost a request too.
	fewSingles = 3
	// maxStragglers is how many resources that a listing left out are then read one by one.
	maxStragglers = 20
)

// finding is what became of an entity in the inventory: a resource, or the reason why there is none.
type finding struct {
	resource
	why string
}

// inventory looks entities up in Vanta's inventory of AWS, each once, however many tests it fails.
type inventory struct {
	c     *Client
	kinds []string // empty when Vanta does not tell
	found map[string]finding
}

// look returns the findings by entity id. A resource that Vanta does not know is a finding; every other
// failure is an error.
func (c *Client) look(ctx context.Context, kinds []string, entities map[string]entity) (map[string]finding, error) {
	inv := &inventory{c: c, kinds: kinds, found: map[string]finding{}}
	byKind := map[string][]entity{}
	for _, id := range slices.Sorted(maps.Keys(entities)) {
		kind, _ := entities[id].kind()
		byKind[kind] = append(byKind[kind], entities[id])
	}
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		lookUp := inv.byID
		if kind == "" {
			lookUp = inv.byName
		}
		if err := lookUp(ctx, kind, byKind[kind]); err != nil {
			return nil, err
		}
	}
	return inv.found, nil
}

// byID finds entities whose id names the kind.
func (v *inventory) byID(ctx context.Context, kind string, wanted []entity) error {
	if len(v.kinds) > 0 && !slices.Contains(v.kinds, kind) {
		// Tests may span integrations, and a GithubRepo is not in AWS's inventory. Vanta's own spelling
		// of kinds varies, though, so one request finds out.
		if err := v.singles(ctx, kind, wanted[:1]); err != nil {
			return err
		}
		if v.found[wanted[0].id].why != "" {
			for _, e := range wanted {
				v.found[e.id] = finding{why: fmt.Sprintf("vanta's inventory of aws has no resources of kind %q", kind)}
			}
			return nil
		}
		wanted = wanted[1:]
	}
	if len(wanted) <= fewSingles {
		return v.singles(ctx, kind, wanted)
	}
	count, err := v.c.countResources(ctx, kind)
	if err != nil {
		return err
	}
	if count >= 0 && (count+pageSize-1)/pageSize >= len(wanted) {
		return v.singles(ctx, kind, wanted)
	}
	return v.pages(ctx, kind, wanted)
}

// singles reads each entity's resource by itself.
func (v *inventory) singles(ctx context.Context, kind string, wanted []entity) error {
	for _, e := range wanted {
		_, id := e.kind()
		r, err := v.c.getResource(ctx, kind, id, e.id)
		switch {
		case isNotFound(err):
			v.found[e.id] = finding{why: "vanta's inventory does not hold the resource"}
		case err != nil:
			return err
		default:
			v.found[e.id] = finding{resource: r}
		}
	}
	return nil
}

// pages lists the kind until every wanted resource has come by, or until the listing has cost as much as
// reading them one by one.
func (v *inventory) pages(ctx context.Context, kind string, wanted []entity) error {
	missing := map[string]entity{}
	for _, e := range wanted {
		missing[bareID(e.id)] = e
	}
	budget := len(wanted)
	take := func(page []resource) bool {
		for _, r := range page {
			if e, ok := missing[r.id]; ok {
				v.found[e.id] = finding{resource: r}
				delete(missing, r.id)
			}
		}
		budget--
		return len(missing) > 0 && budget > 0
	}
	all, err := v.c.listResources(ctx, kind, take)
	if err != nil && !isNotFound(err) {
		return err
	}
	// The last page of a listing is not offered to take.
	take(all)
	var rest []entity
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		if e := missing[id]; err == nil && len(rest) < maxStragglers {
			rest = append(rest, e)
		} else {
			v.found[e.id] = finding{why: "vanta's inventory does not list the resource"}
		}
	}
	return v.singles(ctx, kind, rest)
}

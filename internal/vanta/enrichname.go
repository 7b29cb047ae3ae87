package vanta

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

const (
	// maxKinds is how many kinds are listed for entities that do not say of which kind they are.
	maxKinds = 20
	// maxKindPages is how far one of them is listed.
	maxKindPages = 20
)

// byName finds entities with a bare id, among the plausible kinds: by that id, or else by a display name
// that only one resource has. A name that several have is no evidence.
func (v *inventory) byName(ctx context.Context, _ string, wanted []entity) error {
	listed := map[string]listing{}
	for _, e := range wanted {
		if m := accountName.FindStringSubmatch(e.name); m != nil {
			v.found[e.id] = finding{resource: resource{account: m[1]}}
			continue
		}
		kinds := plausible(v.kinds, e.responseType)
		if len(kinds) == 0 || len(kinds) > maxKinds {
			v.found[e.id] = finding{why: "vanta does not say of which kind the entity is"}
			continue
		}
		whole := true
		var candidates []resource
		for _, kind := range kinds {
			l, err := v.listing(ctx, kind, listed)
			if err != nil {
				return err
			}
			whole = whole && l.whole
			candidates = append(candidates, l.resources...)
		}
		v.found[e.id] = pick(e, candidates, whole)
	}
	return nil
}

// listing is the resources of a kind; whole says that none is left out.
type listing struct {
	resources []resource
	whole     bool
}

// listing lists a kind once.
func (v *inventory) listing(ctx context.Context, kind string, known map[string]listing) (listing, error) {
	if l, ok := known[kind]; ok {
		return l, nil
	}
	l := listing{whole: true}
	pages := 0
	resources, err := v.c.listResources(ctx, kind, func([]resource) bool {
		pages++
		l.whole = pages < maxKindPages
		return l.whole
	})
	if err != nil && !isNotFound(err) {
		return l, err
	}
	for _, r := range resources {
		if r.kind == "" {
			r.kind = kind
		}
		l.resources = append(l.resources, r)
	}
	known[kind] = l
	return l, nil
}

// pick chooses the resource that the entity is.
func pick(e entity, candidates []resource, whole bool) finding {
	var named []resource
	for _, r := range candidates {
		if r.id == bareID(e.id) {
			return finding{resource: r}
		}
		if e.name != "" && r.name == e.name {
			named = append(named, r)
		}
	}
	if alive := slices.DeleteFunc(slices.Clone(named), func(r resource) bool { return !r.alive() }); len(alive) > 0 {
		named = alive
	}
	switch {
	case !whole:
		return finding{why: "vanta's inventory is too long to look the name up"}
	case len(named) == 0:
		return finding{why: "vanta's inventory does not hold the resource"}
	case len(named) > 1:
		return finding{why: fmt.Sprintf("%d resources in vanta's inventory have this name", len(named))}
	default:
		return finding{resource: named[0]}
	}
}

// plausible returns the kinds that share most words with an entity's responseType, which is free text:
// "ECR container repository" is an ECRContainerRepository. With no word in common every kind is plausible.
func plausible(kinds []string, responseType string) []string {
	wanted := nameWords(responseType)
	best := 0
	var chosen []string
	for _, kind := range kinds {
		n := 0
		for _, w := range nameWords(kind) {
			if slices.Contains(wanted, w) {
				n++
			}
		}
		switch {
		case n > best:
			best, chosen = n, []string{kind}
		case n == best:
			chosen = append(chosen, kind)
		}
	}
	return chosen
}

// nameWords splits camel case and prose into lower-case words, without "aws", which distinguishes nothing.
func nameWords(s string) []string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		upper := unicode.IsUpper(r)
		if i > 0 && upper && (unicode.IsLower(runes[i-1]) || (i+1 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1]))) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return slices.DeleteFunc(strings.Fields(b.String()), func(w string) bool { return w == "aws" })
}

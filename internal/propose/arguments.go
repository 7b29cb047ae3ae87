package propose

import (
	"slices"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/schema"
)

// The tokens that argument lists may take, by the estimate of package schema. What the control names is
// always shown.
const (
	maxTargetArguments    = 500
	maxCompanionArguments = 200
)

// arguments are the argument lists of the target's type and of its companions' types, as far as the provider's
// schema is known: the control's own arguments first. A target of which nothing is required needs none.
func arguments(r Request, states []expect.State) []string {
	block := r.Target.Block
	version, _ := r.Repository.ProviderVersion(block.Module)
	var all []string
	add := func(resourceType string, body control.Body, limit int) {
		if resource := schema.Load().Resource(resourceType); resource != nil {
			all = append(all, resource.Excerpt(version, paths(body, ""), limit))
		}
	}
	if want := wanted(states); block.Syntax.Type == "resource" && (r.Control == nil || !empty(want)) {
		add(block.Type(), want, maxTargetArguments)
	}
	var shown []string
	for _, state := range states {
		for _, companion := range state.Companions {
			if slices.Contains(shown, companion.Type) {
				continue
			}
			shown = append(shown, companion.Type)
			var body control.Body
			for _, same := range companionsOf(states, companion.Type) {
				for _, part := range []control.Body{same.Where, same.Want, same.New} {
					body.Attributes = append(body.Attributes, part.Attributes...)
					body.Blocks = append(body.Blocks, part.Blocks...)
				}
			}
			add(companion.Type, body, maxCompanionArguments)
		}
	}
	return all
}

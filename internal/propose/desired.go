package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// statesOf are the desired states that concern the target and that it may not meet yet; none without a
// control and for another kind of block.
func statesOf(r Request) []expect.State {
	if r.Control == nil {
		return nil
	}
	states := expect.States(r.Repository, r.Target.Block, r.Control, r.Options)
	return slices.DeleteFunc(states, func(s expect.State) bool { return s.Met })
}

// companionsOf are the companions of a type that a proposal may hold.
func companionsOf(states []expect.State, resourceType string) []*control.Companion {
	var all []*control.Companion
	for _, state := range states {
		for i := range state.Companions {
			if state.Companions[i].Type == resourceType {
				all = append(all, &state.Companions[i])
			}
		}
	}
	return all
}

// meant picks the companion that a block is, of several of one type: the one whose identifying arguments
// it has, else the first.
func meant(companions []*control.Companion, body *hclsyntax.Body) *control.Companion {
	for _, companion := range companions {
		identified := !slices.ContainsFunc(companion.Where.Attributes, func(want control.Attribute) bool {
			attribute := body.Attributes[want.Name]
			if attribute == nil {
				return true
			}
			value, diags := attribute.Expr.Value(nil)
			return diags.HasErrors() || want.Want.Holds(value) != control.Satisfied
		})
		if identified {
			return companion
		}
	}
	return companions[0]
}

// wanted is what the target itself must say, over all states that concern it.
func wanted(states []expect.State) control.Body {
	var all control.Body
	for _, state := range states {
		all.Attributes = append(all.Attributes, state.Want.Attributes...)
		all.Blocks = append(all.Blocks, state.Want.Blocks...)
		for _, repair := range state.Repairs {
			all.Blocks = append(all.Blocks, control.Block{Type: repair.Block, Body: repair.Want})
		}
	}
	return all
}

// supports are the resources that the catalogue writes together with new companions, such as a role, by
// their addresses. A proposal may hold them word for word and no others of their types.
func supports(states []expect.State, state expect.Assessment) map[string]patch.AddResource {
	with := map[string]bool{}
	for _, s := range states {
		for _, companion := range s.Companions {
			for _, support := range companion.With {
				with[support.Type] = true
			}
		}
	}
	all := map[string]patch.AddResource{}
	if len(with) == 0 {
		return all
	}
	for _, missing := range state.Missing {
		for _, operation := range missing.Operations {
			add, ok := operation.(patch.AddResource)
			if !ok {
				continue
			}
			block, err := parseBlock(add.Source, "a resource of the catalogue")
			if err == nil && len(block.Labels) == 2 && with[block.Labels[0]] && len(companionsOf(states, block.Labels[0])) == 0 {
				all[block.Labels[0]+"."+block.Labels[1]] = add
			}
		}
	}
	return all
}

// sameText reports whether two sources differ in white space only.
func sameText(a, b string) bool {
	return slices.Equal(strings.Fields(a), strings.Fields(b))
}

// paths are the ways to everything that a body names, for the argument list of its type.
func paths(body control.Body, prefix string) []string {
	var all []string
	for _, attribute := range body.Attributes {
		all = append(all, prefix+attribute.Name)
	}
	for _, block := range body.Blocks {
		all = append(append(all, prefix+block.Type), paths(block.Body, prefix+block.Type+".")...)
	}
	return all
}

// questions are the decisions without an answer that a fix of the block needs, as a person is asked.
func questions(r Request, state expect.Assessment) []string {
	var all []string
	for _, name := range state.Decisions() {
		all = append(all, askedFor(r.Control, name))
	}
	return all
}

// askedFor is the question of a decision.
func askedFor(ctl *control.Control, name string) string {
	at := slices.IndexFunc(ctl.Decisions, func(d control.Decision) bool { return d.Name == name })
	if at < 0 {
		return fmt.Sprintf("What is %s?", name)
	}
	return strings.TrimSpace(ctl.Decisions[at].Question)
}

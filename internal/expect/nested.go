package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// nested returns what is missing of nested blocks of one type.
func (a *assessor) nested(body *hclsyntax.Body, path []patch.Step, want control.Block) []Requirement {
	if want.None {
		return a.noBlock(body, path, want.Type)
	}
	var missing []Requirement
	index, meant := 0, 0
	for _, block := range body.Blocks {
		if block.Type != want.Type {
			continue
		}
		step := patch.Step{Block: want.Type, Index: index}
		index++
		if want.Key != "" {
			switch a.identified(block.Body, want) {
			case control.Failing:
				continue
			case control.Unknown:
				return []Requirement{a.unclear(path, want, fmt.Sprintf("%s of a %s block cannot be evaluated", want.Key, want.Type))}
			}
		}
		meant++
		missing = append(missing, a.requirements(block.Body, append(path[:len(path):len(path)], step), want.Body)...)
	}
	switch {
	case isDynamic(body, want.Type):
		return append(missing, a.unclear(path, want, where(path, want.Type)+" is made by a dynamic block"))
	case body.Attributes[want.Type] != nil:
		return append(missing, a.unclear(path, want, where(path, want.Type)+" is set as an argument, not as blocks"))
	case meant > 0 || want.Each:
		return missing
	}
	return []Requirement{a.absentBlock(path, want)}
}

// noBlock returns what is missing where no block of a type may stand: every one that does is removed, and a
// list that is written as an argument is emptied.
func (a *assessor) noBlock(body *hclsyntax.Body, path []patch.Step, blockType string) []Requirement {
	name := where(path, blockType)
	if isDynamic(body, blockType) {
		return []Requirement{{Text: name + " must be absent, which cannot be known", Obstacle: name + " is made by a dynamic block"}}
	}
	if attr := body.Attributes[blockType]; attr != nil {
		empty := control.Attribute{Name: blockType, Want: control.Constraint{Op: control.Equal, Values: []cty.Value{cty.EmptyTupleVal}}}
		if req, ok := a.attribute(body, path, empty); !ok {
			return []Requirement{req}
		}
		return nil
	}
	var missing []Requirement
	for _, block := range body.Blocks {
		if block.Type != blockType {
			continue
		}
		step := slices.Concat(path, []patch.Step{{Block: blockType}})
		req := Requirement{Verdict: control.Failing, Text: name + " must be absent, it is there"}
		if a.ignored(path, blockType) {
			req.Obstacle, req.Human = "lifecycle ignores changes of "+name, true
		} else {
			req.Operations = []patch.Operation{patch.RemoveBlock{
				Block: a.block.Ref, Path: step, Was: string(block.Range().SliceBytes(a.block.File.Bytes)),
			}}
		}
		missing = append(missing, req)
	}
	return missing
}

// identified answers whether a block is the one that its key names.
func (a *assessor) identified(body *hclsyntax.Body, want control.Block) control.Verdict {
	for _, attribute := range want.Body.Attributes {
		if attribute.Name == want.Key {
			return a.value(body.Attributes[want.Key], attribute.Want)
		}
	}
	return control.Failing
}

func isDynamic(body *hclsyntax.Body, blockType string) bool {
	for _, block := range body.Blocks {
		if block.Type == "dynamic" && len(block.Labels) == 1 && block.Labels[0] == blockType {
			return true
		}
	}
	return false
}

func (a *assessor) unclear(path []patch.Step, want control.Block, obstacle string) Requirement {
	if a.quiet {
		return Requirement{Verdict: control.Unknown}
	}
	return Requirement{
		Verdict:  control.Unknown,
		Text:     fmt.Sprintf("%s must be %s, which cannot be known", where(path, want.Type), describe(want.Body)),
		Obstacle: obstacle,
	}
}

func (a *assessor) absentBlock(path []patch.Step, want control.Block) Requirement {
	if a.quiet {
		return Requirement{Verdict: control.Failing}
	}
	req := Requirement{
		Verdict: control.Failing,
		Text:    fmt.Sprintf("%s must be %s, the block is absent", where(path, want.Type), describe(want.Body)),
	}
	if a.ignored(path, want.Type) {
		req.Obstacle, req.Human = "lifecycle ignores changes of "+where(path, want.Type), true
		return req
	}
	r := a.renderer()
	source := format(r.nestedBlock(want))
	if r.obstacle != "" {
		req.Obstacle, req.Decisions = r.obstacle, r.decisions
		return req
	}
	req.Operations = []patch.Operation{patch.AddBlock{Block: a.block.Ref, Path: path, Source: source}}
	req.Replaces = a.replacesBlock(path, want)
	return req
}

// replacesBlock reports whether adding a block recreates the resource.
func (a *assessor) replacesBlock(path []patch.Step, want control.Block) bool {
	inner := slices.Concat(path, []patch.Step{{Block: want.Type}})
	if a.replaces(path, want.Type) {
		return true
	}
	for _, attribute := range want.Body.Attributes {
		if a.replaces(inner, attribute.Name) {
			return true
		}
	}
	return false
}

// repair returns one requirement for each nested block that says the wrong thing.
func (a *assessor) repair(want control.Repair) []Requirement {
	var missing []Requirement
	index := 0
	for _, block := range a.body.Blocks {
		if block.Type != want.Block {
			continue
		}
		path := []patch.Step{{Block: want.Block, Index: index}}
		index++
		switch a.holds(block.Body, want.When) {
		case control.Satisfied:
			missing = append(missing, a.repaired(block.Body, path, want)...)
		case control.Unknown:
			missing = append(missing, Requirement{
				Text:     fmt.Sprintf("%s: %s, which cannot be known", where(path[:0], want.Block), want.Reason),
				Obstacle: fmt.Sprintf("%s depends on values that are not known", where(nil, want.Block)),
			})
		}
	}
	if isDynamic(a.body, want.Block) || a.body.Attributes[want.Block] != nil {
		missing = append(missing, Requirement{
			Text:     fmt.Sprintf("%s: %s, which cannot be known", want.Block, want.Reason),
			Obstacle: fmt.Sprintf("%s is not written as blocks", want.Block),
		})
	}
	return missing
}

func (a *assessor) repaired(body *hclsyntax.Body, path []patch.Step, want control.Repair) []Requirement {
	missing := a.requirements(body, path, want.Want)
	for i := range missing {
		missing[i].Verdict = control.Failing
		missing[i].Text = want.Reason + ": " + missing[i].Text
	}
	return missing
}

// where names an attribute or block by its way from the resource, such as "metadata_options.http_tokens".
func where(path []patch.Step, name string) string {
	var parts []string
	for _, step := range path {
		if step.Index > 0 {
			parts = append(parts, fmt.Sprintf("%s[%d]", step.Block, step.Index))
		} else {
			parts = append(parts, step.Block)
		}
	}
	return strings.Join(append(parts, name), ".")
}

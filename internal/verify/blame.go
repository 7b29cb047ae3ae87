package verify

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	tfjson "github.com/hashicorp/terraform-json"

	"github.com/terrafix/terrafix-action/internal/patch"
)

// blame gives each error to the one draft that edits or adds the block in which the error lies. Errors
// in other blocks, and in blocks that several drafts edit, are nobody's.
func blame(errors []tfjson.Diagnostic, merged map[string][]byte, proven, drafts []*Draft) map[*Draft][]tfjson.Diagnostic {
	owners := map[patch.Ref]map[*Draft]bool{}
	for _, d := range append(append([]*Draft(nil), proven...), drafts...) {
		for _, ref := range d.touched() {
			if owners[ref] == nil {
				owners[ref] = map[*Draft]bool{}
			}
			owners[ref][d] = true
		}
	}
	blamed := map[*Draft][]tfjson.Diagnostic{}
	for _, e := range errors {
		if e.Range == nil {
			continue
		}
		candidates := owners[blockAt(merged, e.Range)]
		if len(candidates) != 1 {
			continue
		}
		for _, d := range drafts {
			if candidates[d] {
				blamed[d] = append(blamed[d], e)
			}
		}
	}
	return blamed
}

// touched returns the blocks that the draft's patch edits or adds.
func (d *Draft) touched() []patch.Ref {
	var refs []patch.Ref
	for _, op := range d.candidate.Patch.Operations {
		ref := op.Where()
		if added := addedAddress(op); added != "" {
			ref.Address = added
		}
		refs = append(refs, ref)
	}
	return refs
}

// addedAddress returns the address of the resource that an operation adds, or "".
func addedAddress(op patch.Operation) string {
	add, ok := op.(patch.AddResource)
	if !ok {
		return ""
	}
	if block := parseOneBlock(add.Source); block != nil {
		return patch.Address(block)
	}
	return ""
}

// blockAt returns the top-level block that holds the beginning of a range; the zero Ref if none does.
func blockAt(files map[string][]byte, at *tfjson.Range) patch.Ref {
	src, ok := files[at.Filename]
	if !ok {
		return patch.Ref{}
	}
	file, _ := hclsyntax.ParseConfig(src, at.Filename, hcl.InitialPos)
	if file == nil {
		return patch.Ref{}
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return patch.Ref{}
	}
	for _, block := range body.Blocks {
		if block.TypeRange.Start.Line <= at.Start.Line && at.Start.Line <= block.CloseBraceRange.End.Line {
			return patch.Ref{File: at.Filename, Address: patch.Address(block)}
		}
	}
	return patch.Ref{}
}

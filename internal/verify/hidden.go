package verify

import (
	"fmt"
	"slices"

	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// hidden says why terraform cannot have checked the draft in this root, or "" if it has. Terraform skips
// what depends on a block with an error, and goes no further in that block itself (measured with 1.11.4),
// so that the absence of new errors proves nothing there.
func (v *Verifier) hidden(r *root, d *Draft) string {
	if len(r.baseline) == 0 {
		return ""
	}
	needed := v.upstream(d)
	for _, e := range r.baseline {
		what := "the root"
		if e.Range != nil {
			ref := blockAt(v.base, e.Range)
			if ref.Address != "" && !needed[ref] {
				continue
			}
			what = e.Range.Filename
			if ref.Address != "" {
				what = ref.Address
			}
		}
		return fmt.Sprintf("%s, root %s: %s had an error before (%s), which keeps terraform from checking %s",
			r.with, r.module.Dir, what, oneLine(e.Summary), d.candidate.Target.Block.Ref.Address)
	}
	return ""
}

// upstream returns the blocks that the draft edits and all that they depend on, through the calls of
// their module as well.
func (v *Verifier) upstream(d *Draft) map[patch.Ref]bool {
	module := d.candidate.Target.Block.Module
	var queue []*tfconfig.Block
	for _, ref := range d.touched() {
		if block := findBlock(module, ref); block != nil {
			queue = append(queue, block)
		}
	}
	queue = append(queue, d.candidate.Target.Block)
	seen := map[patch.Ref]bool{}
	for len(queue) > 0 {
		block := queue[0]
		queue = queue[1:]
		if seen[block.Ref] {
			continue
		}
		seen[block.Ref] = true
		queue = append(queue, v.callsOf(block.Module)...)
		queue = append(queue, providersOf(block.Module)...)
		for _, address := range tfconfig.References(block) {
			to := block.Module.Lookup(address)
			if to == nil {
				continue
			}
			queue = append(queue, to)
			queue = append(queue, v.outputsOf(to)...)
		}
	}
	return seen
}

// callsOf returns the module blocks that call a module.
func (v *Verifier) callsOf(m *tfconfig.Module) []*tfconfig.Block {
	var calls []*tfconfig.Block
	for _, caller := range v.repo.Modules {
		for _, call := range caller.Calls {
			if call.Dir == m.Dir && call.Dir != "" {
				calls = append(calls, call.Block)
			}
		}
	}
	return calls
}

func providersOf(m *tfconfig.Module) []*tfconfig.Block {
	return slices.DeleteFunc(slices.Clone(m.Blocks()), func(b *tfconfig.Block) bool { return b.Syntax.Type != "provider" })
}

// outputsOf returns the outputs of the local module that a module block calls.
func (v *Verifier) outputsOf(block *tfconfig.Block) []*tfconfig.Block {
	var outputs []*tfconfig.Block
	for _, call := range block.Module.Calls {
		if call.Block != block || call.Dir == "" {
			continue
		}
		if m := v.repo.Module(call.Dir); m != nil {
			outputs = append(outputs, slices.DeleteFunc(slices.Clone(m.Blocks()), func(b *tfconfig.Block) bool { return b.Syntax.Type != "output" })...)
		}
	}
	return outputs
}

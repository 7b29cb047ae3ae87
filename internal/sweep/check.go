// Package sweep holds the whole catalogue against a whole checkout: which blocks fail which controls,
// and the patches of all those that need nobody's decision.
package sweep

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Finding is the state of one block against one control.
type Finding struct {
	Control    *control.Control
	Block      *tfconfig.Block
	Assessment expect.Assessment
	// Action is what the policy wants to happen, and Entry the entry that says so, or nil.
	Action policy.Action
	Entry  *policy.Entry
	// Excluded says that the policy keeps the block's file as it is.
	Excluded bool
	// ReplacementAllowed says that a fix may destroy and recreate the resource.
	ReplacementAllowed bool
}

// Fails reports whether the block is known not to hold the control, and nobody decided to ignore it.
func (f Finding) Fails() bool {
	return f.Assessment.Verdict == control.Failing && f.Action != policy.Ignore
}

// Deterministic reports whether Fix has a patch, if need be one that it applies only where replacement is
// allowed.
func (f Finding) Deterministic() bool {
	return f.Fails() && f.Action != policy.Report && !f.Excluded && f.Assessment.Mechanical()
}

// Replaces reports whether the patch destroys and recreates the resource.
func (f Finding) Replaces() bool { return f.Assessment.Replaces() }

// Obstacle says why there is no patch, empty when there is one or nothing is to be done.
func (f Finding) Obstacle() string {
	switch {
	case f.Assessment.Verdict == control.Satisfied:
		return ""
	case f.Action == policy.Report || f.Action == policy.Ignore:
		said := fmt.Sprintf("the policy says %s for %s", f.Action, f.Entry.ID)
		if f.Entry.Reason != "" {
			said += ": " + f.Entry.Reason
		}
		return said
	case f.Excluded:
		return fmt.Sprintf("the policy keeps %s as it is", f.Block.Ref.File)
	}
	return strings.Join(f.Assessment.Obstacles(), "; ")
}

// Check holds every resource and every call of a registry module against the controls that are about it.
// The findings are in the order of modules, files, lines and controls. It works on all processors; the
// error is the context's.
func Check(ctx context.Context, r *tfconfig.Repository, controls []*control.Control, s *Settings) ([]Finding, error) {
	index := newIndex(controls)
	var blocks []*tfconfig.Block
	for _, module := range r.Modules {
		for _, block := range module.Blocks() {
			if len(index.about(block)) > 0 {
				blocks = append(blocks, block)
			}
		}
	}
	found := make([][]Finding, len(blocks))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, block := range blocks {
		group.Go(func() error {
			for _, c := range index.about(block) {
				if err := ctx.Err(); err != nil {
					return err
				}
				found[i] = append(found[i], assess(r, block, c, s))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return slices.Concat(found...), nil
}

func assess(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, s *Settings) Finding {
	options := s.Options(r, b, c)
	options.Survey = true
	f := Finding{Control: c, Block: b, Assessment: expect.Assess(r, b, c, options)}
	if f.Assessment.Verdict == control.Satisfied {
		return f
	}
	f.Action, f.Entry = s.Action(r, b, c)
	f.Excluded = !s.AllowsFile(b.Ref.File)
	f.ReplacementAllowed = f.Replaces() && s.AllowsReplacement(r, b, c)
	return f
}

// index leads from blocks to the controls that are about them.
type index struct{ types, modules map[string][]*control.Control }

func newIndex(controls []*control.Control) index {
	index := index{map[string][]*control.Control{}, map[string][]*control.Control{}}
	for _, c := range controls {
		for _, resourceType := range c.Types() {
			index.types[resourceType] = append(index.types[resourceType], c)
		}
		for _, resource := range c.Resources {
			if known := index.modules[resource.Module]; resource.Module != "" && !slices.Contains(known, c) {
				index.modules[resource.Module] = append(known, c)
			}
		}
	}
	return index
}

func (i index) about(b *tfconfig.Block) []*control.Control {
	if resourceType := b.Type(); resourceType != "" {
		return i.types[resourceType]
	}
	return i.modules[b.ModuleSource()]
}

// urgent orders findings: the most severe control first, then by file, line and control.
func urgent(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Control.Severity.Rank(), b.Control.Severity.Rank()),
		cmp.Compare(a.Block.Ref.File, b.Block.Ref.File),
		cmp.Compare(a.Block.Range().Start.Line, b.Block.Range().Start.Line),
		cmp.Compare(a.Control.ID, b.Control.ID))
}

package tfconfig

import (
	"sync/atomic"

	"github.com/zclconf/go-cty/cty"
)

const (
	// maxFuel bounds the expressions visited by one evaluation, maxRepositoryFuel those of all
	// evaluations together; ordinary names cost a few dozen.
	maxFuel           = 50_000
	maxRepositoryFuel = 500_000_000
	// maxDepth bounds recursion through expressions, locals, variables and module outputs.
	maxDepth = 200
	// maxWeight bounds a value: elements plus characters divided by 8.
	maxWeight = 20_000
	// maxText bounds a string's bytes.
	maxText = 64 << 10
	// maxExponent bounds numbers, whose decimal text would otherwise grow without limit.
	maxExponent = 2048
)

// budget is shared by all steps of one evaluation.
type budget struct {
	fuel   int
	active map[string]bool
	// cut says that a limit or a cycle ended a branch, so that intermediate values must not be kept.
	cut bool
	// open leaves root variables that have nothing but their default unknown. Nothing is remembered
	// then.
	open bool
	// spent is the repository's account; nil for constants.
	spent *atomic.Int64
}

// tick is how often an evaluation settles with the repository's account.
const tick = 256

func newBudget() *budget { return &budget{fuel: maxFuel, active: map[string]bool{}} }

// budget returns the means for one evaluation: nothing once the repository's account is empty.
func (c *cache) budget() *budget {
	b := newBudget()
	b.spent = &c.spent
	if c.spent.Add(1) > maxRepositoryFuel {
		b.fuel = 0
	}
	return b
}

// spend pays for one step and tells whether there was enough.
func (b *budget) spend() bool {
	if b.fuel <= 0 {
		b.cut = true
		return false
	}
	b.fuel--
	if b.spent != nil && b.fuel%tick == 0 && b.spent.Add(tick) > maxRepositoryFuel {
		b.fuel = 0
	}
	return true
}

// bounded replaces a value that is too heavy to go on with.
func bounded(v cty.Value) cty.Value {
	if tooHeavy(v) {
		return cty.DynamicVal
	}
	return v
}

func tooHeavy(v cty.Value) bool { return weight(v, maxWeight) >= maxWeight }

// weight measures a value and stops counting at limit. A value that must not be used at all (an
// overlong string, a huge number) weighs limit.
func weight(v cty.Value, limit int) int {
	if !v.IsKnown() || v.IsNull() || limit <= 0 {
		return 1
	}
	v, _ = v.Unmark()
	switch ty := v.Type(); {
	case ty == cty.String:
		if len(v.AsString()) > maxText {
			return limit
		}
		return 1 + len(v.AsString())/8
	case ty == cty.Number:
		if exponent := v.AsBigFloat().MantExp(nil); v.AsBigFloat().IsInf() || exponent > maxExponent || exponent < -maxExponent {
			return limit
		}
		return 1
	case v.CanIterateElements():
		total := 1
		for it := v.ElementIterator(); it.Next() && total < limit; {
			_, element := it.Element()
			total += weight(element, limit-total)
		}
		return total
	}
	return 1
}

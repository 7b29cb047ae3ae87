package schema

import (
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/schema/layout"
)

// Resource is a resource type or a data source type.
type Resource struct {
	// Type is its name, such as aws_s3_bucket.
	Type string
	// Releases are the known releases that have it.
	Releases Releases
	// Since and Until are what Schema.Since and Schema.Until say of Releases.
	Since, Until string
	// Deprecated says that a known release marks the whole type so.
	Deprecated bool
	*Body

	schema *Schema
}

// Body is what a resource or a nested block accepts: the union over all known releases.
type Body struct {
	// Arguments are sorted by name. Those that are only computed are among them.
	Arguments []*Argument
	// Blocks are the nested blocks, sorted by name.
	Blocks []*Block
}

// Argument is an argument, called an attribute in the provider's schema.
type Argument struct {
	// Name is its name.
	Name string
	// Releases are those that have it, relative to the body it is in.
	Releases Releases
	// Deprecated says that a known release marks it so. Releases before that one may not.
	Deprecated bool
	// Sensitive says that a known release hides its value in output.
	Sensitive bool
	// Forms has an entry for every different form among the releases, the oldest first; never empty.
	Forms []ArgumentForm
}

// ArgumentForm is the form of an argument in some releases.
type ArgumentForm struct {
	// Releases are those with this form, relative to the argument.
	Releases Releases
	// Type is what a value is converted to.
	Type cty.Type
	// Required, Optional and Computed are as in the provider's schema; an argument that is only computed
	// cannot be set.
	Required, Optional, Computed bool
}

// Nesting says how often a nested block may occur and whether its order counts.
type Nesting int

// The nesting modes of the AWS provider.
const (
	// NestingSingle is a block that occurs once at most.
	NestingSingle Nesting = layout.NestingSingle
	// NestingList is a list of blocks.
	NestingList Nesting = layout.NestingList
	// NestingSet is a set of blocks.
	NestingSet Nesting = layout.NestingSet
)

// Block is a nested block.
type Block struct {
	// Name is its block type.
	Name string
	// Releases are those that have it, relative to the body it is in.
	Releases Releases
	// Deprecated says that a known release marks it so.
	Deprecated bool
	// Forms has an entry for every different form among the releases, the oldest first; never empty.
	Forms []BlockForm

	body   int
	schema *Schema
}

// BlockForm is how a nested block may occur in some releases.
type BlockForm struct {
	// Releases are those with this form, relative to the block.
	Releases Releases
	// Nesting is the nesting mode.
	Nesting Nesting
	// MinItems is the least count of blocks.
	MinItems int
	// MaxItems is the greatest count of blocks; zero means no limit.
	MaxItems int
}

// Body returns what the block accepts, decoded at the first call.
func (b *Block) Body() *Body { return b.schema.body(b.body) }

// Argument returns an argument by name, or nil.
func (b *Body) Argument(name string) *Argument {
	i, ok := slices.BinarySearchFunc(b.Arguments, name, func(a *Argument, name string) int {
		return strings.Compare(a.Name, name)
	})
	if !ok {
		return nil
	}
	return b.Arguments[i]
}

// Block returns a nested block by name, or nil.
func (b *Body) Block(name string) *Block {
	i, ok := slices.BinarySearchFunc(b.Blocks, name, func(n *Block, name string) int {
		return strings.Compare(n.Name, name)
	})
	if !ok {
		return nil
	}
	return b.Blocks[i]
}

// every reports whether all forms within the releases have a property.
func (a *Argument) every(in Releases, has func(ArgumentForm) bool) bool {
	for _, f := range a.Forms {
		if f.Releases&in != 0 && !has(f) {
			return false
		}
	}
	return true
}

// required reports whether the argument must be set in all of the releases.
func (a *Argument) required(in Releases) bool {
	return in&^a.Releases == 0 && a.every(in, func(f ArgumentForm) bool { return f.Required })
}

// readOnly reports whether the argument cannot be set in any of the releases.
func (a *Argument) readOnly(in Releases) bool {
	return a.every(in, func(f ArgumentForm) bool { return !f.Required && !f.Optional })
}

// newest returns the form in the newest of the releases.
func (a *Argument) newest(in Releases) ArgumentForm {
	best := a.Forms[0]
	for _, f := range a.Forms {
		if f.Releases&in != 0 && (best.Releases&in == 0 || (f.Releases&in).newest() > (best.Releases&in).newest()) {
			best = f
		}
	}
	return best
}

// limits returns the widest limits of the block in the releases; most is zero without a limit.
func (b *Block) limits(in Releases) (least, most int) {
	least = -1
	unlimited := false
	for _, f := range b.Forms {
		if f.Releases&in == 0 {
			continue
		}
		if least < 0 || f.MinItems < least {
			least = f.MinItems
		}
		limit := f.MaxItems
		if f.Nesting == NestingSingle {
			limit = 1
		}
		unlimited = unlimited || limit == 0
		most = max(most, limit)
	}
	if unlimited {
		most = 0
	}
	if in&^b.Releases != 0 {
		least = 0
	}
	return max(least, 0), most
}

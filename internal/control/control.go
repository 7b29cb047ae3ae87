// Package control holds the catalogue: what is known about each failing test, as data.
//
// A control is one HCL file in the folder catalogue, embedded into the program. From the one
// definition come the match with Vanta's tests, the desired state of a Terraform block, the check
// whether a block holds it, the deterministic patch, the guidance for the model, the impact note and
// the documentation.
package control

import "github.com/zclconf/go-cty/cty"

// Control is what is known about one compliance requirement on one kind of AWS resource.
type Control struct {
	// ID is the file's name without its ending, such as "s3-bucket-public-access-blocked".
	ID    string
	Title string
	// Subject is the imperative phrase that a change of one block is called by, such as "block public
	// access": "<subject> on aws_s3_bucket.logs".
	Subject string
	// Tests are the Vanta test ids that mean this control; twins stand together.
	Tests []string
	// Match are titles of Vanta tests, for tests whose id is not public.
	Match []string
	// Keywords lead to the control when neither id nor title does: all words of one entry must occur in
	// the title of the test, and no other control may claim it.
	Keywords []string
	// Kinds are Vanta's resource kinds that the failing entity may have.
	Kinds []string
	// Resources are the Terraform resource types that the control is about, in order of preference.
	Resources []Resource
	// Impact says what a reviewer must know before merging.
	Impact Impact
	// Guidance is advice for the model that the desired state does not express.
	Guidance string
	// Revision changes whenever the definition does: the first 12 hex digits of its SHA-256.
	Revision string
}

// Resource is the desired state of one Terraform resource type.
type Resource struct {
	// Type is the Terraform resource type, such as "aws_s3_bucket".
	Type string
	// Want is what the block itself must say.
	Want Body
	// Companions are resources that must exist beside the block and point at it.
	Companions []Companion
	// Accept are other states of the block that satisfy the control just as well.
	Accept []Body
	// Exempt are states of the block in which the control cannot be met by an edit.
	Exempt []Exemption
}

// Exemption is a state of a block in which a person has to decide.
type Exemption struct {
	// Reason completes the sentence "this needs a person because ...".
	Reason string
	When   Body
}

// Body is the desired content of a block. Attributes and blocks it does not name are free.
type Body struct {
	Attributes []Attribute
	Blocks     []Block
}

// Attribute is the desired value of one attribute.
type Attribute struct {
	Name string
	Want Constraint
}

// Block is the desired content of one nested block, which must exist exactly once.
type Block struct {
	Type string
	Body Body
}

// Companion is a separate resource that completes the target, such as a bucket's public access block.
type Companion struct {
	// Type is the companion's Terraform resource type.
	Type string
	// By is the companion's attribute that points at the target, such as "bucket".
	By string
	// Refer is the target's attribute that By is set to in a new companion, such as "id".
	Refer string
	Want  Body
}

// Impact is what changes for the running system. Empty texts mean that nothing is known to happen.
type Impact struct {
	Availability string
	Replacement  string
	Cost         string
	Notes        string
}

// Resource returns the desired state of a Terraform resource type, or nil if the control says nothing
// about that type.
func (c *Control) Resource(terraformType string) *Resource {
	for i := range c.Resources {
		if c.Resources[i].Type == terraformType {
			return &c.Resources[i]
		}
	}
	return nil
}

// Verdict answers whether a value or a block is as desired. The zero value is Unknown, which is never
// to be read as satisfied.
type Verdict int

// The verdicts.
const (
	Unknown Verdict = iota
	Failing
	Satisfied
)

// String returns "unknown", "failing" or "satisfied".
func (v Verdict) String() string {
	return [...]string{"unknown", "failing", "satisfied"}[v]
}

// Op is the kind of condition that a [Constraint] states.
type Op string

// The conditions. In a control file a plain value is Equal; the others are written as functions.
const (
	Equal   Op = "equal"
	AtLeast Op = "at_least"
	OneOf   Op = "one_of"
	Present Op = "present"
	Absent  Op = "absent"
)

// Constraint is a condition on one attribute's value.
type Constraint struct {
	Op Op
	// Values are the operands; for one_of the first is the one that a patch writes.
	Values []cty.Value
	// AbsentOK says that an absent attribute (or null) satisfies the condition because the provider's
	// default is an acceptable value.
	AbsentOK bool
	// Source is the constraint as the control file writes it.
	Source string
}

// Deterministic reports whether a patch can be written without a model: every value that the control
// desires is known. A particular block can still need a model or a person.
func (c *Control) Deterministic() bool {
	for _, r := range c.Resources {
		bodies := []Body{r.Want}
		for _, companion := range r.Companions {
			bodies = append(bodies, companion.Want)
		}
		for _, body := range bodies {
			if !body.writable() {
				return false
			}
		}
	}
	return true
}

func (b Body) writable() bool {
	for _, attribute := range b.Attributes {
		if _, ok := attribute.Want.Value(); !ok && attribute.Want.Op != Absent {
			return false
		}
	}
	for _, block := range b.Blocks {
		if !block.Body.writable() {
			return false
		}
	}
	return true
}

// Types returns the Terraform resource types that the control is about, in order of preference.
func (c *Control) Types() []string {
	types := make([]string, len(c.Resources))
	for i, r := range c.Resources {
		types[i] = r.Type
	}
	return types
}

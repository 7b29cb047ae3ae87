package control

// Resource is the desired state of one kind of block: a resource type, a call of a registry module, or
// an account-wide resource that may have no block yet.
type Resource struct {
	// Type is the Terraform resource type; empty for a module.
	Type string
	// Also are further types with the same arguments, such as "aws_alb" beside "aws_lb".
	Also []string
	// Module is the registry source of the called module, such as "terraform-aws-modules/rds/aws".
	Module string
	// Version constrains the module's version; empty means any.
	Version string
	// Per is "account" or "region" for a resource of which one is enough, else empty.
	Per string
	// Only says where the control applies; nil means everywhere.
	Only *Body
	Desired
	// Accept are other states of the block that satisfy the control just as well.
	Accept []Body
	// Exempt are states of the block in which no machine may edit.
	Exempt []Exemption
	// Repairs change nested blocks that say the wrong thing.
	Repairs []Repair
	// Variants replace Desired; the first that applies counts.
	Variants []Variant
	// CoveredBy are resources anywhere in the same roots that satisfy the control.
	CoveredBy []Cover
}

// Desired is what a block and its companions must say.
type Desired struct {
	// Want is what the block itself must say.
	Want Body
	// New is what only a new block says; used where Per is set.
	New Body
	// Companions are resources that must exist beside the block and point at it.
	Companions []Companion
}

// Exemption is a state of a block in which a person has to decide.
type Exemption struct {
	// Reason completes the sentence "this needs a person because ...".
	Reason string
	When   Body
}

// Repair is a change of every nested block of one type that is in a state.
type Repair struct {
	Block  string
	Reason string
	When   Body
	Want   Body
}

// Variant is another desired state for some provider versions or some states of the block.
type Variant struct {
	// Version is a constraint on the provider's version; empty means any.
	Version string
	// When is the state in which the variant applies; nil means always.
	When *Body
	Desired
}

// Cover is a resource whose state satisfies the control for all blocks of its roots.
type Cover struct {
	Type string
	Want Body
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

// Block is the desired content of nested blocks of one type.
type Block struct {
	Type string
	// Each says that every existing one must hold and none is fine.
	Each bool
	// None says that no such block may stand, nor an argument of that name with anything in it.
	None bool
	// Key is the attribute that identifies the one block that is meant among several; empty means all.
	Key  string
	Body Body
}

// Companion is a separate resource that completes the target, such as a bucket's public access block.
type Companion struct {
	// Type is the companion's Terraform resource type.
	Type string
	// Optional says that none is fine; an existing one must hold.
	Optional bool
	// By is the companion's attribute that points at the target, such as "bucket"; a dotted path leads
	// into an object.
	By string
	// Refer is the target's attribute that By is set to in a new companion, such as "id".
	Refer string
	// Suffix is added to the label of a new companion, after an underscore.
	Suffix string
	// Where tells which of the companions that point at the target is meant.
	Where Body
	Want  Body
	// New is what only a new companion says.
	New Body
	// With are further blocks that are written together with a new companion, before it.
	With []Support
}

// Support is a resource that a new companion needs, such as a role.
type Support struct {
	Type string
	// Label is its name in the control; in Terraform the target's label stands in front.
	Label string
	Body  Body
}

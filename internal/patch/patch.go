// Package patch says what may be done to Terraform and does it without touching another byte.
//
// A [Patch] is an ordered list of operations on blocks. [Difference] computes operations from two
// versions of a block, whatever order, comments or formatting the second one has; [Apply] carries
// operations out by splicing the original bytes. The package reads no files and runs nothing.
package patch

// Ref names one top-level block: the file that holds it and its address inside its module.
type Ref struct {
	// File is the slash-separated path of the file from the repository's root.
	File string `json:"file"`
	// Address is the block's address inside its module without instance keys, as Terraform writes it:
	// "aws_s3_bucket.logs", "data.aws_iam_policy_document.logs", "module.bucket"; for blocks that
	// Terraform gives no address, the block type and its labels: "provider.aws", "terraform".
	Address string `json:"address"`
}

// Step is one step from a body to a block nested in it.
type Step struct {
	// Block is the nested block's type, such as "metadata_options".
	Block string `json:"block"`
	// Index counts from zero among the nested blocks of that type in the same body.
	Index int `json:"index"`
}

// Operation is one edit. The set is closed: SetAttribute, RemoveAttribute, AddBlock, RemoveBlock,
// AddResource.
type Operation interface {
	// Where returns the top-level block that the operation edits or, for AddResource, follows.
	Where() Ref
	// String describes the operation on one line for people.
	String() string
}

// SetAttribute sets an attribute of a block, replacing the expression it has or adding the attribute where
// people would: beside the attributes it resembles, before tags and what else closes a body.
type SetAttribute struct {
	Block Ref
	// Path leads to the nested block that holds the attribute; empty means the block itself.
	Path []Step
	Name string
	// Expr is the expression as HCL source, without a line break at its end.
	Expr string
}

// RemoveAttribute removes an attribute with its line. It is no error if the attribute is absent.
type RemoveAttribute struct {
	Block Ref
	Path  []Step
	Name  string
}

// AddBlock adds a nested block after those of its kind, else before what people write last: a paragraph of
// tags, lifecycle and the like.
type AddBlock struct {
	Block Ref
	Path  []Step
	// Source is the whole nested block as HCL source: its type, labels and body.
	Source string
}

// RemoveBlock removes a nested block. It is no error if the block is absent. The catalogue needs it for rules that open a port; the guard
// refuses it wherever a control does not ask for it.
type RemoveBlock struct {
	Block Ref
	// Path leads to the block that is removed and is never empty.
	Path []Step
	// Was is the block's HCL source. If it is not empty, a block that means the same is removed, wherever
	// among its siblings it stands by then, and no other; so the operation can be repeated safely.
	Was string
}

// AddResource adds a new resource after an existing block of the same file.
type AddResource struct {
	After Ref
	// Source is one whole resource block as HCL source.
	Source string
}

// Where implements [Operation].
func (o SetAttribute) Where() Ref { return o.Block }

// Where implements [Operation].
func (o RemoveAttribute) Where() Ref { return o.Block }

// Where implements [Operation].
func (o AddBlock) Where() Ref { return o.Block }

// Where implements [Operation].
func (o RemoveBlock) Where() Ref { return o.Block }

// Where implements [Operation].
func (o AddResource) Where() Ref { return o.After }

// Patch is an ordered list of operations. Apply performs them in order, each on the result of the
// ones before it.
type Patch struct {
	Operations []Operation
}

// Empty reports whether the patch asks for nothing.
func (p Patch) Empty() bool { return len(p.Operations) == 0 }

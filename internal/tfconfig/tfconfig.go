// Package tfconfig reads a repository's Terraform and answers which block owns a resource.
//
// [Load] finds every module of the repository; a file that does not parse becomes a [Problem] and the
// rest goes on. [Repository.Locate] maps a name or an ARN to a [Target] with the evidence that led
// there, or abstains with the candidates. Nothing is executed and nothing outside the folder is read.
package tfconfig

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/patch"
)

// Repository is the Terraform of one checkout. It is immutable after Load and safe for concurrent use.
type Repository struct {
	// Dir is the absolute path of the checkout.
	Dir string
	// Modules are the folders that hold Terraform, sorted by Dir.
	Modules []*Module
	// Problems are the files that could not be read or parsed.
	Problems []Problem

	opts    Options
	sources map[string]*source
	byDir   map[string]*Module
	cache   *cache
}

// Module is one folder of Terraform files.
type Module struct {
	// Dir is the slash-separated path from the repository's root, "." for the root itself.
	Dir string
	// Files are the module's *.tf files that parse, sorted by path.
	Files []*File
	// Root says that the folder is a root module: it has a backend, cloud or provider block or a lock
	// file, or no local module call of the repository refers to it.
	Root bool
	// RequiredVersion holds the version constraints of terraform blocks (required_version).
	RequiredVersion []string
	// RequiredProviders maps a provider's local name to its source and version constraint.
	RequiredProviders map[string]ProviderRequirement
	// Calls are the module blocks, in source order.
	Calls []*Call
	// Incomplete says that a file of the folder was left out as a [Problem], so that what the module
	// seems not to have may stand there.
	Incomplete bool
	// JSON says that the folder also holds *.tf.json files, whose blocks are not read.
	JSON bool
	// Override says that the folder holds override files (override.tf, *_override.tf). Their arguments
	// count in evaluation; their blocks are no targets.
	Override bool

	blocks    []*Block
	index     map[string]*Block
	overrides map[string][]*Block
	variables map[string]*variable
	locals    map[string]local
	callers   []*Call
	autoVars  []*source
	varFiles  []*source
	anchored  bool
}

// ProviderRequirement is one entry of required_providers. Either field may be empty.
type ProviderRequirement struct {
	Source  string
	Version string
}

// Call is one module block.
type Call struct {
	Block *Block
	Name  string
	// Source is the literal source argument.
	Source string
	// Version is the literal version argument; empty for local modules.
	Version string
	// Dir is the called folder for a local source inside the repository, otherwise empty.
	Dir string
}

// File is one parsed Terraform file.
type File struct {
	// Path is the slash-separated path from the repository's root.
	Path  string
	Bytes []byte
	Body  *hclsyntax.Body

	// refs name the blocks of Body. They are made once, since every copy of a repository needs them.
	refs []patch.Ref
}

// Block is one top-level block of a module.
type Block struct {
	// Ref names the block for package patch.
	Ref patch.Ref
	// Module is the folder that the block belongs to.
	Module *Module
	File   *File
	Syntax *hclsyntax.Block
}

// Source returns the block's bytes as they stand in its file.
func (b *Block) Source() []byte {
	return b.Syntax.Range().SliceBytes(b.File.Bytes)
}

// Range returns the whole block's range, from its type to its closing brace.
func (b *Block) Range() hcl.Range {
	return hcl.RangeBetween(b.Syntax.TypeRange, b.Syntax.CloseBraceRange)
}

// Type returns the Terraform resource type of a resource block, otherwise "".
func (b *Block) Type() string {
	if b.Syntax.Type == "resource" && len(b.Syntax.Labels) == 2 {
		return b.Syntax.Labels[0]
	}
	return ""
}

// ModuleSource returns the literal source of a module call, otherwise "".
func (b *Block) ModuleSource() string {
	attr := b.Syntax.Body.Attributes["source"]
	if b.Syntax.Type != "module" || attr == nil {
		return ""
	}
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || v.IsNull() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

// Problem is a file that was left out, with the reason.
type Problem struct {
	Path   string `json:"path"`
	Line   int    `json:"line,omitempty"`
	Reason string `json:"reason"`
}

// Query asks for the block that owns one AWS resource.
type Query struct {
	// Resource is a name, an id or an ARN.
	Resource string
	// Types limits the answer to these Terraform resource types; empty means every known type.
	Types []string
	// Kind is a Vanta resource kind or a Terraform resource type; it is used when Types is empty.
	Kind string
	// Address says that Resource may be a Terraform address. It must be false for text of others: a Name
	// tag could otherwise choose the block.
	Address bool
	// Account and Region are what is known of the resource; empty when unknown.
	Account, Region string
}

// Outcome is how a search for a block ended.
type Outcome string

// The outcomes. Only Found carries a target.
const (
	Found     Outcome = "found"
	Ambiguous Outcome = "ambiguous"
	NotFound  Outcome = "not_found"
	Elsewhere Outcome = "elsewhere"
)

// Location is the answer to a Query.
type Location struct {
	Outcome Outcome
	// Target is set if and only if Outcome is Found.
	Target *Target
	// Candidates are the blocks that were considered and not chosen, best first, at most ten.
	Candidates []Candidate
	// Reason says in one sentence what was searched and why it ended so.
	Reason string
	// LeftOut says that a block owns the resource, the only candidate, but Options.Paths leave its file
	// out. Outcome is then NotFound.
	LeftOut bool
	// Unread is a file that holds the resource's name and could not be read, when nothing was found.
	Unread string
}

// Target is the block that owns a resource.
type Target struct {
	Block *Block
	// Instances are the ways in which roots reach the block that match the resource, never empty.
	Instances []Placement
	// Evidence says, one sentence a step, how the resource led to the block.
	Evidence []string
}

// Placement is one resource instance of a block as a root module sees it.
type Placement struct {
	// Root is the root module's folder.
	Root string `json:"root"`
	// Address is the instance's address in that root with instance keys, as Terraform writes it.
	Address string `json:"address"`
}

// Candidate is a block that might own the resource.
type Candidate struct {
	Root    string `json:"root"`
	Address string `json:"address"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	// Reason is the evidence for and against it.
	Reason string `json:"reason"`
}

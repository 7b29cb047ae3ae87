package schema

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// Kind says what is wrong with a part of a block.
type Kind string

// The kinds of problems.
const (
	// UnknownType: the type is not in the version of the provider.
	UnknownType Kind = "unknown-type"
	// UnknownArgument: there is neither an argument nor a block of that name.
	UnknownArgument Kind = "unknown-argument"
	// UnknownBlock: there is neither a block nor an argument of that name.
	UnknownBlock Kind = "unknown-block"
	// BlockAsArgument: a nested block is written like an argument, with "=".
	BlockAsArgument Kind = "block-as-argument"
	// ArgumentAsBlock: an argument is written like a block, without "=".
	ArgumentAsBlock Kind = "argument-as-block"
	// MissingArgument: a required argument is not there, or null.
	MissingArgument Kind = "missing-argument"
	// ReadOnlyArgument: an argument is set that only the provider computes.
	ReadOnlyArgument Kind = "read-only-argument"
	// TooFewBlocks: a nested block must occur more often.
	TooFewBlocks Kind = "too-few-blocks"
	// TooManyBlocks: a nested block occurs too often.
	TooManyBlocks Kind = "too-many-blocks"
	// WrongType: a literal cannot be converted to the type of its argument.
	WrongType Kind = "wrong-type"
	// Label: a nested block has a label, which none of the provider's takes.
	Label Kind = "label"
	// Deprecated marks an argument or block that the provider calls so. Always a note.
	Deprecated Kind = "deprecated"
	// Versioned: the version is unknown, and not all known releases have the argument or block. Always a note.
	Versioned Kind = "versioned"
)

// Problem is something that the provider would refuse, or that is worth knowing.
type Problem struct {
	// Range is where it is; for what is missing, the block that lacks it.
	Range hcl.Range
	// Path leads to the argument or block inside the resource, such as "rule[1].filter.prefix"; a block has
	// an index only when there are several of its type.
	Path string
	// Kind is what is wrong.
	Kind Kind
	// Message says it for people, with what to do.
	Message string
	// Suggestion is the valid name that was probably meant, or "".
	Suggestion string
	// Note says that this is no reason to refuse anything: it is advice, or the version of the provider is
	// not one that the data covers.
	Note bool
}

// Line returns the line of the problem, from 1.
func (p Problem) Line() int { return p.Range.Start.Line }

// String returns the problem on one line.
func (p Problem) String() string {
	note := ""
	if p.Note {
		note = " (note)"
	}
	return fmt.Sprintf("line %d: %s: %s%s", p.Line(), p.Kind, p.Message, note)
}

// Rejected reports whether some problem is more than a note.
func Rejected(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return !p.Note })
}

// Introduced returns the problems of after that before does not have, as what a change is answerable for.
// Problems are the same when kind and path are; where they are on the page does not count.
func Introduced(before, after []Problem) []Problem {
	type key struct {
		kind Kind
		path string
	}
	had := map[key]bool{}
	for _, p := range before {
		had[key{p.Kind, p.Path}] = true
	}
	return slices.DeleteFunc(slices.Clone(after), func(p Problem) bool { return had[key{p.Kind, p.Path}] })
}

// Package layout is what the writer and the reader of the embedded schema share.
//
// The file is gzip around one stream. Numbers are unsigned varints, sets of releases are bit sets (bit 0 is
// the oldest), names and types are numbers of entries in tables:
//
//	Magic
//	releases      count, then (length, bytes) each
//	strings       count, the lengths, then all bytes
//	types         count, then the string of each: the JSON form of a cty type
//	arguments     count, then each: releases, flags, count of forms, (releases, type, mode flags) each
//	block kinds   count, then each: releases, flags, count of forms, (releases, nesting, min, max) each
//	bodies        count, the lengths, then each: count of arguments, (name, argument) each,
//	              count of blocks, (name, block kind, body) each; sorted by name
//	resources     count, then each: name, releases, flags, body; sorted by name
//	data sources  the same
//
// Equal bodies are stored once, and a body refers only to bodies before it, so there are no cycles. The
// releases of an argument or a block are relative to its parent: All means wherever the parent exists. That
// is what lets the thousands of repeated nested blocks of aws_wafv2_web_acl share a few bodies.
package layout

// Magic begins the uncompressed stream; its last digit is the version of the form.
const Magic = "terrafix-schema-1\n"

// All is the set of every release; a file holds at most 8.
const All = 0xff

// MaxReleases is how many releases a bit set can tell apart.
const MaxReleases = 8

// Flags of arguments, block kinds and types.
const (
	Deprecated = 1 << iota
	Sensitive
)

// Mode flags of a form of an argument.
const (
	Required = 1 << iota
	Optional
	Computed
)

// Nesting modes of blocks. The AWS provider has neither groups nor maps of blocks.
const (
	NestingSingle = iota
	NestingList
	NestingSet
)

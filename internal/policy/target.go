package policy

import (
	"path"
	"slices"
)

// Target is what a question to the policy is about. A field that is empty is not known: a condition on
// it does not hold.
type Target struct {
	// IDs are the ids under which the policy may have an entry, the one to ask first in front:
	// a Vanta test's id is narrower than its control's.
	IDs []string
	// File is the file that would change, from the repository's root, with slashes.
	File string
	// Root is the folder of the root module, from the repository's root; "." is the root itself.
	Root string
	// Account is an AWS account id, Region an AWS region.
	Account, Region string
}

// holds tells whether an answer's conditions hold for a target.
func (a Answer) holds(t Target) bool {
	return (len(a.Paths) == 0 || matchesAny(a.Paths, t.File)) &&
		(len(a.Roots) == 0 || matchesAny(a.Roots, t.Root)) &&
		(len(a.Accounts) == 0 || slices.Contains(a.Accounts, t.Account)) &&
		(len(a.Regions) == 0 || slices.Contains(a.Regions, t.Region))
}

// unconditional tells whether the answer holds everywhere.
func (a Answer) unconditional() bool {
	return len(a.Paths)+len(a.Roots)+len(a.Accounts)+len(a.Regions) == 0
}

// local cleans a path from the repository's root; it is false for an empty path and for one that leaves
// the repository.
func local(name string) (string, bool) {
	if name == "" || path.IsAbs(name) {
		return "", false
	}
	name = path.Clean(name)
	return name, name != ".." && (len(name) < 3 || name[:3] != "../")
}

// Package policy reads the policy file: what a repository's people decided about fixes. It says which
// files may change, what happens for a control, and the answers to the decisions that belong to a
// person. Reading is pure: [Parse] takes bytes, and every question takes the time from its caller.
package policy

import "time"

// Path is where the policy file is in a repository, from its root. It is read from the default branch.
const Path = ".github/terrafix.yml"

// Version is the version of the file's form that this package reads.
const Version = 1

// Action is what happens for a failing test.
type Action string

// The actions, from the most active to the least.
const (
	// Fix opens a pull request. It is what happens without an entry.
	Fix Action = "fix"
	// Propose opens a pull request as a draft.
	Propose Action = "propose"
	// Report lists the failure and opens nothing.
	Report Action = "report"
	// Ignore leaves the failure alone. The entry says why.
	Ignore Action = "ignore"
)

// Position is a place in the policy file. Line and column start at 1; the column counts characters.
type Position struct {
	Line   int
	Column int
}

// Policy is a policy file that was read without a mistake. It is immutable and safe for concurrent use.
type Policy struct {
	// File is the name that Parse was given; empty in Default.
	File string `json:"-"`
	// Version is the version of the form.
	Version int
	// AllowReplacement says whether a fix may destroy and recreate a resource where no entry says it.
	AllowReplacement bool
	// Include and Exclude are globs of the files that may change and that may not. An empty Include
	// means every file. Exclude wins.
	Include, Exclude []string
	// Rules are the house rules, each one line. They are foreign text: data for a model, never orders
	// to this program.
	Rules []string
	// Decisions are the answers by the decision's name.
	Decisions map[string][]Answer
	// Controls are the entries by the id of a control or of a Vanta test.
	Controls map[string]*Entry

	// names holds the position of every decision's name, in file order, for CheckNames.
	names []namedAt
}

// namedAt is a decision's name where it is written.
type namedAt struct {
	key, name string
	at        Position
}

// Answer is one value of a decision and where it holds. Every condition that is set must hold; of its
// values one is enough. Without conditions the answer holds everywhere.
type Answer struct {
	// Value is text. The control that asks says what it means.
	Value string
	// Paths are globs of files, Roots globs of root modules' folders.
	Paths, Roots []string
	// Accounts are AWS account ids of 12 digits, Regions names such as eu-west-1.
	Accounts, Regions []string
	// Position is where the value is written.
	Position Position `json:"-"`
}

// Entry is what the policy says about one control or one Vanta test.
type Entry struct {
	// ID is the entry's key.
	ID string
	// Action is Fix when the entry names none.
	Action Action
	// Reason is one line of prose; never empty with Ignore.
	Reason string
	// Expires is the last day on which the entry holds, as midnight UTC; zero means for ever.
	Expires time.Time
	// Paths are globs of the files for which the entry holds; empty means all.
	Paths []string
	// Decisions are answers that go before those of the policy.
	Decisions map[string][]Answer
	// AllowReplacement overrides the policy's; nil means that the entry does not say.
	AllowReplacement *bool
	// Position is where the entry's key is written.
	Position Position `json:"-"`
}

// Expired tells whether the entry's last day is over at now. The day ends at midnight UTC.
func (e *Entry) Expired(now time.Time) bool {
	return !e.Expires.IsZero() && !now.Before(e.Expires.AddDate(0, 0, 1))
}

// Default is the policy of a repository without a policy file, or with an empty one.
func Default() *Policy { return &Policy{Version: Version} }

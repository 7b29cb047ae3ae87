// Package verify proves what can be proved about a patch before anyone is asked to review it.
//
// It alone makes a [Change], the only thing that package pullrequest accepts. The cheap checks (guard,
// apply, schema, format, expectation) run on one patch; terraform runs once on all patches of a root
// together.
package verify

import (
	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Candidate is a patch that wants to become a change.
type Candidate struct {
	// Key identifies the remediation in findings; it is unique in a run.
	Key string
	// Control is nil when no expectation can be checked.
	Control *control.Control
	// Options are those with which the patch was made.
	Options expect.Options
	Target  *tfconfig.Target
	Patch   patch.Patch
}

// Finding is one reason why a patch is refused or what a check noticed.
type Finding struct {
	// Check is the stage that speaks: "guard", "apply", "schema", "fmt", "expectation", "init", "validate".
	Check string `json:"check"`
	// Rule is the guard rule's id or terraform's summary; may be empty.
	Rule string `json:"rule,omitempty"`
	// Message is one sentence for a person and for the proposer.
	Message string `json:"message"`
}

// String renders the finding as "check: message".
func (f Finding) String() string { return f.Check + ": " + f.Message }

// Status is how one check ended.
type Status string

// The statuses. NotRun is never to be shown as success.
const (
	Passed Status = "passed"
	Failed Status = "failed"
	NotRun Status = "not run"
)

// Check is the evidence of one check on a change.
type Check struct {
	Name   string `json:"name"`
	Status Status `json:"status"`
	// Detail says what was checked with what, or why it was not: one sentence.
	Detail string `json:"detail"`
}

// Change is a patch that passed every check that could be run. Only this package makes one.
type Change struct {
	candidate Candidate
	before    map[string][]byte
	after     map[string][]byte
	checks    []Check
}

// Candidate returns what the change was made from.
func (c *Change) Candidate() Candidate { return c.candidate }

// Files returns the new content of each changed file by its path from the repository's root. The caller
// must not modify it.
func (c *Change) Files() map[string][]byte { return c.after }

// Before returns the old content of the changed files.
func (c *Change) Before() map[string][]byte { return c.before }

// Checks returns the evidence in the order in which the checks ran.
func (c *Change) Checks() []Check { return c.checks }

// Verified reports whether every check ran and passed. When it is false, some were not run.
func (c *Change) Verified() bool {
	for _, check := range c.checks {
		if check.Status != Passed {
			return false
		}
	}
	return len(c.checks) > 0
}

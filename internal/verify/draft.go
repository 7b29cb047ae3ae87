package verify

import "github.com/terrafix/terrafix-action/internal/tfconfig"

// Draft is a patch that passed the checks that need no terraform init: guard, apply, schema, fmt and
// expectation. Only Check makes one.
type Draft struct {
	candidate Candidate
	before    map[string][]byte
	after     map[string][]byte
	checks    []Check
	patched   *tfconfig.Repository
}

// Repository returns the checkout with the patch if the Verifier was [Options.Offline], otherwise nil: a
// run keeps many drafts.
func (d *Draft) Repository() *tfconfig.Repository { return d.patched }

// Candidate returns what the draft was made from.
func (d *Draft) Candidate() Candidate { return d.candidate }

// Files returns the new content of each changed file by its path from the repository's root. The caller
// must not modify it.
func (d *Draft) Files() map[string][]byte { return d.after }

// Before returns the old content of the changed files. The caller must not modify it.
func (d *Draft) Before() map[string][]byte { return d.before }

// Checks returns the evidence so far, in the order in which the checks ran.
func (d *Draft) Checks() []Check { return d.checks }

// Result is how the validation of one draft ended. Exactly one of Change, Findings and Err is set.
type Result struct {
	Draft *Draft
	// Change is set when nothing speaks against the patch. Its Verified method tells whether terraform
	// could be asked at all.
	Change *Change
	// Findings are the new errors that terraform reports because of the patch.
	Findings []Finding
	// Err says that the run was cancelled before the answer was known; it wraps the context's error.
	Err error
}

func (d *Draft) change(initial, validate Check) *Change {
	var checks []Check
	for _, check := range d.checks {
		if !superseded(check, validate) {
			checks = append(checks, check)
		}
	}
	checks = append(checks, initial, validate)
	return &Change{candidate: d.candidate, before: d.before, after: d.after, checks: checks}
}

package action

import (
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// Result is how a failure ended. Every failure of a run ends as exactly one.
type Result string

// The results, in the order in which the report lists them.
const (
	// Opened: this run opened a pull request.
	Opened Result = "opened"
	// Resumed: an earlier run left a branch without a pull request; this run opened it.
	Resumed Result = "resumed"
	// Existing: a pull request is open already.
	Existing Result = "existing"
	// Merged: a pull request was merged and Vanta has not re-run the test since, or it did and still fails.
	Merged Result = "merged"
	// Dismissed: a person closed the pull request without merging.
	Dismissed Result = "dismissed"
	// Held: a limit of this run or the repository was reached.
	Held Result = "held"
	// Proposed: mode propose made a patch and opened nothing.
	Proposed Result = "proposed"
	// Reported: mode report located the block and made no proposal.
	Reported Result = "reported"
	// Ignored: the policy says so.
	Ignored Result = "ignored"
	// Satisfied: the Terraform already says what the control desires; it is not applied, or Vanta has not re-run.
	Satisfied Result = "already satisfied"
	// NotFound: no block of this repository owns the resource.
	NotFound Result = "not found"
	// Ambiguous: several blocks may own the resource.
	Ambiguous Result = "ambiguous"
	// NeedsHuman: a decision that no proposer may take.
	NeedsHuman Result = "needs a human"
	// Rejected: the checks refused every proposal.
	Rejected Result = "rejected"
	// Failed: something broke on the way.
	Failed Result = "error"
)

// Outcome is how one failure ended, with everything that a report says about it.
type Outcome struct {
	Failure vanta.Failure `json:"failure"`
	Result  Result        `json:"result"`
	// Reason is one sentence for a person; it holds no text of a model or of Vanta that is not escaped.
	Reason string `json:"reason"`
	// NextStep says what a person can do about it; empty when there is nothing to do.
	NextStep string `json:"next_step,omitempty"`
	// ErrorID is the id of the row in the table of errors, for results Rejected and Failed.
	ErrorID string `json:"error,omitempty"`
	// CorrelationID is shared by all failures of one remediation and by its log lines.
	CorrelationID string `json:"correlation_id"`
	Control       string `json:"control,omitempty"`
	// Where is the edited block, nil when none was found.
	Where *Where `json:"target,omitempty"`
	// Candidates are the blocks that an abstention names, as "file:line address: reason".
	Candidates  []string     `json:"candidates,omitempty"`
	PullRequest *PullRequest `json:"pull_request,omitempty"`
	Confidence  string       `json:"confidence,omitempty"`
	Proposer    string       `json:"proposer,omitempty"`
	// Diff is the unified diff of a proposal, set in mode propose.
	Diff string `json:"diff,omitempty"`
	// Notes are further facts, such as checks that could not be run.
	Notes []string `json:"notes,omitempty"`
}

// Where is a block's place in the repository.
type Where struct {
	Root    string `json:"root"`
	Address string `json:"address"`
	File    string `json:"file"`
	Line    int    `json:"line"`
}

// PullRequest is what the output pull-requests says about one pull request.
type PullRequest struct {
	Number int    `json:"number"`
	URL    string `json:"url"`
	Branch string `json:"branch"`
	Title  string `json:"title"`
	Draft  bool   `json:"draft"`
	// State is "opened", "resumed" or "existing".
	State string `json:"state"`
}

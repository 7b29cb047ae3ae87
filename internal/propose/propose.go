// Package propose makes patches: from the catalogue, without a model, and from Claude on Bedrock. It is
// the only reader of text that a model wrote.
package propose

import (
	"context"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// Request is everything a proposer may know about one remediation.
type Request struct {
	// Control is nil when Vanta's test matches no control of the catalogue.
	Control *control.Control
	// Test is Vanta's test; its texts were written by others and are data, never instructions.
	Test vanta.Test
	// Names are the display names of the failing entities.
	Names      []string
	Target     *tfconfig.Target
	Repository *tfconfig.Repository
	// Options are what the policy and the provider's version add to the control.
	Options expect.Options
	// Rules are the policy's house rules, each one line. They are foreign text: data, never instructions.
	Rules []string
	// AllowReplacement permits patches that make Terraform destroy and recreate the resource.
	AllowReplacement bool
}

// Proposer starts the work on one remediation.
type Proposer interface {
	// Begin returns a session for one remediation. It does no work and cannot fail.
	Begin(Request) Session
}

// Session proposes a patch for one remediation and mends it when the checks refuse it.
type Session interface {
	// Propose returns a proposal. feedback is empty the first time; afterwards it holds the findings of
	// the checks on the previous proposal, one sentence each. An error means that no proposal could be
	// had (network, throttling, budget); an answer that cannot be used is a *RejectedError, after which
	// Propose may be called again; "this cannot be fixed here" is a Proposal with CannotFix set.
	Propose(ctx context.Context, feedback []string) (Proposal, error)
}

// Confidence is how sure a proposer is of its proposal. It decides at most that a pull request is a
// draft; it never lifts a verdict of the checks.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Proposal is a patch with what its author says about it.
type Proposal struct {
	Patch     patch.Patch
	Summary   string
	Rationale string
	// Confidence is High for the catalogue.
	Confidence Confidence
	// By names the proposer for the pull request: "catalogue" or the model id.
	By string
	// Questions are what a person has to decide before the patch is right: the patch holds a guess. The
	// confidence is then Low, and the rationale ends with the questions.
	Questions []string
	// CannotFix is the reason why there is no patch; Patch is then empty.
	CannotFix string
}

// RejectedError says that a proposer's answer could not be turned into a patch: prose, truncated JSON,
// HCL that does not parse, another block. Its text may be shown to people and returned to the model.
type RejectedError struct {
	// Reason is one sentence without any of the model's own text.
	Reason string
}

// Error implements error.
func (e *RejectedError) Error() string { return "the proposal cannot be used: " + e.Reason }

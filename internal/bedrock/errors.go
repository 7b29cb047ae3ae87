package bedrock

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode"

	"github.com/aws/smithy-go"
)

// Kind is the class of a failure; each has a remedy.
type Kind string

// The kinds.
const (
	// Throttled: the account's rate for the model is used up for now. Retryable.
	Throttled Kind = "throttled"
	// Quota: a quota of the account is used up; waiting a minute does not help.
	Quota Kind = "quota"
	// Denied: the credentials may not call the model.
	Denied Kind = "denied"
	// ModelAccess: the account has not enabled the model.
	ModelAccess Kind = "model-access"
	// Profile: the model answers to an inference profile's id only.
	Profile Kind = "inference-profile"
	// NotFound: there is no such model, or not in this region, or it is retired.
	NotFound Kind = "not-found"
	// Invalid: the service refused the request's shape.
	Invalid Kind = "invalid"
	// Credentials: there are no credentials.
	Credentials Kind = "credentials"
	// Token: the runner gave no OIDC token.
	Token Kind = "oidc-token"
	// Identity: AWS refused the role to this workflow.
	Identity Kind = "identity"
	// Timeout: no answer in time. Retryable.
	Timeout Kind = "timeout"
	// Unavailable: the service or the network failed. Retryable.
	Unavailable Kind = "unavailable"
	// Region: the service does not exist in the region.
	Region Kind = "region"
	// Truncated: the answer reached the output limit.
	Truncated Kind = "truncated"
	// Filtered: a guardrail or content filter stopped the answer.
	Filtered Kind = "filtered"
	// Malformed: the answer cannot be read.
	Malformed Kind = "malformed"
	// TooLong: the prompt does not fit into the model's context.
	TooLong Kind = "too-long"
)

// Error is a failed question. Its text names the model, the region and the cause; it holds no secret
// and nothing that a model wrote.
type Error struct {
	Kind Kind
	// Remedy is one sentence about what a person can do.
	Remedy string
	// Err is the cause. Its text may be long; Error's own is made for people.
	Err     error
	message string
}

// Error implements error.
func (e *Error) Error() string { return e.message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Retryable reports whether the same question may succeed later without anyone changing anything.
func (e *Error) Retryable() bool {
	return e.Kind == Throttled || e.Kind == Timeout || e.Kind == Unavailable
}

// explain turns whatever a call failed with into an *Error, except that the caller's own cancellation
// stays recognisable as what it is.
func (c *Client) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("ask %s: %w", c.modelID, context.Cause(ctx))
	}
	kind := classify(err)
	return &Error{
		Kind:    kind,
		Remedy:  remedies[kind],
		Err:     err,
		message: fmt.Sprintf("ask %s in %s: %s", c.modelID, c.region, cause(err)),
	}
}

// classify finds the kind of a failure.
func classify(err error) Kind {
	var stop *stopError
	var token *tokenError
	var identity *identityError
	var api smithy.APIError
	var dns *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &stop):
		return stop.kind
	case errors.As(err, &token):
		return Token
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.As(err, &dns):
		if dns.IsNotFound {
			return Region
		}
		return Unavailable
	case errors.As(err, &api):
		return classifyAPI(api, errors.As(err, &identity))
	case errors.As(err, &network):
		return Unavailable
	case errors.As(err, &identity):
		return Credentials
	}
	return Unavailable
}

// byCode are the error codes that mean one thing.
var byCode = map[string]Kind{
	"ThrottlingException":           Throttled,
	"TooManyRequestsException":      Throttled,
	"ModelNotReadyException":        Throttled,
	"ServiceQuotaExceededException": Quota,
	"ResourceNotFoundException":     NotFound,
	"ModelTimeoutException":         Timeout,
	"ModelErrorException":           Unavailable,
	"InternalServerException":       Unavailable,
	"ServiceUnavailableException":   Unavailable,
	"UnrecognizedClientException":   Identity,
	"InvalidSignatureException":     Identity,
	"ExpiredTokenException":         Identity,
	"IDPCommunicationError":         Unavailable,
	"RegionDisabledException":       Region,
}

// classifyAPI finds the kind of an answer of AWS. assuming says that STS gave it, not Bedrock.
func classifyAPI(api smithy.APIError, assuming bool) Kind {
	text := strings.ToLower(api.ErrorMessage())
	if strings.Contains(text, "use case details") {
		return ModelAccess // Anthropic's first-time use form; it comes under several codes
	}
	if kind, ok := byCode[api.ErrorCode()]; ok {
		return kind
	}
	switch {
	case assuming && api.ErrorFault() == smithy.FaultServer:
		return Unavailable
	case assuming:
		return Identity
	case api.ErrorCode() == "AccessDeniedException" || api.ErrorCode() == "AccessDenied":
		if strings.Contains(text, "model access is denied") || strings.Contains(text, "access to the model") || strings.Contains(text, "marketplace") {
			return ModelAccess
		}
		return Denied
	case api.ErrorCode() == "ValidationException":
		return classifyValidation(text)
	case strings.Contains(text, "too many"):
		return Throttled
	}
	return Unavailable
}

// classifyValidation tells the refusals apart that people can do something about.
func classifyValidation(text string) Kind {
	switch {
	case strings.Contains(text, "on-demand throughput"):
		return Profile
	case strings.Contains(text, "model identifier is invalid"), strings.Contains(text, "end of its life"):
		return NotFound
	case strings.Contains(text, "too long"), strings.Contains(text, "too many tokens"), strings.Contains(text, "context window"):
		return TooLong
	}
	return Invalid
}

// cause returns the part of an error that is for people, on one line and short. The chain of the SDK
// around an answer of AWS is noise, and what is not an answer of AWS may quote what came over the wire.
func cause(err error) string {
	var api smithy.APIError
	var decoding *smithy.DeserializationError
	text := err.Error()
	switch {
	case errors.As(err, &api):
		text = api.ErrorCode() + ": " + api.ErrorMessage()
	case errors.As(err, &decoding):
		text = "the answer is not what the Converse API promises"
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	const limit = 400
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "..."
	}
	return text
}

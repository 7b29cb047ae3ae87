package action

import (
	"context"
	"errors"
	"fmt"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/checkout"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// Classify finds the row of the table for any error of a run. The result wraps err; its remedy is the one
// of the package that failed when that knows better than the table. err must not be nil.
func Classify(err error) *Error {
	var own *Error
	var inputs *InputErrors
	var ofVanta *vanta.Error
	var ofGitHub *pullrequest.Error
	var ofBedrock *bedrock.Error
	var rejected *propose.RejectedError
	var dirty *checkout.DirtyError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &inputs):
		return NewError(ErrInputs, err)
	case errors.Is(err, context.Canceled):
		return NewError(ErrCancelled, nil)
	case errors.As(err, &ofVanta):
		return classifyVanta(ofVanta)
	case errors.As(err, &ofGitHub):
		return classifyGitHub(ofGitHub)
	case errors.As(err, &ofBedrock):
		return classifyBedrock(ofBedrock)
	case errors.As(err, &rejected):
		return NewError(ErrModelAnswer, brief{rejected.Reason, err})
	case errors.Is(err, propose.ErrBudget):
		return NewError(ErrModelBudget, brief{"", err})
	case errors.As(err, &dirty):
		return NewError(ErrCheckoutDirty, err)
	case errors.Is(err, checkout.ErrNone):
		return NewError(ErrCheckoutMissing, err)
	case errors.Is(err, context.DeadlineExceeded):
		return NewError(ErrTimeout, err)
	}
	return NewError(ErrInternal, err)
}

// brief is a cause in fewer words than its own, for causes that say again what the row says.
type brief struct {
	text string
	err  error
}

func (b brief) Error() string { return b.text }
func (b brief) Unwrap() error { return b.err }

// tooManyRequests is the HTTP status of a rate limit.
const tooManyRequests = 429

func classifyVanta(e *vanta.Error) *Error {
	short := brief{e.Op, e}
	if e.Status != 0 {
		short.text = fmt.Sprintf("%s: Vanta answered %d", e.Op, e.Status)
	}
	switch {
	case errors.Is(e, vanta.ErrCredentials):
		return NewError(ErrVantaCredentials, short)
	case errors.Is(e, vanta.ErrTokenRevoked):
		return NewError(ErrVantaTokenRevoked, short)
	case errors.Is(e, vanta.ErrScope):
		return NewError(ErrVantaPermission, short)
	case errors.Is(e, vanta.ErrRedirect):
		return NewError(ErrVantaAddress, short)
	case errors.Is(e, vanta.ErrNotFound) && e.Kind == vanta.KindConfiguration:
		return NewError(ErrVantaNotFound, e)
	case e.Status == tooManyRequests:
		return NewError(ErrVantaRateLimited, short)
	case errors.Is(e, vanta.ErrMalformed), errors.Is(e, vanta.ErrTooLarge), e.Kind == vanta.KindPermanent:
		return NewError(ErrVantaIncomplete, e)
	}
	return NewError(ErrVantaUnavailable, e)
}

var gitHubIDs = map[pullrequest.Kind]string{
	pullrequest.ForbiddenCreate: ErrGitHubForbiddenCreate,
	pullrequest.Forbidden:       ErrGitHubPermission,
	pullrequest.NotFound:        ErrGitHubNotFound,
	pullrequest.Taken:           ErrGitHubBranchTaken,
	pullrequest.PrefixConflict:  ErrGitHubBranchPrefix,
	pullrequest.RateLimited:     ErrGitHubRateLimited,
	pullrequest.BaseMoved:       ErrGitHubBaseUnreachable,
	pullrequest.Unauthorized:    ErrGitHubUnauthorized,
	pullrequest.Invalid:         ErrGitHubRejected,
	pullrequest.Unavailable:     ErrGitHubUnavailable,
}

// classifyGitHub leaves the package's remedy out of the cause, since it becomes the remedy.
func classifyGitHub(e *pullrequest.Error) *Error {
	return withRemedy(gitHubIDs[e.Kind], brief{fmt.Sprintf("%s: %v", e.Op, e.Err), e}, e.Remedy)
}

var bedrockIDs = map[bedrock.Kind]string{
	bedrock.Throttled:   ErrBedrockThrottled,
	bedrock.Quota:       ErrBedrockQuota,
	bedrock.Denied:      ErrBedrockAccess,
	bedrock.ModelAccess: ErrBedrockAccess,
	bedrock.Profile:     ErrBedrockModel,
	bedrock.NotFound:    ErrBedrockModel,
	bedrock.Invalid:     ErrBedrockModel,
	bedrock.Region:      ErrBedrockModel,
	bedrock.Credentials: ErrBedrockCredentials,
	bedrock.Token:       ErrBedrockCredentials,
	bedrock.Identity:    ErrBedrockCredentials,
	bedrock.Timeout:     ErrBedrockTimeout,
	bedrock.Unavailable: ErrBedrockUnavailable,
	bedrock.Truncated:   ErrModelAnswer,
	bedrock.Filtered:    ErrModelAnswer,
	bedrock.Malformed:   ErrModelAnswer,
	bedrock.TooLong:     ErrModelAnswer,
}

func classifyBedrock(e *bedrock.Error) *Error { return withRemedy(bedrockIDs[e.Kind], e, e.Remedy) }

// withRemedy makes the error of a row with a better remedy, if there is one.
func withRemedy(id string, cause error, remedy string) *Error {
	e := NewError(id, cause)
	if remedy != "" {
		e.Remedy = remedy
	}
	return e
}

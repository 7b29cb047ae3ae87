package vanta

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what an [Error] asks of its reader.
type Kind string

const (
	// KindConfiguration is an error that a person ends by changing credentials, scopes or the URL.
	KindConfiguration Kind = "configuration"
	// KindPermanent is an error that stays until Vanta, this program or the request changes.
	KindPermanent Kind = "permanent"
	// KindRetryable is an error that a later run may not meet again. The client has already retried.
	KindRetryable Kind = "retryable"
)

// Sentinels that an [Error] wraps. Use errors.Is.
var (
	// ErrCredentials means that the token endpoint refused the client id or the secret.
	ErrCredentials = errors.New("vanta refused the client id or the client secret; check vanta-client-id and vanta-client-secret against Settings > Developer Console")
	// ErrScope means that the application may not read what the client asked for.
	ErrScope = errors.New("the vanta application lacks the scope " + scope + "; grant it in Settings > Developer Console")
	// ErrTokenRevoked means that a token was refused, a new one was minted, and that one was refused too.
	ErrTokenRevoked = errors.New("vanta refused a fresh token twice: most likely another process uses this vanta application, and each new token revokes the one before; create one application for each repository, or do not run them at the same time")
	// ErrRedirect means that the host answered with a redirect. It is not followed: the secret or the
	// token would go to a host that nobody configured.
	ErrRedirect = errors.New("redirects are not followed, since the credentials would go along; set vanta-api-url to the host that answers by itself, such as " + DefaultBaseURL)
	// ErrNotFound means that Vanta does not know what was asked for.
	ErrNotFound = errors.New("vanta does not know it")
	// ErrMalformed means that an answer was not the JSON that Vanta documents.
	ErrMalformed = errors.New("the answer is not what vanta documents")
	// ErrTooLarge means that an answer was longer than the client is willing to hold.
	ErrTooLarge = errors.New("the answer is too large")
)

// Error is every error that [Client.Poll] returns. Its text holds no secret and no token.
type Error struct {
	// Kind says what to do about it.
	Kind Kind
	// Op is what the client was doing, such as "list the failing tests".
	Op string
	// Status is the HTTP status of the last answer, or 0 when there was none.
	Status int
	// Err is the cause. It wraps one of the sentinels where a caller may branch, and
	// context.Canceled or context.DeadlineExceeded when the time was up.
	Err error
}

// Error implements error.
func (e *Error) Error() string { return e.Op + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// transient is a failed attempt that is worth another.
type transient struct {
	failed *Error
	// atLeast is the pause that the server asked for, or 0.
	atLeast time.Duration
	// tries is how many attempts a failure of this sort is worth in all.
	tries int
}

// Error implements error.
func (t *transient) Error() string { return t.failed.Error() }

// Unwrap returns the [Error], so that errors.As finds it.
func (t *transient) Unwrap() error { return t.failed }

func configuration(op string, status int, err error) *Error {
	return &Error{Kind: KindConfiguration, Op: op, Status: status, Err: err}
}

func permanent(op string, status int, err error) *Error {
	return &Error{Kind: KindPermanent, Op: op, Status: status, Err: err}
}

func retryable(op string, status int, err error) *Error {
	return &Error{Kind: KindRetryable, Op: op, Status: status, Err: err}
}

// malformed describes an answer that does not fit; it wraps [ErrMalformed].
func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
}

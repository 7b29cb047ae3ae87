package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v66/github"
)

// Kind says what a caller can do about an [Error].
type Kind string

// The kinds of errors.
const (
	// ForbiddenCreate: GitHub Actions may not create pull requests here. The branch exists and the next
	// run completes it once the setting is changed.
	ForbiddenCreate Kind = "forbidden-create"
	// Forbidden: the token lacks a permission.
	Forbidden Kind = "forbidden"
	// NotFound: the repository or a branch does not exist or is not visible to the token.
	NotFound Kind = "not-found"
	// Taken: somebody else holds the branch; nothing was written to it.
	Taken Kind = "taken"
	// PrefixConflict: an existing branch makes the name impossible, as "terrafix" does for "terrafix/x".
	PrefixConflict Kind = "prefix-conflict"
	// RateLimited: GitHub asks to wait longer than this program may.
	RateLimited Kind = "rate-limited"
	// BaseMoved: the commit that was read is not part of the base branch.
	BaseMoved Kind = "base-moved"
	// Unauthorized: GitHub does not accept the token.
	Unauthorized Kind = "unauthorized"
	// Invalid: the request cannot succeed as it is; repeating it is no use.
	Invalid Kind = "invalid"
	// Unavailable: GitHub did not answer, or answered with a server error.
	Unavailable Kind = "unavailable"
)

// Error is the error of every operation of this package that talks to GitHub. Its text holds no secret.
type Error struct {
	Kind Kind
	// Op says what was being done, such as "create the branch terrafix/x".
	Op string
	// Remedy says what a person can do; it may be empty.
	Remedy string
	// RetryAt is when GitHub asked to come back; set for RateLimited when GitHub told.
	RetryAt time.Time
	// Err is the cause, never nil.
	Err error
}

// Error implements error.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %v", e.Op, e.Err)
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// IsKind reports whether err is or wraps an [Error] of the kind.
func IsKind(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// responseError is an error answer of GitHub without the request's URL.
type responseError struct {
	status  int
	message string
	details []string
}

func (e *responseError) Error() string {
	text := fmt.Sprintf("GitHub answered %d %s", e.status, http.StatusText(e.status))
	parts := e.details
	if e.message != "" {
		parts = append([]string{e.message}, parts...)
	}
	if len(parts) > 0 {
		text += ": " + oneLine(strings.Join(parts, "; "), 400)
	}
	return text
}

// says reports whether any of the answer's texts contains the phrase, whatever its case.
func (e *responseError) says(phrase string) bool {
	text := strings.ToLower(e.message + "\n" + strings.Join(e.details, "\n"))
	return strings.Contains(text, strings.ToLower(phrase))
}

// fail turns an error of go-github or of the transport into an *Error.
func fail(op string, err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		// The transport does not know what it was asked for.
		return &Error{Kind: own.Kind, Op: op, Remedy: own.Remedy, RetryAt: own.RetryAt, Err: own.Err}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Kind: Unavailable, Op: op, Err: err}
	}
	var response *github.ErrorResponse
	if !errors.As(err, &response) || response.Response == nil {
		return &Error{Kind: Unavailable, Op: op, Err: err}
	}
	cause := &responseError{status: response.Response.StatusCode, message: response.Message}
	for _, e := range response.Errors {
		text := e.Message
		if text == "" {
			text = strings.TrimSpace(e.Field + " " + e.Code)
		}
		cause.details = append(cause.details, text)
	}
	kind, remedy := judge(cause, response.Response.Header)
	return &Error{Kind: kind, Op: op, Remedy: remedy, Err: cause}
}

const remedyCreate = "allow it in the repository's Settings > Actions > General > Workflow permissions, " +
	"\"Allow GitHub Actions to create and approve pull requests\" (greyed out when the organisation forbids it), " +
	"or set the input github-token to the token of a GitHub App; the branch is kept and the next run opens " +
	"the pull request from it without asking the model again"

func judge(e *responseError, header http.Header) (kind Kind, remedy string) {
	switch {
	case e.status == http.StatusUnauthorized:
		return Unauthorized, "check the input github-token; the workflow's own token ends with its job"
	case e.status == http.StatusForbidden && e.says("not permitted to create or approve pull requests"):
		return ForbiddenCreate, remedyCreate
	case e.status == http.StatusForbidden:
		need := "contents: write, pull-requests: write and issues: write"
		// GitHub names the missing permission here: https://docs.github.com/rest/authentication/permissions-required-for-github-apps
		if accepted := header.Get("X-Accepted-Github-Permissions"); accepted != "" {
			need = oneLine(accepted, 200)
		}
		return Forbidden, "grant the job's token these permissions: " + need
	case e.status == http.StatusNotFound:
		return NotFound, "check that the repository and the branch exist and that the token may read and write them"
	case e.status >= 500 || e.status == http.StatusRequestTimeout:
		return Unavailable, "run again later; nothing is lost"
	default:
		return Invalid, ""
	}
}

// causeOf returns the answer of GitHub inside err, or an empty one.
func causeOf(err error) *responseError {
	var response *responseError
	if errors.As(err, &response) {
		return response
	}
	return &responseError{}
}

package action

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/checkout"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	for _, test := range []struct {
		err  error
		id   string
		text string
	}{
		{NewError(ErrNoTerraform, nil), ErrNoTerraform, "holds no Terraform; check the ref"},
		{&InputErrors{}, ErrInputs, "correct the inputs"},
		{context.Canceled, ErrCancelled, "the run was cancelled; run again"},
		{&vanta.Error{Op: "poll", Err: context.Canceled}, ErrCancelled, "next run"},
		{&vanta.Error{Kind: vanta.KindConfiguration, Op: "get a token", Status: 401, Err: vanta.ErrCredentials}, ErrVantaCredentials, "client secret: get a token: Vanta answered 401; create"},
		{&vanta.Error{Kind: vanta.KindConfiguration, Op: "list tests", Status: 401, Err: vanta.ErrTokenRevoked}, ErrVantaTokenRevoked, "an application of its own"},
		{&vanta.Error{Kind: vanta.KindConfiguration, Op: "list tests", Status: 403, Err: vanta.ErrScope}, ErrVantaPermission, "vanta-api.all:read"},
		{&vanta.Error{Kind: vanta.KindConfiguration, Op: "list tests", Status: 302, Err: vanta.ErrRedirect}, ErrVantaAddress, "vanta-api-url"},
		{&vanta.Error{Kind: vanta.KindConfiguration, Op: "read test x", Status: 404, Err: vanta.ErrNotFound}, ErrVantaNotFound, "failure-id"},
		{&vanta.Error{Kind: vanta.KindRetryable, Op: "list tests", Status: 429, Err: cause}, ErrVantaRateLimited, "vanta-requests-per-minute"},
		{&vanta.Error{Kind: vanta.KindPermanent, Op: "list tests", Status: 200, Err: vanta.ErrMalformed}, ErrVantaIncomplete, "never used"},
		{&vanta.Error{Kind: vanta.KindRetryable, Op: "list tests", Status: 503, Err: cause}, ErrVantaUnavailable, "the cause"},
		{&vanta.Error{Kind: vanta.KindRetryable, Op: "list tests", Err: context.DeadlineExceeded}, ErrVantaUnavailable, "deadline"},
		{&pullrequest.Error{Kind: pullrequest.ForbiddenCreate, Op: "open", Err: cause, Remedy: "tick it"}, ErrGitHubForbiddenCreate, "open: the cause; tick it"},
		{&pullrequest.Error{Kind: pullrequest.Taken, Op: "claim", Err: cause}, ErrGitHubBranchTaken, "claim: the cause; nothing is to be done"},
		{&bedrock.Error{Kind: bedrock.Throttled, Err: cause, Remedy: "wait"}, ErrBedrockThrottled, "; wait"},
		{&propose.RejectedError{Reason: "it is prose"}, ErrModelAnswer, "could not be used: it is prose; make"},
		{propose.ErrBudget, ErrModelBudget, "used up; raise max-model-calls"},
		{&checkout.DirtyError{Paths: []string{"main.tf"}}, ErrCheckoutDirty, "main.tf"},
		{checkout.ErrNone, ErrCheckoutMissing, "actions/checkout"},
		{context.DeadlineExceeded, ErrTimeout, "run again"},
		{cause, ErrInternal, "the cause"},
	} {
		wrapped := fmt.Errorf("run: %w", test.err)
		got := Classify(wrapped)
		if got.ID != test.id || !strings.Contains(got.Error(), test.text) {
			t.Errorf("Classify(%v) = %s: %v, want %s with %q", test.err, got.ID, got, test.id, test.text)
		}
	}
}

// TestEveryKindHasARow fails when a kind that another package documents falls through to "internal".
func TestEveryKindHasARow(t *testing.T) {
	t.Parallel()
	for kind, id := range gitHubIDs {
		if row := Classify(&pullrequest.Error{Kind: kind, Err: errors.New("x")}).Row; row.ID != id {
			t.Errorf("pull request error %s has row %s", kind, row.ID)
		}
	}
	for kind, id := range bedrockIDs {
		if row := Classify(&bedrock.Error{Kind: kind, Err: errors.New("x")}).Row; row.ID != id {
			t.Errorf("bedrock error %s has row %s", kind, row.ID)
		}
	}
	if got := Classify(&pullrequest.Error{Kind: "new", Err: errors.New("x")}).ID; got != ErrInternal {
		t.Errorf("an unknown kind has row %s", got)
	}
}

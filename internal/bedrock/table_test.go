package bedrock

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
)

func TestModelName(t *testing.T) {
	for id, want := range map[string]string{
		"global.anthropic.claude-sonnet-4-6":                                          "claude-sonnet-4-6",
		"anthropic.claude-opus-4-6-v1":                                                "claude-opus-4-6-v1",
		"arn:aws:bedrock:us-west-2:1:inference-profile/us.anthropic.claude-haiku-5-5": "claude-haiku-5-5",
		"arn:aws:bedrock:us-west-2:1:application-inference-profile/abc123":            "abc123",
	} {
		if got := modelName(id); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}

func TestTheLongestPrefixWins(t *testing.T) {
	for id, prefix := range map[string]string{
		"claude-opus-5-5":            "claude-opus-5-5",
		"claude-opus-5":              "claude-opus-5",
		"claude-sonnet-5-5":          "claude-sonnet-5",
		"claude-3-5-haiku-20241022":  "claude-3-5-haiku",
		"claude-sonnet-4-5-20250929": "claude-sonnet-4",
		"something-else":             "",
	} {
		if got := capabilityOf(id).prefix; got != prefix {
			t.Errorf("%s: got the row %q, want %q", id, got, prefix)
		}
	}
}

// TestStepDownIsFinite: whatever the service answers, the ladder ends.
func TestStepDownIsFinite(t *testing.T) {
	texts := []string{
		"tool_choice temperature cachePoint support tool use maximum tokens limit of 1",
		"This model doesn't support the temperature field. Remove temperature and try again.",
		"The maximum tokens you requested exceeds the model limit of 99999999999999.",
		"The maximum tokens you requested exceeds the model limit of 0.",
	}
	for _, text := range texts {
		l := newLadder("global.anthropic.claude-sonnet-4-6")
		steps, again := 0, true
		for now := l.stance(); again; steps++ {
			now, again = l.stepDown(now, &smithy.GenericAPIError{Code: "ValidationException", Message: text})
			if steps > maxSteps+1 {
				t.Fatalf("%q: the ladder has no end", text)
			}
		}
	}
}

func TestOtherErrorsDoNotStepDown(t *testing.T) {
	l := newLadder("global.anthropic.claude-sonnet-4-6")
	before := l.stance()
	for _, err := range []error{
		errors.New("temperature"),
		&smithy.GenericAPIError{Code: "AccessDeniedException", Message: "temperature"},
		&smithy.GenericAPIError{Code: "ThrottlingException", Message: "tool_choice"},
		&smithy.GenericAPIError{Code: "ValidationException", Message: "something else"},
	} {
		if _, again := l.stepDown(before, err); again || l.stance() != before {
			t.Errorf("%v led to a step down", err)
		}
	}
}

func TestSessionName(t *testing.T) {
	for wanted, want := range map[string]string{
		"terrafix run 1/2":       "terrafix-run-1-2",
		"":                       "terrafix-action",
		"\u00e9\u00e9":           "terrafix-action",
		"a_b+c=d,e.f@g-h":        "a_b+c=d,e.f@g-h",
		strings.Repeat("x", 100): strings.Repeat("x", 64),
	} {
		if got := sessionName(wanted); got != want {
			t.Errorf("%q: got %q, want %q", wanted, got, want)
		}
	}
}

func TestEveryKindHasARemedy(t *testing.T) {
	kinds := []Kind{Throttled, Quota, Denied, ModelAccess, Profile, NotFound, Invalid, Credentials, Token, Identity,
		Timeout, Unavailable, Region, Truncated, Filtered, Malformed, TooLong}
	for _, kind := range kinds {
		if remedies[kind] == "" {
			t.Errorf("%s has none", kind)
		}
	}
	if len(remedies) != len(kinds) {
		t.Errorf("%d remedies for %d kinds", len(remedies), len(kinds))
	}
}

func TestNetworkFailures(t *testing.T) {
	missing := &net.DNSError{Err: "no such host", Name: "bedrock-runtime.xx-nowhere-1.amazonaws.com", IsNotFound: true}
	if got := classify(fmt.Errorf("send: %w", missing)); got != Region {
		t.Errorf("an unknown host is %s", got)
	}
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	if got := classify(fmt.Errorf("send: %w", refused)); got != Unavailable {
		t.Errorf("a refused connection is %s", got)
	}
}

func TestCauseIsOneShortLine(t *testing.T) {
	err := &smithy.GenericAPIError{Code: "X", Message: "a\nb\x1b[31m" + strings.Repeat("\u00e9", 500)}
	got := cause(err)
	if strings.ContainsAny(got, "\n\x1b") || len(got) > 410 || !strings.HasPrefix(got, "X: a b") {
		t.Errorf("got %q", got)
	}
}

func FuzzExtractJSON(f *testing.F) {
	f.Add(`text {"a":1} more`)
	f.Add(strings.Repeat("{", 200) + `{"a":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		if got := extractJSON(text); got != nil && (got[0] != '{' || !strings.Contains(text, string(got))) {
			t.Errorf("%q gave %q", text, got)
		}
	})
}

package bedrock_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
)

func kind(err error) bedrock.Kind {
	var failure *bedrock.Error
	if errors.As(err, &failure) {
		return failure.Kind
	}
	return ""
}

// TestErrorsOfTheService maps what AWS answers to kinds, with the number of attempts that it takes.
func TestErrorsOfTheService(t *testing.T) {
	tests := []struct {
		name     string
		reply    awsserver.Reply
		want     bedrock.Kind
		attempts int
		says     string
	}{
		{"throttling", failure(429, "ThrottlingException", "Too many requests, please wait before trying again."), bedrock.Throttled, 2, "Too many requests"},
		{"unavailable", failure(503, "ServiceUnavailableException", "busy"), bedrock.Unavailable, 2, "busy"},
		{"internal", failure(500, "InternalServerException", "oops"), bedrock.Unavailable, 2, ""},
		{"not ready", failure(429, "ModelNotReadyException", "warming up"), bedrock.Throttled, 2, ""},
		{"model timeout", failure(408, "ModelTimeoutException", "slow"), bedrock.Timeout, 2, ""},
		{"model error", failure(424, "ModelErrorException", "broke"), bedrock.Unavailable, 2, ""},
		{"quota", failure(400, "ServiceQuotaExceededException", "your account"), bedrock.Quota, 1, ""},
		{"iam", failure(403, "AccessDeniedException", "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: bedrock:InvokeModel on resource: z"), bedrock.Denied, 1, "not authorized"},
		{"model access", failure(403, "AccessDeniedException", "You don't have access to the model with the specified model ID."), bedrock.ModelAccess, 1, ""},
		{"marketplace", failure(403, "AccessDeniedException", "Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions"), bedrock.ModelAccess, 1, ""},
		{"first use form", failure(404, "ResourceNotFoundException", "Model use case details have not been submitted for this account."), bedrock.ModelAccess, 1, ""},
		{"retired", failure(404, "ResourceNotFoundException", "This model version has reached the end of its life."), bedrock.NotFound, 1, ""},
		{"wrong id", failure(400, "ValidationException", "The provided model identifier is invalid."), bedrock.NotFound, 1, ""},
		{"too long", failure(400, "ValidationException", "The model returned the following errors: Input is too long for requested model."), bedrock.TooLong, 1, ""},
		{"other validation", failure(400, "ValidationException", "1 validation error detected"), bedrock.Invalid, 1, "1 validation error"},
		{"guardrail", awsserver.Reply{Text: "blocked", StopReason: "guardrail_intervened"}, bedrock.Filtered, 1, "guardrail"},
		{"filter", awsserver.Reply{Text: "SECRET-MODEL-TEXT", StopReason: "content_filtered"}, bedrock.Filtered, 1, "filter"},
		{"malformed", awsserver.Reply{Text: "SECRET-MODEL-TEXT", StopReason: "malformed_tool_use"}, bedrock.Malformed, 1, ""},
		{"context", awsserver.Reply{Text: "x", StopReason: "model_context_window_exceeded"}, bedrock.TooLong, 1, ""},
		{"unknown stop", awsserver.Reply{Text: "x", StopReason: "SECRET-MODEL-TEXT"}, bedrock.Malformed, 1, ""},
		{"empty", awsserver.Reply{}, bedrock.Malformed, 1, "no content"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := start(t, awsserver.Options{Script: []awsserver.Scripted{{Reply: test.reply, Times: -1}}})
			t.Setenv("AWS_MAX_ATTEMPTS", "2")
			_, err := client(t, server, nil).Start(prompt).Ask(context.Background(), "q")
			var failed *bedrock.Error
			if !errors.As(err, &failed) || failed.Kind != test.want {
				t.Fatalf("got %v of kind %q, want %q", err, kind(err), test.want)
			}
			if passes := test.want == bedrock.Throttled || test.want == bedrock.Timeout || test.want == bedrock.Unavailable; failed.Retryable() != passes {
				t.Errorf("retryable is %v", failed.Retryable())
			}
			if failed.Remedy == "" {
				t.Error("there is no remedy")
			}
			if got := len(server.Requests()); got != test.attempts {
				t.Errorf("%d attempts, want %d", got, test.attempts)
			}
			text := err.Error()
			if !strings.HasPrefix(text, "ask "+model+" in us-west-2: ") || !strings.Contains(text, test.says) || strings.Contains(text, "SECRET") {
				t.Errorf("text: %s", text)
			}
		})
	}
}

func TestInferenceProfileNeeded(t *testing.T) {
	server := start(t, awsserver.Options{})
	c := client(t, server, func(cfg *bedrock.Config) { cfg.ModelID = "anthropic.claude-sonnet-4-6" })
	if _, err := c.Start(prompt).Ask(context.Background(), "q"); kind(err) != bedrock.Profile {
		t.Errorf("got %v", err)
	}
}

// TestIdentity covers the way to the credentials.
func TestIdentity(t *testing.T) {
	other := "arn:aws:iam::123456789012:role/other"
	tests := []struct {
		name   string
		opts   awsserver.Options
		change func(*bedrock.Config)
		want   bedrock.Kind
	}{
		{"no token", awsserver.Options{OIDCFailures: []int{403}}, nil, bedrock.Token},
		{"empty token", awsserver.Options{}, func(c *bedrock.Config) {
			c.IDToken = func(context.Context, string) (string, error) { return "", nil }
		}, bedrock.Token},
		{"no provider", awsserver.Options{STSFailures: []string{"InvalidIdentityToken", "InvalidIdentityToken"}}, nil, bedrock.Identity},
		{"expired", awsserver.Options{STSFailures: []string{"ExpiredTokenException"}}, nil, bedrock.Identity},
		{"trust policy", awsserver.Options{RoleARN: other}, nil, bedrock.Identity},
		{"issuer unreachable", awsserver.Options{STSFailures: []string{"IDPCommunicationError", "IDPCommunicationError"}}, nil, bedrock.Unavailable},
		{"no credentials at all", awsserver.Options{}, func(c *bedrock.Config) { c.RoleARN = "" }, bedrock.Credentials},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := start(t, test.opts)
			t.Setenv("AWS_MAX_ATTEMPTS", "2")
			_, err := client(t, server, test.change).Start(prompt).Ask(context.Background(), "q")
			if kind(err) != test.want {
				t.Fatalf("got %v of kind %q, want %q", err, kind(err), test.want)
			}
			for _, secret := range server.Secrets() {
				if strings.Contains(err.Error(), secret) {
					t.Error("a secret is in the error")
				}
			}
		})
	}
}

// TestOneBadTokenIsRetried: a fresh OIDC provider is not known everywhere at once.
func TestOneBadTokenIsRetried(t *testing.T) {
	server := start(t, awsserver.Options{STSFailures: []string{"InvalidIdentityToken"}, Script: say(tool(`{"n":1}`))})
	ask(t, client(t, server, nil).Start(prompt), "q")
}

// TestDefaultChain uses keys of the environment and masks them.
func TestDefaultChain(t *testing.T) {
	server := start(t, awsserver.Options{AccessKeys: []string{"AKIAFROMENVIRONMENT1"}, Script: say(tool(`{"n":1}`))})
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAFROMENVIRONMENT1")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "the-secret")
	var masked []string
	c := client(t, server, func(cfg *bedrock.Config) {
		cfg.RoleARN, cfg.IDToken = "", nil
		cfg.Mask = func(secret string) { masked = append(masked, secret) }
	})
	ask(t, c.Start(prompt), "q")
	if !strings.Contains(strings.Join(masked, " "), "the-secret") {
		t.Errorf("masked %q", masked)
	}
}

// TestBearerTokenDoesNotBypassTheRole: the SDK prefers AWS_BEARER_TOKEN_BEDROCK to everything, silently.
func TestBearerTokenDoesNotBypassTheRole(t *testing.T) {
	server := start(t, awsserver.Options{Script: say(tool(`{"n":1}`))})
	t.Setenv("AWS_BEARER_TOKEN_BEDROCK", "somebody-elses-key")
	ask(t, client(t, server, nil).Start(prompt), "q")
	if key := server.Requests()[0].AccessKey; !strings.HasPrefix(key, "ASIASTANDIN") {
		t.Errorf("signed by %q", key)
	}
}

// TestBearerTokenIsMasked: without a role it is used, as by every AWS SDK. The SDK sends it over TLS only,
// so the call to the stand-in fails, but not before the token was masked.
func TestBearerTokenIsMasked(t *testing.T) {
	server := start(t, awsserver.Options{})
	t.Setenv("AWS_BEARER_TOKEN_BEDROCK", "the-api-key")
	var masked []string
	c := client(t, server, func(cfg *bedrock.Config) {
		cfg.RoleARN = ""
		cfg.Mask = func(secret string) { masked = append(masked, secret) }
	})
	_, err := c.Start(prompt).Ask(context.Background(), "q")
	if err == nil || strings.Contains(err.Error(), "the-api-key") || len(masked) == 0 || masked[0] != "the-api-key" {
		t.Errorf("got %v, masked %q", err, masked)
	}
}

func TestDeadlineAndCancellation(t *testing.T) {
	server := start(t, awsserver.Options{Script: []awsserver.Scripted{{Reply: awsserver.Reply{Text: "late", Delay: time.Hour}, Times: -1}}})
	c := client(t, server, func(cfg *bedrock.Config) { cfg.Timeout = 300 * time.Millisecond })
	_, err := c.Start(prompt).Ask(context.Background(), "q")
	if kind(err) != bedrock.Timeout || !strings.Contains(err.Error(), "no answer within 300ms") {
		t.Errorf("deadline: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Start(prompt).Ask(ctx, "q"); !errors.Is(err, context.Canceled) || kind(err) != "" {
		t.Errorf("cancellation: %v", err)
	}
}

func TestConfigIsCheckedWithoutNetwork(t *testing.T) {
	token := func(context.Context, string) (string, error) { return "", errors.New("asked") }
	tests := []struct {
		name string
		cfg  bedrock.Config
		want string
	}{
		{"region", bedrock.Config{ModelID: model, Region: "Oregon"}, `region "Oregon"`},
		{"model", bedrock.Config{Region: "us-west-2"}, "model id"},
		{"role", bedrock.Config{ModelID: model, Region: "us-west-2", RoleARN: "terrafix", IDToken: token}, `role "terrafix"`},
		{"token", bedrock.Config{ModelID: model, Region: "us-west-2", RoleARN: role}, "OIDC"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := bedrock.New(context.Background(), test.cfg)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

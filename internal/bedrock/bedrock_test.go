package bedrock_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
)

const (
	role  = "arn:aws:iam::123456789012:role/terrafix"
	model = "global.anthropic.claude-sonnet-4-6"
)

var prompt = bedrock.Prompt{
	System: "the rules",
	Stable: "the guidance",
	Tool: bedrock.Tool{Name: "answer", Description: "Gives the answer.", Schema: json.RawMessage(
		`{"type":"object","properties":{"n":{"type":"number","minimum":1.5}},"required":["n"],"additionalProperties":false}`)},
}

// start runs the stand-in for a test and leads the SDK to it.
func start(t *testing.T, opts awsserver.Options) *awsserver.Server {
	t.Helper()
	server := awsserver.Start(opts)
	t.Cleanup(func() {
		server.Close()
		if v := server.Violations(); len(v) > 0 {
			t.Errorf("the stand-in was asked what should never be asked: %q", v)
		}
	})
	for _, name := range []string{"AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	for _, pair := range server.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	return server
}

// idToken asks the stand-in as the runner's library does.
func idToken(server *awsserver.Server) func(context.Context, string) (string, error) {
	return func(ctx context.Context, audience string) (string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL()+"/oidc/token?api-version=2.0&audience="+audience, nil)
		if err != nil {
			return "", err
		}
		req.Header.Set("Authorization", "Bearer oidc-request-token")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return "", fmt.Errorf("the runner answered %s", resp.Status)
		}
		var body struct{ Value string }
		err = json.NewDecoder(resp.Body).Decode(&body)
		return body.Value, err
	}
}

func client(t *testing.T, server *awsserver.Server, change func(*bedrock.Config)) *bedrock.Client {
	t.Helper()
	cfg := bedrock.Config{Region: "us-west-2", RoleARN: role, ModelID: model, SessionName: "terrafix run 1/2", IDToken: idToken(server)}
	if change != nil {
		change(&cfg)
	}
	c, err := bedrock.New(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// say is a script of replies in order.
func say(replies ...awsserver.Reply) []awsserver.Scripted {
	var out []awsserver.Scripted
	for _, reply := range replies {
		out = append(out, awsserver.Scripted{Reply: reply, Times: 1})
	}
	return out
}

func tool(input string) awsserver.Reply { return awsserver.Reply{Tool: json.RawMessage(input)} }

func failure(status int, code, message string) awsserver.Reply {
	return awsserver.Reply{Status: status, Code: code, Message: message}
}

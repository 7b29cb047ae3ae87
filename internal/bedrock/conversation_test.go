package bedrock_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
)

func ask(t *testing.T, c *bedrock.Conversation, text string) bedrock.Reply {
	t.Helper()
	reply, err := c.Ask(context.Background(), text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return reply
}

// TestEverySecretIsMaskedBeforeUse drives the whole way: OIDC, STS, Bedrock.
func TestEverySecretIsMaskedBeforeUse(t *testing.T) {
	server := start(t, awsserver.Options{RoleARN: role, Script: say(tool(`{"n":2}`), tool(`{"n":3}`))})
	var mu sync.Mutex
	masked := map[string]bool{}
	c := client(t, server, func(cfg *bedrock.Config) {
		cfg.Mask = func(secret string) { mu.Lock(); masked[secret] = true; mu.Unlock() }
	})
	if len(server.Secrets()) != 0 {
		t.Error("making the client fetched credentials")
	}
	ask(t, c.Start(prompt), "one")
	ask(t, c.Start(prompt), "two")
	secrets := server.Secrets()
	if len(secrets) != 4 {
		t.Errorf("%d tokens and keys were given out, want one token and one session of three", len(secrets))
	}
	for _, secret := range secrets {
		if !masked[secret] {
			t.Errorf("%.12s... was not masked", secret)
		}
		for _, request := range server.Requests() {
			if strings.Contains(string(request.Body), secret) {
				t.Errorf("%.12s... is in a prompt", secret)
			}
		}
	}
}

// TestLadder shows what each model is asked in the end and how many refusals that took.
func TestLadder(t *testing.T) {
	type asked struct {
		Tool, Forced, Temperature, Cache bool
		Refusals                         int
	}
	tests := []struct {
		model string
		want  asked
	}{
		{"global.anthropic.claude-sonnet-4-6", asked{Tool: true, Forced: true, Temperature: true, Cache: true}},
		{"us.anthropic.claude-haiku-4-5-20251001-v1:0", asked{Tool: true, Forced: true, Temperature: true, Cache: true}},
		{"us.anthropic.claude-opus-4-8", asked{Tool: true, Forced: true, Cache: true}},
		{"eu.anthropic.claude-opus-5", asked{Tool: true, Forced: true, Cache: true}},
		{"global.anthropic.claude-sonnet-5", asked{Tool: true, Cache: true}},
		{"global.anthropic.claude-opus-5-5", asked{Tool: true, Cache: true}},
		{"global.anthropic.claude-fable-5-1", asked{Tool: true, Cache: true}},
		{"arn:aws:bedrock:us-west-2:123456789012:inference-profile/global.anthropic.claude-sonnet-5-5", asked{Tool: true, Cache: true}},
		{"us.meta.llama4-maverick-17b-instruct-v1:0", asked{Tool: true, Refusals: 2}},
		{"us.deepseek.r1-v1:0", asked{Refusals: 2}},
		{"anthropic.claude-3-haiku-20240307-v1:0", asked{Tool: true, Forced: true, Temperature: true}},
	}
	for _, test := range tests {
		t.Run(test.model, func(t *testing.T) {
			server := start(t, awsserver.Options{Script: say(tool(`{"n":2}`), tool(`{"n":2}`))})
			c := client(t, server, func(cfg *bedrock.Config) { cfg.ModelID = test.model })
			// The second conversation must not be refused again: the client remembers.
			for range 2 {
				if reply := ask(t, c.Start(prompt), "question"); string(reply.Input) != `{"n":2}` {
					t.Errorf("input %s", reply.Input)
				}
			}
			last := server.Requests()[1]
			got := asked{last.Tool != "", last.Forced, last.Temperature != nil, last.Cached, len(server.Refusals())}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if !last.Forced && !strings.Contains(last.System, "exactly") {
				t.Error("nothing forces the answer's form and nothing tells the model about it")
			}
		})
	}
}

// TestRepairTurn replays the history: reasoning untouched, the tool call met by an error result.
func TestRepairTurn(t *testing.T) {
	first := tool(`{"n":1.50,"big":12345678901234567890}`)
	first.Reasoning, first.Text = "let me think", "here it is"
	server := start(t, awsserver.Options{Script: say(first, awsserver.Reply{Text: "I would rather chat."}, tool(`{"n":2}`))})
	conversation := client(t, server, nil).Start(prompt)

	reply := ask(t, conversation, "the task")
	if want := `{"big":12345678901234567890,"n":1.50}`; string(reply.Input) != want || reply.Text != "here it is" {
		t.Errorf("got %s and %q", reply.Input, reply.Text)
	}
	if reply := ask(t, conversation, "n must be 2"); reply.Input != nil || reply.StopReason != "end_turn" {
		t.Errorf("prose gave %s, %s", reply.Input, reply.StopReason)
	}
	ask(t, conversation, "use the tool")

	var body struct{ Messages json.RawMessage }
	if err := json.Unmarshal(server.Requests()[2].Body, &body); err != nil {
		t.Fatal(err)
	}
	want := `[{"content":[{"text":"the task"}],"role":"user"},` +
		`{"content":[{"reasoningContent":{"reasoningText":{"signature":"reasoning-signature-3","text":"let me think"}}},{"text":"here it is"},` +
		`{"toolUse":{"input":{"big":12345678901234567890,"n":1.50},"name":"answer","toolUseId":"tooluse_3"}}],"role":"assistant"},` +
		`{"content":[{"toolResult":{"content":[{"text":"The answer was refused. The reasons follow."}],"status":"error","toolUseId":"tooluse_3"}},{"text":"n must be 2"}],"role":"user"},` +
		`{"content":[{"text":"I would rather chat."}],"role":"assistant"},` +
		`{"content":[{"text":"use the tool"}],"role":"user"}]`
	if diff := cmp.Diff(sorted(t, []byte(want)), sorted(t, body.Messages)); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// sorted brings JSON into one order of keys, numbers as they are written.
func sorted(t *testing.T, raw []byte) string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestFailedTurnLeavesNoTrace: after a truncated answer the next question stands in its place.
func TestFailedTurnLeavesNoTrace(t *testing.T) {
	server := start(t, awsserver.Options{Script: say(
		awsserver.Reply{Text: `{"n":`, StopReason: "max_tokens"}, tool(`{"n":2}`))})
	conversation := client(t, server, nil).Start(prompt)
	reply, err := conversation.Ask(context.Background(), "the task")
	if kind(err) != bedrock.Truncated || reply.Usage.Calls != 1 || reply.Usage.OutputTokens == 0 {
		t.Fatalf("got %v with usage %+v", err, reply.Usage)
	}
	ask(t, conversation, "the task, shorter")
	if last := server.Requests()[1]; last.Turn != 1 || last.User != "the task, shorter\n" {
		t.Errorf("turn %d asks %q", last.Turn, last.User)
	}
}

func TestUsageCountsTheCache(t *testing.T) {
	server := start(t, awsserver.Options{Script: say(tool(`{"n":1}`), tool(`{"n":1}`))})
	c := client(t, server, nil)
	first, second := ask(t, c.Start(prompt), "q").Usage, ask(t, c.Start(prompt), "q").Usage
	if first.CacheWriteTokens == 0 || first.CacheReadTokens != 0 || second.CacheReadTokens != first.CacheWriteTokens || second.CacheWriteTokens != 0 {
		t.Errorf("first %+v, second %+v", first, second)
	}
	sum := first.Add(second)
	if sum.Calls != 2 || sum.InputTokens != first.InputTokens+second.InputTokens || sum.OutputTokens != 2*first.OutputTokens {
		t.Errorf("sum %+v", sum)
	}
}

// TestJSONInText takes the answer from prose where a model skips the tool.
func TestJSONInText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", `{"n":2}`, `{"n":2}`},
		{"fenced", "Sure:\n```json\n{\"n\": 2}\n```\nDone.", `{"n": 2}`},
		{"after HCL", "resource \"a\" \"b\" { x = 1 }\n{\"n\":2}", `{"n":2}`},
		{"largest", `first {"x":1} then {"n":2,"m":"{"}`, `{"n":2,"m":"{"}`},
		{"cut off", `{"n":2`, ``},
		{"none", `I cannot do that.`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := start(t, awsserver.Options{Script: say(awsserver.Reply{Text: test.text})})
			c := client(t, server, func(cfg *bedrock.Config) { cfg.ModelID = "us.deepseek.r1-v1:0" })
			if got := ask(t, c.Start(prompt), "q").Input; string(got) != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

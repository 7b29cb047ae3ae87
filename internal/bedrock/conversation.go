package bedrock

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// Prompt is what stays the same over the turns of a conversation and, for the sake of the prompt cache,
// should be the same over conversations too.
type Prompt struct {
	// System is the model's task and its rules.
	System string
	// Stable is further text that is worth caching, such as guidance and examples. May be empty.
	Stable string
	// Tool is the one tool, whose input is the answer. Nothing is ever executed.
	Tool Tool
}

// Tool describes the shape of the answer.
type Tool struct {
	// Name matches [a-zA-Z0-9_-]{1,64}.
	Name        string
	Description string
	// Schema is the JSON schema of the input; its type must be "object".
	Schema json.RawMessage
}

// Reply is a model's answer. All of it is text that a model wrote: check it before use.
type Reply struct {
	// Input is the answer's JSON: the input of the tool call, or the JSON object found in the text. It is
	// nil when there was none, or more than one tool call.
	Input json.RawMessage
	// Text is what the model wrote beside the tool call, without its reasoning.
	Text string
	// StopReason is Bedrock's, "tool_use" or "end_turn" on success.
	StopReason string
	// Usage is what the question cost, requests that were refused for their shape not counted.
	Usage Usage
}

// Usage counts tokens as Bedrock bills them. Input tokens do not include those of the cache.
type Usage struct {
	InputTokens      int64 `json:"inputTokens"`
	OutputTokens     int64 `json:"outputTokens"`
	CacheReadTokens  int64 `json:"cacheReadTokens"`
	CacheWriteTokens int64 `json:"cacheWriteTokens"`
	// Calls counts the answers received.
	Calls int `json:"calls"`
}

// Add returns the sum of two usages.
func (u Usage) Add(v Usage) Usage {
	return Usage{
		InputTokens:      u.InputTokens + v.InputTokens,
		OutputTokens:     u.OutputTokens + v.OutputTokens,
		CacheReadTokens:  u.CacheReadTokens + v.CacheReadTokens,
		CacheWriteTokens: u.CacheWriteTokens + v.CacheWriteTokens,
		Calls:            u.Calls + v.Calls,
	}
}

// Conversation is one exchange with a model. It is not safe for concurrent use.
type Conversation struct {
	client  *Client
	prompt  Prompt
	history []types.Message
}

// Start begins a conversation. It makes no network call.
func (c *Client) Start(p Prompt) *Conversation {
	return &Conversation{client: c, prompt: p}
}

// Ask sends a text and returns the model's answer. An error is an *Error, or wraps ctx's; the
// conversation is then as it was before, so Ask may be called again. The reply holds the usage even
// when an error came with an answer (truncated, filtered).
func (c *Conversation) Ask(ctx context.Context, text string) (Reply, error) {
	question := c.question(text)
	out, err := c.send(ctx, question)
	if err != nil {
		return Reply{}, c.client.explain(ctx, err)
	}
	reply, message, err := read(out, c.prompt.Tool.Name)
	if err != nil {
		return reply, c.client.explain(ctx, err)
	}
	c.history = append(c.history, question, message)
	return reply, nil
}

// question makes the next user message. Every tool call of the previous answer must be met by a result:
// it is marked as an error, since a second question means that the first answer was refused.
func (c *Conversation) question(text string) types.Message {
	message := types.Message{Role: types.ConversationRoleUser}
	if len(c.history) > 0 {
		for _, block := range c.history[len(c.history)-1].Content {
			use, ok := block.(*types.ContentBlockMemberToolUse)
			if !ok {
				continue
			}
			message.Content = append(message.Content, &types.ContentBlockMemberToolResult{Value: types.ToolResultBlock{
				ToolUseId: use.Value.ToolUseId,
				Status:    types.ToolResultStatusError,
				Content:   []types.ToolResultContentBlock{&types.ToolResultContentBlockMemberText{Value: "The answer was refused. The reasons follow."}},
			}})
		}
	}
	message.Content = append(message.Content, &types.ContentBlockMemberText{Value: text})
	return message
}

// maxSteps bounds the ladder: two rungs, temperature, cache point and the token limit.
const maxSteps = 6

// send asks with the model's present stance and steps down while the service refuses the shape.
func (c *Conversation) send(ctx context.Context, question types.Message) (*bedrockruntime.ConverseOutput, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.client.timeout, &deadlineError{c.client.timeout})
	defer cancel()
	current := c.client.ladder.stance()
	for step := 0; ; step++ {
		out, err := c.client.api.Converse(ctx, c.input(current, question))
		if err == nil {
			return out, nil
		}
		if cause := context.Cause(ctx); cause != nil {
			return nil, cause
		}
		next, again := c.client.ladder.stepDown(current, err)
		if !again || step == maxSteps {
			return nil, err
		}
		current = next
	}
}

// deadlineError says that the client's own deadline for a call has passed.
type deadlineError struct{ after time.Duration }

func (e *deadlineError) Error() string { return "no answer within " + e.after.String() }

// Unwrap makes errors.Is(err, context.DeadlineExceeded) true.
func (e *deadlineError) Unwrap() error { return context.DeadlineExceeded }

// input builds one request. It is a function of its arguments only.
func (c *Conversation) input(s stance, question types.Message) *bedrockruntime.ConverseInput {
	messages := append([]types.Message(nil), c.history...)
	in := &bedrockruntime.ConverseInput{
		ModelId:         aws.String(c.client.modelID),
		System:          c.system(s),
		Messages:        append(messages, question),
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(s.maxTokens)},
		RequestMetadata: map[string]string{"application": "terrafix-action"},
	}
	if s.temperature {
		in.InferenceConfig.Temperature = aws.Float32(0.1)
	}
	if s.rung != jsonText {
		in.ToolConfig = toolConfig(c.prompt.Tool, s.rung)
	}
	return in
}

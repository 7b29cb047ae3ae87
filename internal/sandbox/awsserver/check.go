package awsserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var (
	signature = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)/\d{8}/([a-z0-9-]+)/bedrock/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$`)
	toolNames = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)
)

// signer returns the id of the key that signed a request, or what is wrong with the signature. The
// signature itself is not recomputed.
func (s *Server) signer(r *http.Request) (key, problem string) {
	found := signature.FindStringSubmatch(r.Header.Get("Authorization"))
	if found == nil {
		return "", "the request is not signed with Signature Version 4 for bedrock"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key = found[1]
	session, ok := s.sessions[key]
	switch {
	case ok && r.Header.Get("X-Amz-Security-Token") != session:
		return "", "the request carries another session token than the one given out with its key"
	case !ok && !slices.Contains(s.opts.AccessKeys, key):
		return "", "the request is signed with a key that was not given out"
	}
	return key, ""
}

// malformed says what Bedrock would never accept, or "".
func (s *Server) malformed(in converseRequest) string {
	if in.InferenceConfig.MaxTokens == nil || *in.InferenceConfig.MaxTokens < 1 {
		return "inferenceConfig.maxTokens is missing"
	}
	for _, block := range in.System {
		if (block.Text == nil) == (block.CachePoint == nil) || block.Text != nil && strings.TrimSpace(*block.Text) == "" {
			return "a system block is not exactly one text or cache point"
		}
	}
	if problem := malformedTools(in.ToolConfig); problem != "" {
		return problem
	}
	if len(in.Messages) == 0 || in.Messages[len(in.Messages)-1].Role != "user" {
		return "a conversation must end with a user message"
	}
	open := map[string]bool{}
	for i, m := range in.Messages {
		if want := []string{"user", "assistant"}[i%2]; m.Role != want {
			return fmt.Sprintf("messages.%d has the role %q: roles must alternate between user and assistant", i, m.Role)
		}
		if problem := s.malformedMessage(m, open, in.ToolConfig != nil); problem != "" {
			return fmt.Sprintf("messages.%d: %s", i, problem)
		}
	}
	return ""
}

// malformedMessage checks one message. open holds the tool calls that the next user message must answer.
func (s *Server) malformedMessage(m message, open map[string]bool, tools bool) string {
	if len(m.Content) == 0 {
		return "the content is empty"
	}
	for _, block := range m.Content {
		switch {
		case block.Text != nil:
			if strings.TrimSpace(*block.Text) == "" {
				return "the text field in the ContentBlock object is blank"
			}
		case block.ToolUse != nil && m.Role == "assistant":
			if !tools {
				return "the toolConfig field must be defined when using toolUse and toolResult content blocks"
			}
			if !json.Valid(block.ToolUse.Input) || block.ToolUse.Input[0] != '{' {
				return "the input of a tool call is not an object"
			}
			open[block.ToolUse.ToolUseID] = true
		case block.ToolResult != nil && m.Role == "user":
			if !open[block.ToolResult.ToolUseID] || len(block.ToolResult.Content) == 0 {
				return "a toolResult block answers no call, or is empty"
			}
			delete(open, block.ToolResult.ToolUseID)
		case block.ReasoningContent != nil && m.Role == "assistant":
			text := block.ReasoningContent.ReasoningText
			s.mu.Lock()
			known := s.signatures[text.Text+"\x00"+text.Signature]
			s.mu.Unlock()
			if !known {
				return "invalid `signature` in `thinking` block"
			}
		case block.CachePoint != nil:
		default:
			return "a content block has no kind, or one that its role may not have"
		}
	}
	if m.Role == "user" && len(open) > 0 {
		return "tool calls of the previous message are not answered by toolResult blocks"
	}
	return ""
}

func malformedTools(config *toolConfig) string {
	if config == nil {
		return ""
	}
	if len(config.Tools) == 0 {
		return "toolConfig.tools is empty"
	}
	for _, tool := range config.Tools {
		var schema struct {
			Type string `json:"type"`
		}
		switch {
		case tool.ToolSpec == nil || !toolNames.MatchString(tool.ToolSpec.Name):
			return "a tool has no valid name"
		case json.Unmarshal(tool.ToolSpec.InputSchema.JSON, &schema) != nil || schema.Type != "object":
			return "the value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object"
		}
	}
	if choice := config.ToolChoice; choice != nil && choice.Tool != nil && choice.Tool.Name != config.Tools[0].ToolSpec.Name {
		return "toolChoice names a tool that is not offered"
	}
	return ""
}

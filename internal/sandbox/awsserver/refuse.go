package awsserver

import (
	"fmt"
	"net/http"
	"strings"
)

// The families that refuse something, by parts of their ids. The list is deliberately not shared with
// the client: it is what AWS does, not what the client believes. Sources: langchain-ai/langchain-aws#1273,
// promptfoo/promptfoo#10307, strands-agents/harness-sdk#1241, BerriAI/litellm#39210.
var (
	refusesForcedTool  = []string{"claude-sonnet-5-5", "claude-opus-5-5", "claude-fable-5"}
	thinksAlways       = []string{"claude-sonnet-5"}
	refusesTemperature = []string{"claude-opus-4-7", "claude-opus-4-8", "claude-sonnet-5", "claude-opus-5", "claude-haiku-5", "claude-fable-5"}
	refusesCaching     = []string{"claude-3-sonnet", "claude-3-haiku", "meta.", "mistral.", "deepseek."}
	refusesTools       = []string{"deepseek.r1"}
	needsProfile       = []string{"anthropic.claude-sonnet-4", "anthropic.claude-opus-", "anthropic.claude-haiku-", "anthropic.claude-sonnet-5", "anthropic.claude-fable-"}
)

func matches(model string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(model, part) {
			return true
		}
	}
	return false
}

// refuse returns the error with which AWS refuses a well-formed request, or nil.
func refuse(model string, in converseRequest) *Reply {
	invalid := func(text string) *Reply {
		return &Reply{Status: http.StatusBadRequest, Code: "ValidationException", Message: text}
	}
	for _, id := range needsProfile {
		if strings.HasPrefix(model, id) {
			return invalid(fmt.Sprintf("Invocation of model ID %s with on-demand throughput isn't supported. "+
				"Retry your request with the ID or ARN of an inference profile that contains this model.", model))
		}
	}
	if in.ToolConfig != nil && matches(model, refusesTools) {
		return invalid("This model doesn't support tool use.")
	}
	if choice := in.ToolConfig; choice != nil && choice.ToolChoice != nil && (choice.ToolChoice.Any != nil || choice.ToolChoice.Tool != nil) {
		if matches(model, refusesForcedTool) {
			return invalid("The model returned the following errors: tool_choice: type \"tool\" and \"any\" are not supported for this model.")
		}
		if matches(model, thinksAlways) {
			return invalid("The model returned the following errors: Thinking may not be enabled when tool_choice forces tool use.")
		}
		if strings.Contains(model, "meta.") {
			return invalid("This model doesn't support the toolConfig.toolChoice.tool field. Remove toolConfig.toolChoice.tool and try again.")
		}
	}
	sampling := in.InferenceConfig
	switch {
	case sampling.Temperature != nil && sampling.TopP != nil:
		return invalid("The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one.")
	case sampling.Temperature != nil && matches(model, refusesTemperature):
		return invalid("The model returned the following errors: `temperature` is deprecated for this model.")
	case strings.Contains(model, "claude-3-") && !strings.Contains(model, "claude-3-7") && *sampling.MaxTokens > 8192:
		return invalid("The maximum tokens you requested exceeds the model limit of 8192. Try again with a maximum tokens value that is lower than 8192.")
	}
	for _, block := range in.System {
		if block.CachePoint != nil && matches(model, refusesCaching) {
			return &Reply{
				Status: http.StatusForbidden, Code: "AccessDeniedException",
				Message: "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.",
			}
		}
	}
	return nil
}

package awsserver

import "encoding/json"

// The Converse request as it travels. Fields that the stand-in does not know are refused.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html

type converseRequest struct {
	Messages        []message         `json:"messages"`
	System          []systemBlock     `json:"system,omitempty"`
	InferenceConfig inferenceConfig   `json:"inferenceConfig"`
	ToolConfig      *toolConfig       `json:"toolConfig,omitempty"`
	RequestMetadata map[string]string `json:"requestMetadata,omitempty"`
}

type message struct {
	Role    string         `json:"role"`
	Content []contentBlock `json:"content"`
}

type contentBlock struct {
	Text             *string           `json:"text,omitempty"`
	ToolUse          *toolUse          `json:"toolUse,omitempty"`
	ToolResult       *toolResult       `json:"toolResult,omitempty"`
	ReasoningContent *reasoningContent `json:"reasoningContent,omitempty"`
	CachePoint       *cachePoint       `json:"cachePoint,omitempty"`
}

type toolUse struct {
	ToolUseID string          `json:"toolUseId"`
	Name      string          `json:"name"`
	Input     json.RawMessage `json:"input"`
}

type toolResult struct {
	ToolUseID string `json:"toolUseId"`
	Status    string `json:"status"`
	Content   []struct {
		Text string `json:"text"`
	} `json:"content"`
}

type reasoningContent struct {
	ReasoningText struct {
		Text      string `json:"text"`
		Signature string `json:"signature"`
	} `json:"reasoningText"`
}

type cachePoint struct {
	Type string `json:"type"`
}

type systemBlock struct {
	Text       *string     `json:"text,omitempty"`
	CachePoint *cachePoint `json:"cachePoint,omitempty"`
}

type inferenceConfig struct {
	MaxTokens   *int     `json:"maxTokens,omitempty"`
	Temperature *float64 `json:"temperature,omitempty"`
	TopP        *float64 `json:"topP,omitempty"`
}

type toolConfig struct {
	Tools []struct {
		ToolSpec *struct {
			Name        string `json:"name"`
			Description string `json:"description"`
			InputSchema struct {
				JSON json.RawMessage `json:"json"`
			} `json:"inputSchema"`
		} `json:"toolSpec"`
	} `json:"tools"`
	ToolChoice *struct {
		Auto *struct{} `json:"auto,omitempty"`
		Any  *struct{} `json:"any,omitempty"`
		Tool *struct {
			Name string `json:"name"`
		} `json:"tool,omitempty"`
	} `json:"toolChoice,omitempty"`
}

type converseResponse struct {
	Output struct {
		Message message `json:"message"`
	} `json:"output"`
	StopReason string `json:"stopReason"`
	Usage      usage  `json:"usage"`
	Metrics    struct {
		LatencyMS int `json:"latencyMs"`
	} `json:"metrics"`
}

type usage struct {
	InputTokens      int `json:"inputTokens"`
	OutputTokens     int `json:"outputTokens"`
	TotalTokens      int `json:"totalTokens"`
	CacheReadTokens  int `json:"cacheReadInputTokens"`
	CacheWriteTokens int `json:"cacheWriteInputTokens"`
}

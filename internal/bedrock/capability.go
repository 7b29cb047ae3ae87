package bedrock

import "strings"

// capability is what a model is known to accept.
type capability struct {
	// prefix is the beginning of the model's name without provider and region, such as
	// "claude-sonnet-4-6".
	prefix string
	// forced says that a tool may be forced (toolChoice any or tool).
	forced bool
	// temperature says that a temperature may be sent.
	temperature bool
	// cache says that cache points are accepted.
	cache bool
	// maxTokens is what is asked for, reasoning included: generous, but not the model's limit, since
	// Bedrock counts the whole figure against the quota when a call begins.
	maxTokens int32
}

// capabilities is the table of models; the longest prefix wins. What it does not know is tried from the
// top and learned from the service's refusals, so a missing or outdated row costs one refused request.
//
// Sources, as of November 2026:
//   - temperature and forced tools by model: platform.claude.com, model overview and "what's new" pages
//     of Sonnet 5.5; issues langchain-ai/langchain-aws#1273, run-llama/llama_index#23207,
//     vercel/ai#21364, promptfoo/promptfoo#10307 (Opus 5 refuses a temperature).
//   - one sampling parameter at a time on 4.5: aws-samples/bedrock-access-gateway#191.
//   - forced tools while a model thinks: pydantic/pydantic-ai#3092; Sonnet 5 always thinks on Bedrock.
//   - prompt caching: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html and
//     BerriAI/litellm#39210 (models without it answer 403).
//   - output limits: 4,096 for Claude 3, 8,192 for 3.5, 64,000 and more since 3.7 (platform.claude.com).
var capabilities = []capability{
	{prefix: "claude-3-", forced: true, temperature: true, maxTokens: 4096},
	{prefix: "claude-3-5-", forced: true, temperature: true, maxTokens: 8192},
	{prefix: "claude-3-5-haiku", forced: true, temperature: true, cache: true, maxTokens: 8192},
	{prefix: "claude-3-7-sonnet", forced: true, temperature: true, cache: true, maxTokens: 16384},
	{prefix: "claude-sonnet-4", forced: true, temperature: true, cache: true, maxTokens: 16384},
	{prefix: "claude-opus-4", forced: true, temperature: true, cache: true, maxTokens: 16384},
	{prefix: "claude-haiku-4", forced: true, temperature: true, cache: true, maxTokens: 16384},
	{prefix: "claude-opus-4-7", forced: true, cache: true, maxTokens: 16384},
	{prefix: "claude-opus-4-8", forced: true, cache: true, maxTokens: 16384},
	{prefix: "claude-sonnet-5", cache: true, maxTokens: 32768},
	{prefix: "claude-opus-5", forced: true, cache: true, maxTokens: 32768},
	{prefix: "claude-opus-5-5", cache: true, maxTokens: 32768},
	{prefix: "claude-haiku-5", forced: true, cache: true, maxTokens: 32768},
	{prefix: "claude-fable-5", cache: true, maxTokens: 32768},
}

// unknownModel is assumed of a model that the table does not know, such as an application inference
// profile whose ARN hides the model.
var unknownModel = capability{forced: true, cache: true, maxTokens: 16384}

// capabilityOf looks a model id, an inference profile id or an ARN up in the table.
func capabilityOf(modelID string) capability {
	name := modelName(modelID)
	found := unknownModel
	for _, row := range capabilities {
		if strings.HasPrefix(name, row.prefix) && len(row.prefix) > len(found.prefix) {
			found = row
		}
	}
	return found
}

// modelName strips an ARN, the region prefix of an inference profile and the provider from a model id:
// "global.anthropic.claude-sonnet-4-6" and "arn:aws:bedrock:us-west-2:1:inference-profile/us.anthropic.claude-x"
// become "claude-sonnet-4-6" and "claude-x".
func modelName(modelID string) string {
	name := modelID[strings.LastIndexByte(modelID, '/')+1:]
	if _, after, ok := strings.Cut(name, "anthropic."); ok {
		return after
	}
	return name
}

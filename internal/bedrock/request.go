package bedrock

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// system returns the system blocks: the rules, how to answer, the stable text and the cache point
// behind all of it.
func (c *Conversation) system(s stance) []types.SystemContentBlock {
	texts := []string{c.prompt.System, instruction(c.prompt.Tool, s.rung), c.prompt.Stable}
	var blocks []types.SystemContentBlock
	for _, text := range texts {
		if text != "" {
			blocks = append(blocks, &types.SystemContentBlockMemberText{Value: text})
		}
	}
	if s.cache {
		blocks = append(blocks, &types.SystemContentBlockMemberCachePoint{
			Value: types.CachePointBlock{Type: types.CachePointTypeDefault},
		})
	}
	return blocks
}

// instruction says how to answer on a rung that cannot make the model call the tool.
func instruction(tool Tool, r rung) string {
	switch r {
	case autoTool:
		return fmt.Sprintf("Answer by calling the tool %s exactly once. Text outside the call is thrown away: "+
			"an answer without the call is no answer.", tool.Name)
	case jsonText:
		return fmt.Sprintf("Answer with exactly one JSON object and nothing else: no introduction, no code fence. "+
			"%s\nThe object must satisfy this JSON schema:\n%s", tool.Description, tool.Schema)
	}
	return ""
}

// toolConfig offers the answer tool.
func toolConfig(tool Tool, r rung) *types.ToolConfiguration {
	spec := types.ToolSpecification{
		Name:        aws.String(tool.Name),
		InputSchema: &types.ToolInputSchemaMemberJson{Value: schemaDocument(tool.Schema)},
	}
	if tool.Description != "" {
		spec.Description = aws.String(tool.Description)
	}
	config := &types.ToolConfiguration{
		Tools:      []types.Tool{&types.ToolMemberToolSpec{Value: spec}},
		ToolChoice: &types.ToolChoiceMemberAuto{},
	}
	if r == forcedTool {
		config.ToolChoice = &types.ToolChoiceMemberTool{Value: types.SpecificToolChoice{Name: aws.String(tool.Name)}}
	}
	return config
}

// schemaDocument makes the SDK's document of a JSON schema. A schema is written by us: one that is not
// JSON becomes an empty document, which the service refuses.
func schemaDocument(schema json.RawMessage) document.Interface {
	var value any
	if json.Unmarshal(schema, &value) != nil {
		value = map[string]any{}
	}
	return document.NewLazyDocument(value)
}

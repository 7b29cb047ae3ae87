package bedrock

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// stopError is an answer that ended in a way that makes it unusable.
type stopError struct {
	kind   Kind
	reason string
}

func (e *stopError) Error() string { return e.reason }

// stops maps Bedrock's stop reasons to failures. Those that it does not list are failures too, except
// the ones in finished.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
var stops = map[types.StopReason]stopError{
	types.StopReasonMaxTokens:                  {Truncated, "the answer was cut off at the output limit"},
	types.StopReasonGuardrailIntervened:        {Filtered, "a guardrail of the account blocked the answer"},
	types.StopReasonContentFiltered:            {Filtered, "a content filter blocked the answer"},
	types.StopReasonMalformedModelOutput:       {Malformed, "the model's output was malformed"},
	types.StopReasonMalformedToolUse:           {Malformed, "the model's tool call was malformed"},
	types.StopReasonModelContextWindowExceeded: {TooLong, "the prompt and the answer exceed the model's context window"},
}

// finished are the stop reasons of a whole answer.
var finished = map[types.StopReason]bool{
	types.StopReasonEndTurn:      true,
	types.StopReasonToolUse:      true,
	types.StopReasonStopSequence: true,
}

// read takes an answer apart. The message that it returns belongs into the history: unmodified, since
// reasoning blocks are signed, but for blank text blocks, which Converse refuses in a request.
func read(out *bedrockruntime.ConverseOutput, tool string) (Reply, types.Message, error) {
	reply := Reply{StopReason: string(out.StopReason), Usage: usage(out.Usage)}
	if failure, ok := stops[out.StopReason]; ok {
		return reply, types.Message{}, &failure
	}
	if !finished[out.StopReason] {
		return reply, types.Message{}, &stopError{Malformed, "the answer ended for a reason that this version does not know"}
	}
	output, ok := out.Output.(*types.ConverseOutputMemberMessage)
	if !ok {
		return reply, types.Message{}, &stopError{Malformed, "the answer has no content"}
	}
	message := types.Message{Role: types.ConversationRoleAssistant}
	var texts []string
	var uses []types.ToolUseBlock
	for _, block := range output.Value.Content {
		switch block := block.(type) {
		case *types.ContentBlockMemberText:
			if strings.TrimSpace(block.Value) == "" {
				continue
			}
			texts = append(texts, block.Value)
		case *types.ContentBlockMemberToolUse:
			uses = append(uses, block.Value)
		}
		message.Content = append(message.Content, block)
	}
	if len(texts) == 0 && len(uses) == 0 {
		return reply, types.Message{}, &stopError{Malformed, "the answer has no content"}
	}
	reply.Text = strings.Join(texts, "\n")
	reply.Input = input(uses, tool, reply.Text)
	return reply, message, nil
}

// input returns the answer's JSON: of the one call of the tool, else found in the text.
func input(uses []types.ToolUseBlock, tool, text string) json.RawMessage {
	switch {
	case len(uses) == 0:
		return extractJSON(text)
	case len(uses) > 1, aws.ToString(uses[0].Name) != tool, uses[0].Input == nil:
		return nil
	}
	// The SDK decodes numbers into its own type; its JSON is the plain one.
	raw, err := uses[0].Input.MarshalSmithyDocument()
	if err != nil {
		return nil
	}
	return raw
}

// usage copies the counts, all of which may be absent.
func usage(u *types.TokenUsage) Usage {
	if u == nil {
		return Usage{Calls: 1}
	}
	return Usage{
		InputTokens:      int64(aws.ToInt32(u.InputTokens)),
		OutputTokens:     int64(aws.ToInt32(u.OutputTokens)),
		CacheReadTokens:  int64(aws.ToInt32(u.CacheReadInputTokens)),
		CacheWriteTokens: int64(aws.ToInt32(u.CacheWriteInputTokens)),
		Calls:            1,
	}
}

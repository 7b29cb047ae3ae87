package bedrock

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/smithy-go"
)

// rung is how the answer is asked for. A higher number asks for less of the model.
type rung int

const (
	// forcedTool makes the model call the answer tool.
	forcedTool rung = iota
	// autoTool offers the tool and tells the model to call it.
	autoTool
	// jsonText offers no tool and asks for one JSON object as text.
	jsonText
)

// stance is what one request asks of the model.
type stance struct {
	rung        rung
	temperature bool
	cache       bool
	maxTokens   int32
}

// ladder remembers what a model refused. It only ever steps down and is safe for concurrent use.
type ladder struct {
	mu  sync.Mutex
	now stance
}

// newLadder starts where the table of capabilities puts the model.
func newLadder(modelID string) *ladder {
	known := capabilityOf(modelID)
	start := stance{rung: autoTool, temperature: known.temperature, cache: known.cache, maxTokens: known.maxTokens}
	if known.forced {
		start.rung = forcedTool
	}
	return &ladder{now: start}
}

// stance returns what the next request should ask.
func (l *ladder) stance() stance {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// stepDown learns from a refused request and reports whether it is worth sending again with the stance
// that it returns. tried is the stance of the refused request: another conversation may have stepped
// down meanwhile.
func (l *ladder) stepDown(tried stance, err error) (stance, bool) {
	next, ok := lower(tried, refusal(err))
	if !ok {
		return tried, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.rung = max(l.now.rung, next.rung)
	l.now.temperature = l.now.temperature && next.temperature
	l.now.cache = l.now.cache && next.cache
	l.now.maxTokens = min(l.now.maxTokens, next.maxTokens)
	return l.now, l.now != tried
}

// refusal returns the text in which the service refused a request's shape, in lower case, or "".
// Models without prompt caching refuse with AccessDeniedException, the rest with ValidationException.
func refusal(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	text := strings.ToLower(api.ErrorMessage())
	switch api.ErrorCode() {
	case "ValidationException":
		return text
	case "AccessDeniedException":
		if strings.Contains(text, "prompt caching") {
			return text
		}
	}
	return ""
}

// tokenLimit finds the limit in "The maximum tokens you requested exceeds the model limit of 4096."
var tokenLimit = regexp.MustCompile(`maximum tokens.{0,80}?limit of (\d+)`)

// lower gives up the one thing that a refusal names. The texts are those of Bedrock and of the models
// behind it; see the sources in capability.go and strands-agents/harness-sdk#1241,
// langchain-ai/langchain-aws#447.
func lower(s stance, text string) (stance, bool) {
	switch {
	case text == "":
		return s, false
	case s.temperature && (strings.Contains(text, "temperature") || strings.Contains(text, "top_p")):
		s.temperature = false
	case s.cache && (strings.Contains(text, "prompt caching") || strings.Contains(text, "cachepoint") || strings.Contains(text, "cache_control")):
		s.cache = false
	case s.rung == forcedTool && (strings.Contains(text, "tool_choice") || strings.Contains(text, "toolchoice")):
		s.rung = autoTool
	case s.rung < jsonText && strings.Contains(text, "support tool use"):
		s.rung = jsonText
	default:
		found := tokenLimit.FindStringSubmatch(text)
		if found == nil {
			return s, false
		}
		limit, err := strconv.ParseInt(found[1], 10, 32)
		if err != nil || limit < 1 || int32(limit) >= s.maxTokens {
			return s, false
		}
		s.maxTokens = int32(limit)
	}
	return s, true
}

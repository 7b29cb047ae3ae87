package bedrock

import (
	"encoding/json"
	"strings"
)

// maxStarts bounds how many braces are tried as the beginning of the answer, so that a text full of
// braces costs no more than that many passes.
const maxStarts = 64

// extractJSON returns the largest JSON object in a text, or nil when there is none. Models wrap the
// object in a code fence, introduce it with a sentence, or show pieces of HCL first.
func extractJSON(text string) json.RawMessage {
	var best json.RawMessage
	for starts := 0; starts < maxStarts; starts++ {
		at := strings.IndexByte(text, '{')
		if at < 0 {
			break
		}
		text = text[at:]
		var object json.RawMessage
		if json.NewDecoder(strings.NewReader(text)).Decode(&object) != nil {
			text = text[1:]
			continue
		}
		if len(object) > len(best) {
			best = object
		}
		text = text[len(object):]
	}
	return best
}

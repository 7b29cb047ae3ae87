package awsserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Request is a Converse request that was answered, taken apart for a Responder and for tests.
type Request struct {
	// ModelID is as in the path, unescaped.
	ModelID string
	// System is the text of all system blocks.
	System string
	// User is the text of the last user message; First that of the first, which holds the task.
	User, First string
	// Turn counts the user messages, from one.
	Turn int
	// Tool is the name of the offered tool, empty when there is none; Forced says that it must be called.
	Tool   string
	Forced bool
	// MaxTokens and Temperature are of the inference configuration; Temperature is nil when not sent.
	MaxTokens   int
	Temperature *float64
	// Cached says that a cache point was set in the system blocks.
	Cached bool
	// AccessKey is the id of the key that signed the request.
	AccessKey string
	// Body is the whole request as it came.
	Body []byte
}

// serveConverse answers one question.
func (s *Server) serveConverse(w http.ResponseWriter, r *http.Request) {
	segment := strings.TrimSuffix(strings.TrimPrefix(r.URL.EscapedPath(), "/bedrock/model/"), "/converse")
	model, err := url.PathUnescape(segment)
	if err != nil || strings.ContainsRune(segment, '/') {
		s.violation(w, "the model id in the path is not escaped: %s", segment)
		return
	}
	key, problem := s.signer(r)
	if problem != "" {
		s.violation(w, "%s", problem)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 20<<20))
	if err != nil {
		s.violation(w, "the body cannot be read: %v", err)
		return
	}
	var in converseRequest
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		s.violation(w, "the request does not fit the Converse API: %v", err)
		return
	}
	if problem := s.malformed(in); problem != "" {
		s.violation(w, "%s", problem)
		return
	}
	if refusal := refuse(model, in); refusal != nil {
		s.mu.Lock()
		s.refusals = append(s.refusals, refusal.Message)
		s.mu.Unlock()
		writeFailure(w, *refusal)
		return
	}
	request := parsed(model, key, body, in)
	s.answer(w, r, in, request)
}

// answer finds the reply and sends it.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, in converseRequest, request Request) {
	s.mu.Lock()
	s.requests = append(s.requests, request)
	reply, ok := s.scripted(request)
	if !ok && s.opts.Responder != nil {
		reply, ok = s.opts.Responder(request), true
	}
	s.mu.Unlock()
	if !ok {
		s.violation(w, "there is no reply left for a question about %s", firstLine(request.User))
		return
	}
	if reply.Delay > 0 {
		select {
		case <-time.After(reply.Delay):
		case <-r.Context().Done():
			return
		}
	}
	if reply.Status != 0 {
		writeFailure(w, reply)
		return
	}
	s.mu.Lock()
	out := s.respond(in, request, reply)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, out)
}

// parsed takes a request apart.
func parsed(model, key string, body []byte, in converseRequest) Request {
	request := Request{ModelID: model, AccessKey: key, Body: body, MaxTokens: *in.InferenceConfig.MaxTokens, Temperature: in.InferenceConfig.Temperature}
	for _, block := range in.System {
		if block.Text != nil {
			request.System += *block.Text + "\n"
		}
		request.Cached = request.Cached || block.CachePoint != nil
	}
	for _, m := range in.Messages {
		if m.Role != "user" {
			continue
		}
		request.Turn++
		request.User = ""
		for _, block := range m.Content {
			if block.Text != nil {
				request.User += *block.Text + "\n"
			}
		}
		if request.Turn == 1 {
			request.First = request.User
		}
	}
	if in.ToolConfig != nil {
		request.Tool = in.ToolConfig.Tools[0].ToolSpec.Name
		choice := in.ToolConfig.ToolChoice
		request.Forced = choice != nil && (choice.Any != nil || choice.Tool != nil)
	}
	return request
}

// respond builds the answer for a reply. The caller holds the lock.
func (s *Server) respond(in converseRequest, request Request, reply Reply) converseResponse {
	s.counter++
	var out converseResponse
	out.Output.Message.Role = "assistant"
	content := &out.Output.Message.Content
	if reply.Reasoning != "" {
		var block reasoningContent
		block.ReasoningText.Text = reply.Reasoning
		block.ReasoningText.Signature = fmt.Sprintf("reasoning-signature-%d", s.counter)
		s.signatures[block.ReasoningText.Text+"\x00"+block.ReasoningText.Signature] = true
		*content = append(*content, contentBlock{ReasoningContent: &block})
	}
	if reply.Text != "" {
		*content = append(*content, contentBlock{Text: &reply.Text})
	}
	out.StopReason = "end_turn"
	switch {
	case reply.Tool == nil:
	case request.Tool == "":
		text := string(reply.Tool)
		*content = append(*content, contentBlock{Text: &text})
	default:
		out.StopReason = "tool_use"
		*content = append(*content, contentBlock{ToolUse: &toolUse{
			ToolUseID: fmt.Sprintf("tooluse_%d", s.counter), Name: request.Tool, Input: reply.Tool,
		}})
	}
	if reply.StopReason != "" {
		out.StopReason = reply.StopReason
	}
	out.Usage = s.count(in, *content)
	out.Metrics.LatencyMS = int(reply.Delay / time.Millisecond)
	return out
}

// count makes up token counts of the right kind: four bytes a token, the part before a cache point
// written to the cache the first time and read from it afterwards.
func (s *Server) count(in converseRequest, content []contentBlock) usage {
	size := func(v any) int {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err) // what was decoded encodes
		}
		return (len(raw) + 3) / 4
	}
	u := usage{InputTokens: size(in.Messages), OutputTokens: size(content)}
	prefix := size(in.System) + size(in.ToolConfig)
	point := len(in.System) > 0 && in.System[len(in.System)-1].CachePoint != nil
	raw, _ := json.Marshal(in.System)
	switch {
	case !point:
		u.InputTokens += prefix
	case s.cached[string(raw)]:
		u.CacheReadTokens = prefix
	default:
		s.cached[string(raw)] = true
		u.CacheWriteTokens = prefix
	}
	u.TotalTokens = u.InputTokens + u.OutputTokens + u.CacheReadTokens + u.CacheWriteTokens
	return u
}

// writeFailure answers with an error of the REST JSON protocol.
func writeFailure(w http.ResponseWriter, reply Reply) {
	w.Header().Set("X-Amzn-ErrorType", reply.Code)
	writeJSON(w, reply.Status, map[string]string{"message": reply.Message})
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return fmt.Sprintf("%.80q", line)
}

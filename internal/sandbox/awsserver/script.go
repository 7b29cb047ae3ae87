package awsserver

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Reply is what the model, or the service in its place, answers.
type Reply struct {
	// Tool is the input of the tool call. Where no tool was offered it is sent as text.
	Tool json.RawMessage
	// Text stands before the tool call; alone it is an answer in prose.
	Text string
	// Reasoning is put first as a signed reasoning block.
	Reasoning string
	// StopReason replaces the natural one.
	StopReason string
	// Status, Code and Message make the reply an error of the service.
	Status  int
	Code    string
	Message string
	// Delay passes before the answer.
	Delay time.Duration
}

// Scripted is one reply of a script.
type Scripted struct {
	Reply
	// Name is the file's name.
	Name string
	// When limits the reply to conversations whose first question contains the text.
	When string
	// Times is how often the reply is given; a negative number means without end.
	Times int
}

// LoadScript reads the files *.reply of a folder, in the order of their names. Each is a list of
// headers, an empty line and a body:
//
//	kind: fix                    what the body is, see below
//	when: aws_s3_bucket.logs     only where the first question contains this text
//	times: 2                     how often the reply is given (1), or "always"
//	delay: 50ms                  passes before the answer
//	stop: max_tokens             replaces the stop reason
//	reasoning: thinking aloud    a reasoning block before the answer
//	disturb: seed                reformats the HCL as models do, see [Disturb]
//
// The kinds are:
//
//	fix     HCL: the first block is the target, the others are companions. The headers summary,
//	        rationale and confidence (high) fill the other fields. HCL that does not parse is the target.
//	cannot  the reason, for cannot_fix
//	tool    the JSON of the tool's input
//	text    prose
//	error   the message of an error, with the headers status (400) and code (ValidationException)
//
// Of the replies that fit a question the first that is not used up is given.
func LoadScript(folder fs.FS) ([]Scripted, error) {
	names, err := fs.Glob(folder, "*.reply")
	if err != nil {
		return nil, fmt.Errorf("list scripted replies: %w", err)
	}
	sort.Strings(names)
	var out []Scripted
	for _, name := range names {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read a scripted reply: %w", err)
		}
		one, err := parseScripted(string(raw))
		if err != nil {
			return nil, fmt.Errorf("scripted reply %s: %w", name, err)
		}
		one.Name = name
		out = append(out, one)
	}
	return out, nil
}

// headers are the names that a scripted reply may use.
var headers = map[string]bool{
	"kind": true, "when": true, "times": true, "delay": true, "stop": true, "reasoning": true, "disturb": true,
	"summary": true, "rationale": true, "confidence": true, "status": true, "code": true,
}

func parseScripted(text string) (Scripted, error) {
	head, body, _ := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	fields := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(head), "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !headers[name] {
			return Scripted{}, fmt.Errorf("%q is no header that is known here", line)
		}
		fields[name] = strings.TrimSpace(value)
	}
	out := Scripted{When: fields["when"], Times: 1}
	out.StopReason, out.Reasoning = fields["stop"], fields["reasoning"]
	var err error
	switch times := fields["times"]; times {
	case "":
	case "always":
		out.Times = -1
	default:
		if out.Times, err = strconv.Atoi(times); err != nil {
			return out, fmt.Errorf("times: %w", err)
		}
	}
	if delay := fields["delay"]; delay != "" {
		if out.Delay, err = time.ParseDuration(delay); err != nil {
			return out, fmt.Errorf("delay: %w", err)
		}
	}
	return out, out.fill(fields, body)
}

// fill reads the body as its kind says.
func (s *Scripted) fill(fields map[string]string, body string) error {
	body = strings.TrimSuffix(body, "\n")
	switch fields["kind"] {
	case "fix":
		if seed := fields["disturb"]; seed != "" {
			body = Disturb(body, seed)
		}
		s.Tool = Fix{Blocks: splitBlocks(body), Summary: fields["summary"], Rationale: fields["rationale"], Confidence: fields["confidence"]}.JSON()
	case "cannot":
		s.Tool = Fix{CannotFix: body}.JSON()
	case "tool":
		if !json.Valid([]byte(body)) {
			return fmt.Errorf("the body is not JSON: Bedrock cannot send it as a tool's input (use kind text with stop max_tokens)")
		}
		s.Tool = json.RawMessage(body)
	case "text":
		s.Text = body
	case "error":
		s.Status, s.Code, s.Message = http.StatusBadRequest, "ValidationException", body
		if code := fields["code"]; code != "" {
			s.Code = code
		}
		if status := fields["status"]; status != "" {
			n, err := strconv.Atoi(status)
			if err != nil || n < 400 {
				return fmt.Errorf("status %q is no status of an error", status)
			}
			s.Status = n
		}
	default:
		return fmt.Errorf("the kind %q is none of fix, cannot, tool, text and error", fields["kind"])
	}
	return nil
}

// scripted returns the reply of the script for a request. The caller holds the lock.
func (s *Server) scripted(request Request) (Reply, bool) {
	for i, one := range s.opts.Script {
		if !strings.Contains(request.First, one.When) || one.Times >= 0 && s.used[i] >= one.Times {
			continue
		}
		s.used[i]++
		return one.Reply, true
	}
	return Reply{}, false
}

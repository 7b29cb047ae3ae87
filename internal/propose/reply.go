package propose

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// The largest answer that is read, in bytes, and what is kept of its texts.
const (
	maxAnswer     = 256 << 10
	maxBlock      = 64 << 10
	maxCompanions = 8
	maxSummary    = 200
	maxRationale  = 4000
)

// answer is the input of the tool as the model gave it.
type answer struct {
	Target     string   `json:"target"`
	Companions []string `json:"companions"`
	Summary    string   `json:"summary"`
	Rationale  string   `json:"rationale"`
	Confidence string   `json:"confidence"`
	CannotFix  string   `json:"cannot_fix"`
}

// reject makes the error for an answer that cannot be used.
func reject(reason string) error { return &RejectedError{Reason: reason} }

// parseAnswer reads the model's JSON strictly. Its texts come back cleaned and cut; its HCL as it is.
func parseAnswer(raw json.RawMessage) (answer, error) {
	switch {
	case len(raw) == 0:
		return answer{}, reject("the answer is not one call of the tool " + toolName + " but text or several calls")
	case len(raw) > maxAnswer:
		return answer{}, reject("the answer is larger than 256 KiB")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	var a answer
	if err := decoder.Decode(&a); err != nil {
		return answer{}, reject("the answer's JSON " + jsonProblem(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return answer{}, reject("the answer holds more than one JSON value")
	}
	a.Summary = capped(oneLine(clean(a.Summary)), maxSummary)
	a.Rationale = capped(strings.TrimSpace(clean(a.Rationale)), maxRationale)
	a.CannotFix = capped(oneLine(clean(a.CannotFix)), maxRationale)
	return a, a.check()
}

// check holds the fields against each other and against the limits.
func (a *answer) check() error {
	switch Confidence(a.Confidence) {
	case High, Medium, Low:
	case "":
		a.Confidence = string(Low)
	default:
		return reject("the confidence is none of high, medium and low")
	}
	hasTarget := strings.TrimSpace(a.Target) != ""
	switch {
	case a.CannotFix != "" && (hasTarget || len(a.Companions) > 0):
		return reject("the answer gives blocks and says in cannot_fix that there is no fix")
	case a.CannotFix != "":
		return nil
	case !hasTarget:
		return reject("the answer has neither a target block nor a reason in cannot_fix")
	case a.Summary == "":
		return reject("the answer has no summary")
	case len(a.Companions) > maxCompanions:
		return reject("the answer has more than eight companion resources")
	}
	for _, source := range append([]string{a.Target}, a.Companions...) {
		if len(source) > maxBlock {
			return reject("a block of the answer is larger than 64 KiB")
		}
	}
	return nil
}

// jsonProblem says what is wrong with JSON without quoting it: the decoder's own texts may hold names
// of fields that the model made up.
func jsonProblem(err error) string {
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "is cut off"
	case errors.As(err, &mismatch):
		return "has a field of another type than the schema says"
	case strings.Contains(err.Error(), "unknown field"):
		return "has a field that the schema does not name"
	}
	return "does not parse"
}

package pullrequest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// query sends one GraphQL query and decodes its data. GraphQL answers 200 with partial data and errors;
// any error fails the whole query, because a missing part must not be read as absence.
func (c *Client) query(ctx context.Context, op, text string, variables map[string]any, into any) error {
	req, err := c.github.NewRequest(http.MethodPost, c.graphql, map[string]any{"query": text, "variables": variables})
	if err != nil {
		return &Error{Kind: Invalid, Op: op, Err: err}
	}
	var answer struct {
		Data   json.RawMessage `json:"data"`
		Errors []struct {
			Type    string `json:"type"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	if _, err := c.github.Do(queryOnly(ctx), req, &answer); err != nil {
		return fail(op, err)
	}
	if len(answer.Errors) > 0 {
		first := answer.Errors[0]
		cause := errors.New("GitHub's GraphQL API answered: " + oneLine(first.Message, 300))
		kind, remedy := judgeQuery(first.Type, first.Message)
		return &Error{Kind: kind, Op: op, Remedy: remedy, Err: cause}
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		return &Error{Kind: Unavailable, Op: op, Err: err}
	}
	return nil
}

func judgeQuery(kind, message string) (Kind, string) {
	switch {
	case kind == "NOT_FOUND":
		return NotFound, "check the repository's name and that the token may read it"
	case kind == "FORBIDDEN", kind == "INSUFFICIENT_SCOPES":
		return Forbidden, "grant the job's token contents: write and pull-requests: write"
	case kind == "RATE_LIMITED", strings.Contains(strings.ToLower(message), "rate limit"):
		return RateLimited, "run again later or less often; nothing is lost"
	default:
		return Unavailable, "run again later; nothing is lost"
	}
}

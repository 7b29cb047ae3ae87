package vanta

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	// statusFailing is the only status that means that a test fails.
	statusFailing = "NEEDS_ATTENTION"
	// integration is AWS's integrationId.
	integration = "aws"
)

// knownStatuses are those that are documented. A new one is not failing, and is worth a warning.
var knownStatuses = []string{"OK", "DEACTIVATED", statusFailing, "IN_PROGRESS", "INVALID", "NOT_APPLICABLE"}

// listFailing returns the failing tests about AWS, without those that Vanta is still rolling out.
func (c *Client) listFailing(ctx context.Context) ([]Test, error) {
	r := request{op: "list the failing tests", path: "/v1/tests", query: url.Values{
		"statusFilter":      {statusFailing},
		"integrationFilter": {integration},
		"isInRollout":       {"false"},
	}}
	tests, err := list(ctx, c, r, decodeTest, nil)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tests, func(t Test) bool { return !c.failing(ctx, t) }), nil
}

// getTest reads one test, failing or not.
func (c *Client) getTest(ctx context.Context, id string) (Test, error) {
	op := fmt.Sprintf("read the test %q", id)
	path, err := join("/v1/tests", id)
	if err != nil {
		return Test{}, configuration(op, 0, err)
	}
	var test Test
	err = c.do(ctx, request{op: op, method: http.MethodGet, path: path}, func(body []byte) error {
		_, t, err := decodeTest(body)
		test = t
		if err == nil && t.ID != id {
			err = malformed("it is about another test")
		}
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return Test{}, configuration(op, http.StatusNotFound, fmt.Errorf("%w; a test's id is what follows /tests/ in its address", ErrNotFound))
	}
	return test, err
}

// failing checks again what the query asked for: Vanta ignores parameters that it does not know, and
// then returns everything.
func (c *Client) failing(ctx context.Context, t Test) bool {
	if !slices.Contains(knownStatuses, t.Status) {
		c.log.WarnContext(ctx, "vanta test has an unknown status, taken as not failing", "test", t.ID, "status", t.Status)
	}
	return t.Status == statusFailing && t.aboutAWS()
}

// aboutAWS trusts the server's filter when the answer does not carry the integrations at all.
func (t Test) aboutAWS() bool {
	return t.Integrations == nil || slices.ContainsFunc(t.Integrations, func(i string) bool { return strings.EqualFold(i, integration) })
}

// decodeTest reads one element of the list, or the bare answer about one test. A test without a status
// is an error: nobody could tell whether it fails.
func decodeTest(raw json.RawMessage) (string, Test, error) {
	var t struct {
		ID                     text  `json:"id"`
		Name                   text  `json:"name"`
		Description            text  `json:"description"`
		FailureDescription     text  `json:"failureDescription"`
		RemediationDescription text  `json:"remediationDescription"`
		Category               text  `json:"category"`
		Integrations           words `json:"integrations"`
		Status                 text  `json:"status"`
		LastTestRunDate        stamp `json:"lastTestRunDate"`
		LatestFlipDate         stamp `json:"latestFlipDate"`
		RemediationStatusInfo  maybe[struct {
			SoonestRemediateByDate stamp `json:"soonestRemediateByDate"`
		}] `json:"remediationStatusInfo"`
	}
	if err := decode(raw, &t); err != nil {
		return "", Test{}, err
	}
	if t.ID == "" || t.Status == "" {
		return "", Test{}, malformed("a test comes without id or status")
	}
	test := Test{
		ID:                     string(t.ID),
		Name:                   string(t.Name),
		Description:            string(t.Description),
		FailureDescription:     string(t.FailureDescription),
		RemediationDescription: string(t.RemediationDescription),
		Category:               string(t.Category),
		Integrations:           t.Integrations.Values,
		Status:                 string(t.Status),
		LastRun:                t.LastTestRunDate.Time,
		Flipped:                t.LatestFlipDate.Time,
		Deadline:               t.RemediationStatusInfo.Value.SoonestRemediateByDate.Time,
	}
	if t.Integrations.Set && test.Integrations == nil {
		test.Integrations = []string{}
	}
	return test.ID, test, nil
}

// join appends ids to a path. Ids come from inputs and from answers, so none may climb out of the path.
func join(path string, ids ...string) (string, error) {
	for _, id := range ids {
		if id == "" || id == "." || id == ".." {
			return "", fmt.Errorf("%q cannot be an id", id)
		}
		path += "/" + url.PathEscape(id)
	}
	return path, nil
}

package vanta

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
)

const integrationsPath = "/v1/integrations"

// isIntegration tells the paths that fall under the narrower limit.
func isIntegration(path string) bool {
	return path == integrationsPath || strings.HasPrefix(path, integrationsPath+"/")
}

// resource is what Vanta's inventory knows about a thing in AWS. No variant of it carries an ARN.
type resource struct {
	id, kind, name  string
	account, region string
	deleted         bool
	outOfScope      bool
}

// alive tells what a test can still be about.
func (r resource) alive() bool { return !r.deleted && !r.outOfScope }

// decodeResource reads any variant: an AwsAccount (an IAM user, in truth) and an OrganizationSubunit
// name the account differently, a Database has no region, and a region may be empty.
func decodeResource(raw json.RawMessage) (string, resource, error) {
	var r struct {
		ResourceID       text `json:"resourceId"`
		ResourceKind     text `json:"resourceKind"`
		DisplayName      text `json:"displayName"`
		Account          text `json:"account"`
		AWSAccountNumber text `json:"awsAccountNumber"`
		AccountID        text `json:"accountId"`
		Region           text `json:"region"`
		InScope          flag `json:"inScope"`
		// DeletedDate is there only when the resource is not, so an unreadable date counts as well.
		DeletedDate text `json:"deletedDate"`
	}
	if err := decode(raw, &r); err != nil {
		return "", resource{}, err
	}
	account := r.Account
	for _, other := range []text{r.AWSAccountNumber, r.AccountID} {
		if account == "" {
			account = other
		}
	}
	return string(r.ResourceID), resource{
		id:         bareID(string(r.ResourceID)),
		kind:       string(r.ResourceKind),
		name:       string(r.DisplayName),
		account:    strings.TrimSpace(string(account)),
		region:     strings.TrimSpace(string(r.Region)),
		deleted:    r.DeletedDate != "",
		outOfScope: r.InScope.Set && !r.InScope.Value,
	}, nil
}

// bareID drops the kind from an id, so that both forms compare equal.
func bareID(id string) string {
	_, bare := entity{id: id}.kind()
	return strings.ToLower(bare)
}

// kindPath is where a kind of resource lives.
func kindPath(kind string) (string, error) {
	return join(integrationsPath+"/"+integration+"/resource-kinds", kind)
}

// getResource reads one resource by its bare id, and by its full id when that is not known.
func (c *Client) getResource(ctx context.Context, kind string, ids ...string) (resource, error) {
	op := fmt.Sprintf("read a resource of kind %q", kind)
	path, err := kindPath(kind)
	if err != nil {
		return resource{}, permanent(op, 0, err)
	}
	var found resource
	for _, id := range ids {
		one, err := join(path+"/resources", id)
		if err != nil {
			return resource{}, permanent(op, 0, err)
		}
		err = c.do(ctx, request{op: op, method: http.MethodGet, path: one}, func(body []byte) error {
			name, r, err := decodeResource(body)
			if err == nil && name == "" {
				err = malformed("a resource comes without id")
			}
			found = r
			return err
		})
		if err == nil || !isNotFound(err) {
			return found, err
		}
	}
	return resource{}, permanent(op, http.StatusNotFound, ErrNotFound)
}

// countResources returns how many resources of a kind there are, or -1 when Vanta does not say.
func (c *Client) countResources(ctx context.Context, kind string) (int, error) {
	op := fmt.Sprintf("count the resources of kind %q", kind)
	path, err := kindPath(kind)
	if err != nil {
		return -1, permanent(op, 0, err)
	}
	count := -1
	err = c.do(ctx, request{op: op, method: http.MethodGet, path: path}, func(body []byte) error {
		var answer struct {
			NumResources maybe[float64] `json:"numResources"`
		}
		if err := decode(body, &answer); err != nil {
			return err
		}
		if n := answer.NumResources; n.Set && n.Value >= 0 && n.Value < math.MaxInt32 {
			count = int(n.Value)
		}
		return nil
	})
	if isNotFound(err) {
		return -1, nil
	}
	return count, err
}

// listResources lists a kind page by page, as long as more wants the next one.
func (c *Client) listResources(ctx context.Context, kind string, more func([]resource) bool) ([]resource, error) {
	op := fmt.Sprintf("list the resources of kind %q", kind)
	path, err := kindPath(kind)
	if err != nil {
		return nil, permanent(op, 0, err)
	}
	return list(ctx, c, request{op: op, path: path + "/resources"}, decodeResource, more)
}

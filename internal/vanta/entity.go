package vanta

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// prefixedID is the live form of an entity id: the resource kind, and the id of the resource. Vanta's
// documents show the bare 24 digits only.
var prefixedID = regexp.MustCompile(`^([A-Za-z0-9]+)-([0-9a-fA-F]{24})$`)

// accountName is the display name of an entity that is an AWS account.
var accountName = regexp.MustCompile(`^(?:account-)?([0-9]{12})$`)

// entity is something that fails a test.
type entity struct {
	id, name, responseType string
	created                time.Time
}

// kind returns the resource kind and the resource's id; the kind is empty for a bare id.
func (e entity) kind() (kind, resourceID string) {
	if m := prefixedID.FindStringSubmatch(e.id); m != nil {
		return m[1], m[2]
	}
	return "", e.id
}

// listEntities returns the entities that fail the test. There may be none, whatever itemCount says.
func (c *Client) listEntities(ctx context.Context, testID string) ([]entity, error) {
	op := fmt.Sprintf("list the failing entities of the test %q", testID)
	path, err := join("/v1/tests", testID)
	if err != nil {
		return nil, permanent(op, 0, err)
	}
	r := request{op: op, path: path + "/entities", query: url.Values{"entityStatus": {"FAILING"}}}
	found, err := list(ctx, c, r, decodeEntity, nil)
	if err != nil {
		return nil, err
	}
	entities := make([]entity, 0, len(found))
	for _, f := range found {
		if f != nil {
			entities = append(entities, *f)
		}
	}
	return slices.Clip(entities), nil
}

// decodeEntity reads one element of the list; nil is an entity that does not fail, such as one that a
// person deactivated.
func decodeEntity(raw json.RawMessage) (string, *entity, error) {
	var e struct {
		ID           text  `json:"id"`
		EntityStatus text  `json:"entityStatus"`
		DisplayName  text  `json:"displayName"`
		ResponseType text  `json:"responseType"`
		CreatedDate  stamp `json:"createdDate"`
	}
	if err := decode(raw, &e); err != nil {
		return "", nil, err
	}
	if e.EntityStatus != "" && e.EntityStatus != "FAILING" {
		return string(e.ID), nil, nil
	}
	return string(e.ID), &entity{id: string(e.ID), name: string(e.DisplayName), responseType: string(e.ResponseType), created: e.CreatedDate.Time}, nil
}

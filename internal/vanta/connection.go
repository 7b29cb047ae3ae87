package vanta

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
)

// Connection is one connection of Vanta to AWS that does not work. Tests behind it do not run: what they
// say is old, failing or not.
type Connection struct {
	ID string `json:"id"`
	// Message is Vanta's reason, if it gives one. It is text written by others.
	Message string `json:"message,omitempty"`
}

// awsIntegration is what Vanta knows about its link to AWS.
type awsIntegration struct {
	kinds        []string
	disconnected []Connection
}

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

// getIntegration reads the kinds of resources and the broken connections. A tenant that has no AWS
// integration, or does not tell, yields an empty one.
func (c *Client) getIntegration(ctx context.Context) (awsIntegration, error) {
	var found awsIntegration
	path := integrationsPath + "/" + integration
	err := c.do(ctx, request{op: "read the aws integration", method: http.MethodGet, path: path}, func(body []byte) (err error) {
		found, err = decodeIntegration(body)
		return err
	})
	if isNotFound(err) || (err == nil && len(found.kinds) > 0) {
		return found, nil
	}
	if err != nil {
		return found, err
	}
	r := request{op: "list the resource kinds", path: path + "/resource-kinds", plain: true}
	found.kinds, err = list(ctx, c, r, decodeKind, nil)
	if isNotFound(err) {
		return found, nil
	}
	return found, err
}

func decodeIntegration(body []byte) (awsIntegration, error) {
	var answer struct {
		ResourceKinds words `json:"resourceKinds"`
		Connections   maybe[[]struct {
			ConnectionID           text `json:"connectionId"`
			IsDisabled             flag `json:"isDisabled"`
			ConnectionErrorMessage text `json:"connectionErrorMessage"`
		}] `json:"connections"`
	}
	if err := decode(body, &answer); err != nil {
		return awsIntegration{}, err
	}
	found := awsIntegration{kinds: slices.Clone(answer.ResourceKinds.Values)}
	for _, c := range answer.Connections.Value {
		if c.IsDisabled.Value || c.ConnectionErrorMessage != "" {
			found.disconnected = append(found.disconnected, Connection{ID: string(c.ConnectionID), Message: string(c.ConnectionErrorMessage)})
		}
	}
	return found, nil
}

// decodeKind reads an element of the list of kinds: an object, or the name alone.
func decodeKind(raw json.RawMessage) (string, string, error) {
	var w words
	if err := w.UnmarshalJSON(slices.Concat([]byte("["), raw, []byte("]"))); err != nil {
		return "", "", err
	}
	if len(w.Values) == 0 {
		return "", "", malformed("a resource kind has no name")
	}
	return w.Values[0], w.Values[0], nil
}

package githubserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxLabelName        = 50
	maxLabelDescription = 100
)

// label keeps the spelling with which it was made; names are compared without case.
type label struct{ name, color, description string }

func (l label) json() map[string]any {
	return map[string]any{
		"id": crc32.ChecksumIEEE([]byte(l.name)), "node_id": nodeID("LA", l.name), "name": l.name,
		"color": l.color, "description": orNull(l.description), "default": false,
	}
}

// labelName is a name alone or an object with a name.
type labelName string

// UnmarshalJSON reads either form.
func (n *labelName) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var o struct{ Name string }
		if err := json.Unmarshal(data, &o); err != nil {
			return fmt.Errorf("decoding a label: %w", err)
		}
		*n = labelName(o.Name)
		return nil
	}
	return json.Unmarshal(data, (*string)(n))
}

func badLabels(names []string) []fieldError {
	var errs []fieldError
	for _, n := range names {
		if utf8.RuneCountInString(n) > maxLabelName {
			errs = append(errs, tooLong("Label", "name", maxLabelName))
		}
	}
	return errs
}

// attach adds labels to an issue and makes those that do not exist. The caller holds s.mu.
func (s *Server) attach(is *issue, names []string) {
	for _, n := range names {
		key := strings.ToLower(n)
		if _, exists := s.labels[key]; !exists {
			s.labels[key] = label{name: n, color: "ededed"}
		}
		if name := s.labels[key].name; !slices.Contains(is.labels, name) {
			is.labels = append(is.labels, name)
		}
	}
	is.updated = s.date()
}

// hasLabels applies a comma separated list, of which all are needed.
func hasLabels(is *issue, list string) bool {
	for want := range strings.SplitSeq(list, ",") {
		if want = strings.TrimSpace(want); want != "" && !hasLabel(is, want) {
			return false
		}
	}
	return true
}

func hasLabel(is *issue, name string) bool {
	return slices.ContainsFunc(is.labels, func(l string) bool { return strings.EqualFold(l, name) })
}

func createLabel(c *call) (reply, error) {
	in, err := decode[struct{ Name, Color, Description string }](c)
	if err != nil {
		return reply{}, err
	}
	errs := badLabels([]string{in.Name})
	if utf8.RuneCountInString(in.Description) > maxLabelDescription {
		errs = append(errs, tooLong("Label", "description", maxLabelDescription))
	}
	if _, exists := c.s.labels[strings.ToLower(in.Name)]; exists {
		errs = append(errs, fieldError{Resource: "Label", Code: "already_exists", Field: "name"})
	}
	if len(errs) > 0 {
		return c.invalid(errs...), nil
	}
	if in.Color == "" {
		in.Color = "ededed"
	}
	l := label{in.Name, in.Color, in.Description}
	c.s.labels[strings.ToLower(in.Name)] = l
	return created(l.json()), nil
}

func listLabels(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	return page(c, c.s.labelsJSON(is.labels)), nil
}

// addLabels takes an object with labels or, as go-github sends, the array itself.
func addLabels(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	var names []string
	var list []labelName
	if bytes.HasPrefix(bytes.TrimSpace(c.body), []byte("[")) {
		in, err := decode[[]labelName](c)
		if err != nil {
			return reply{}, err
		}
		list = in
	} else {
		in, err := decode[struct{ Labels []labelName }](c)
		if err != nil {
			return reply{}, err
		}
		list = in.Labels
	}
	for _, n := range list {
		names = append(names, string(n))
	}
	if errs := badLabels(names); len(errs) > 0 {
		return c.invalid(errs...), nil
	}
	c.s.attach(is, names)
	return ok(c.s.labelsJSON(is.labels)), nil
}

func removeLabel(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	if !hasLabel(is, c.vars["name"]) {
		return c.refuse(http.StatusNotFound, "Label does not exist"), nil
	}
	c.s.detach(is, c.vars["name"])
	return ok(c.s.labelsJSON(is.labels)), nil
}

func (s *Server) detach(is *issue, name string) {
	is.labels = slices.DeleteFunc(is.labels, func(l string) bool { return strings.EqualFold(l, name) })
	is.updated = s.date()
}

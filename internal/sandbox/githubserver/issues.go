package githubserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxText  = 65536
	maxTitle = 256
)

// issue is an issue or, when pull is set, a pull request: they share numbers, labels and comments.
type issue struct {
	number      int
	title, body string
	author      string
	state       string // open or closed
	reason      string // "" or a state_reason
	labels      []string
	assignees   []string
	comments    []*comment

	created, updated, closed time.Time // closed is zero while open

	pull *pull
}

// add gives the issue its number and keeps it. The caller holds s.mu.
func (s *Server) add(is *issue) {
	s.last++
	is.number, is.state = s.last, "open"
	is.created, is.updated = s.date(), s.date()
	if is.author == "" {
		is.author = s.opts.Actor
	}
	s.issues[is.number] = is
}

// numbered returns all issues and pull requests, oldest first.
func (s *Server) numbered() []*issue {
	out := make([]*issue, 0, len(s.issues))
	for n := 1; n <= s.last; n++ {
		out = append(out, s.issues[n])
	}
	return out
}

func (s *Server) close(is *issue, reason string) {
	is.state, is.reason = "closed", reason
	is.closed, is.updated = s.date(), s.date()
}

func (s *Server) reopen(is *issue) {
	is.state, is.reason, is.closed = "open", "", time.Time{}
	if is.pull == nil {
		is.reason = "reopened"
	}
	is.updated = s.date()
}

// badText returns GitHub's complaints about a title and a body.
func badText(title, body string) []fieldError {
	var errs []fieldError
	if utf8.RuneCountInString(title) > maxTitle {
		errs = append(errs, tooLong("Issue", "title", maxTitle))
	}
	if utf8.RuneCountInString(body) > maxText {
		errs = append(errs, tooLong("Issue", "body", maxText))
	}
	return errs
}

type issueInput struct {
	Title     json.RawMessage // a string or a number
	Body      *string
	State     string
	Reason    string `json:"state_reason"`
	Labels    *[]labelName
	Assignees *[]string
	Assignee  string
}

func (in issueInput) title() (string, error) {
	if len(in.Title) == 0 || string(in.Title) == "null" || in.Title[0] != '"' {
		return strings.TrimSuffix(string(in.Title), "null"), nil
	}
	var t string
	if err := json.Unmarshal(in.Title, &t); err != nil {
		return "", fmt.Errorf("decoding the title: %w", err)
	}
	return t, nil
}

func createIssue(c *call) (reply, error) {
	in, err := decode[issueInput](c)
	if err != nil {
		return reply{}, err
	}
	is := &issue{}
	if rep, bad, err := c.apply(is, in); bad || err != nil {
		return rep, err
	}
	if is.title == "" {
		return c.invalid(fieldError{Resource: "Issue", Code: "missing_field", Field: "title"}), nil
	}
	c.s.add(is)
	return created(c.s.issueJSON(is)), nil
}

// apply sets what the input names, after all of it has been found good.
func (c *call) apply(is *issue, in issueInput) (reply, bool, error) {
	title, err := in.title()
	if err != nil {
		return reply{}, true, err
	}
	body := is.body
	if in.Body != nil {
		body = *in.Body
	}
	if errs := badText(title, body); len(errs) > 0 {
		return c.invalid(errs...), true, nil
	}
	if in.Labels != nil {
		names := []string{}
		for _, n := range *in.Labels {
			names = append(names, string(n))
		}
		if errs := badLabels(names); len(errs) > 0 {
			return c.invalid(errs...), true, nil
		}
		is.labels = nil
		c.s.attach(is, names)
	}
	if title != "" {
		is.title = title
	}
	is.body = body
	if in.Assignee != "" {
		in.Assignees = &[]string{in.Assignee}
	}
	if in.Assignees != nil {
		is.assignees = nil
		c.s.assign(is, *in.Assignees)
	}
	return reply{}, false, nil
}

func getIssue(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	return ok(c.s.issueJSON(is)), nil
}

func editIssue(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	in, err := decode[issueInput](c)
	if err != nil {
		return reply{}, err
	}
	if is.pull != nil {
		if rep, bad, err := c.badState(is, in.State); bad || err != nil {
			return rep, err
		}
	}
	if rep, bad, err := c.apply(is, in); bad || err != nil {
		return rep, err
	}
	is.updated = c.s.date()
	switch {
	case is.pull != nil:
		if err := c.setState(is, in.State); err != nil {
			return reply{}, err
		}
	case in.State == "" || in.State == is.state:
	case in.State == "closed":
		if in.Reason == "" {
			in.Reason = "completed"
		}
		c.s.close(is, in.Reason)
	default:
		c.s.reopen(is)
	}
	return ok(c.s.issueJSON(is)), nil
}

// listed are the filters that the stand-in implements; another one would be a silent lie.
var listed = []string{"state", "labels", "creator", "assignee", "sort", "direction", "since", "per_page", "page"}

func listIssues(c *call) (reply, error) {
	for name := range c.query {
		if !slices.Contains(listed, name) {
			return reply{}, fmt.Errorf("parameter %q of the list of issues is not implemented", name)
		}
	}
	since := time.Time{}
	if text := c.query.Get("since"); text != "" {
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return c.refuse(http.StatusUnprocessableEntity, "Invalid request.\n\nInvalid property /since"), nil
		}
		since = t
	}
	var found []*issue
	for _, is := range c.s.numbered() {
		who := c.query.Get("assignee")
		switch {
		case !inState(is, c.query.Get("state")),
			!hasLabels(is, c.query.Get("labels")),
			c.query.Has("creator") && !strings.EqualFold(c.query.Get("creator"), is.author),
			who == "none" && len(is.assignees) > 0, who == "*" && len(is.assignees) == 0,
			who != "" && who != "none" && who != "*" && !slices.Contains(is.assignees, who),
			is.updated.Before(since):
			continue
		}
		found = append(found, is)
	}
	order(found, c.query.Get("sort"), c.query.Get("direction"), "desc")
	out := make([]map[string]any, 0, len(found))
	for _, is := range found {
		out = append(out, c.s.issueJSON(is))
	}
	return page(c, out), nil
}

// inState applies the parameter state, whose default is open.
func inState(is *issue, state string) bool {
	return state == "all" || is.state == state || state == "" && is.state == "open"
}

// order sorts by created (the default), updated or comments; equal ones by number.
func order(list []*issue, by, direction, otherwise string) {
	slices.SortStableFunc(list, func(a, b *issue) int {
		n := 0
		switch by {
		case "updated":
			n = a.updated.Compare(b.updated)
		case "comments", "popularity":
			n = len(a.comments) - len(b.comments)
		default:
			n = a.created.Compare(b.created)
		}
		if n == 0 {
			n = a.number - b.number
		}
		return n
	})
	if direction == "" {
		direction = otherwise
	}
	if direction == "desc" {
		slices.Reverse(list)
	}
}

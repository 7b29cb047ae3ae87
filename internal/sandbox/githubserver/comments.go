package githubserver

import (
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// comment is a remark in the conversation of an issue or pull request.
type comment struct {
	id               int64
	author, body     string
	created, updated time.Time
}

func (s *Server) commentJSON(is *issue, n *comment) map[string]any {
	kind := "/issues/"
	if is.pull != nil {
		kind = "/pull/"
	}
	return map[string]any{
		"id": n.id, "node_id": nodeID("IC", strconv.FormatInt(n.id, 10)), "body": n.body,
		"user": s.userJSON(n.author), "author_association": "CONTRIBUTOR",
		"created_at": stamp(n.created), "updated_at": stamp(n.updated),
		"url":       s.apiURL(fmt.Sprintf("/issues/comments/%d", n.id)),
		"issue_url": s.apiURL(fmt.Sprintf("/issues/%d", is.number)),
		"html_url":  s.webURL(fmt.Sprintf("%s%d#issuecomment-%d", kind, is.number, n.id)),
	}
}

// remark adds a comment. The caller holds s.mu.
func (s *Server) remark(is *issue, author, body string) *comment {
	s.lastNote++
	n := &comment{id: s.lastNote, author: author, body: body, created: s.date(), updated: s.date()}
	is.comments = append(is.comments, n)
	is.updated = s.date()
	return n
}

type commentInput struct{ Body string }

// bad returns GitHub's complaint about the text.
func (in commentInput) bad() []fieldError {
	switch {
	case in.Body == "":
		return []fieldError{{Resource: "IssueComment", Code: "missing_field", Field: "body"}}
	case utf8.RuneCountInString(in.Body) > maxText:
		return []fieldError{tooLong("IssueComment", "body", maxText)}
	}
	return nil
}

func createComment(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	in, err := decode[commentInput](c)
	if err != nil {
		return reply{}, err
	}
	if errs := in.bad(); errs != nil {
		return c.invalid(errs...), nil
	}
	return created(c.s.commentJSON(is, c.s.remark(is, c.s.opts.Actor, in.Body))), nil
}

func listComments(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	if c.query.Has("since") {
		return reply{}, fmt.Errorf("parameter \"since\" of the list of comments is not implemented")
	}
	out := make([]map[string]any, 0, len(is.comments))
	for _, n := range is.comments {
		out = append(out, c.s.commentJSON(is, n))
	}
	return page(c, out), nil
}

func editComment(c *call) (reply, error) {
	in, err := decode[commentInput](c)
	if err != nil {
		return reply{}, err
	}
	for _, is := range c.s.numbered() {
		for _, n := range is.comments {
			if n.id != int64(c.id("comment_id")) {
				continue
			}
			if errs := in.bad(); errs != nil {
				return c.invalid(errs...), nil
			}
			n.body, n.updated = in.Body, c.s.date()
			return ok(c.s.commentJSON(is, n)), nil
		}
	}
	return c.notFound(), nil
}

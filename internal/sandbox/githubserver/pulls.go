package githubserver

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// pull is what a pull request has beyond an issue. Both ends are branches of this repository.
type pull struct {
	base, head       string
	baseSHA, headSHA string // as of the last push to head while open
	draft            bool
	merged           time.Time // zero unless merged
	mergedBy         string
	mergeSHA         string
	reviewers, teams []string
}

// pullRequest returns nil when the number is no pull request's.
func (s *Server) pullRequest(number int) *issue {
	if is := s.issues[number]; is != nil && is.pull != nil {
		return is
	}
	return nil
}

// openPull returns the open pull request from head to base, nil for none.
func (s *Server) openPull(head, base string) *issue {
	for _, is := range s.numbered() {
		if is.pull != nil && is.state == "open" && is.pull.head == head && is.pull.base == base {
			return is
		}
	}
	return nil
}

type pullInput struct {
	Title, Body, Head, Base string
	HeadRepo                string `json:"head_repo"`
	Draft                   bool
	Issue                   int
}

func createPull(c *call) (reply, error) {
	in, err := decode[pullInput](c)
	if err != nil {
		return reply{}, err
	}
	if in.Issue != 0 || in.HeadRepo != "" {
		return reply{}, fmt.Errorf("issue and head_repo are not implemented")
	}
	if !c.s.settings.AllowPullRequests {
		return c.refuse(http.StatusForbidden, "GitHub Actions is not permitted to create or approve pull requests."), nil
	}
	if in.Draft && c.s.settings.ForbidDrafts {
		return c.refuse(422, "Draft pull requests are not supported in this repository."), nil
	}
	head := strings.TrimPrefix(in.Head, c.s.opts.Owner+":")
	errs, headSHA, baseSHA, err := c.badEnds(head, in.Base)
	if err != nil {
		return reply{}, err
	}
	if in.Title == "" {
		errs = append(errs, fieldError{Resource: "PullRequest", Code: "missing_field", Field: "title"})
	}
	if errs = append(errs, badText(in.Title, in.Body)...); len(errs) > 0 {
		return c.invalid(errs...), nil
	}
	is := &issue{title: in.Title, body: in.Body, pull: &pull{
		base: in.Base, head: head, baseSHA: baseSHA, headSHA: headSHA, draft: in.Draft,
	}}
	c.s.add(is)
	out, err := c.fullPullJSON(is)
	if err != nil {
		return reply{}, err
	}
	rep := created(out)
	rep.header = http.Header{"Location": {c.s.apiURL(fmt.Sprintf("/pulls/%d", is.number))}}
	return rep, nil
}

// badEnds returns GitHub's complaints about two branches, else their commits.
func (c *call) badEnds(head, base string) (errs []fieldError, headSHA, baseSHA string, err error) {
	if headSHA, err = c.s.git.ref(c.ctx, "refs/heads/"+head); err != nil {
		return nil, "", "", err
	}
	if baseSHA, err = c.s.git.ref(c.ctx, "refs/heads/"+base); err != nil {
		return nil, "", "", err
	}
	if headSHA == "" {
		errs = append(errs, fieldError{Resource: "PullRequest", Field: "head", Code: "invalid"})
	}
	if baseSHA == "" {
		errs = append(errs, fieldError{Resource: "PullRequest", Field: "base", Code: "invalid"})
	}
	if len(errs) > 0 {
		return errs, "", "", nil
	}
	fork, err := c.s.git.mergeBase(c.ctx, baseSHA, headSHA)
	switch {
	case err != nil:
	case fork == "":
		errs = append(errs, custom("The %s branch has no history in common with %s", head, base))
	case fork == headSHA:
		errs = append(errs, custom("No commits between %s and %s", base, head))
	case c.s.openPull(head, base) != nil:
		errs = append(errs, custom("A pull request already exists for %s:%s.", c.s.opts.Owner, head))
	}
	return errs, headSHA, baseSHA, err
}

func custom(format string, args ...any) fieldError {
	return fieldError{Resource: "PullRequest", Code: "custom", Message: fmt.Sprintf(format, args...)}
}

// fullPullJSON is the form of a single pull request.
func (c *call) fullPullJSON(is *issue) (map[string]any, error) {
	p := is.pull
	out := c.s.pullJSON(is)
	files, err := c.s.pullFiles(c.ctx, is)
	if err != nil {
		return nil, err
	}
	commits, err := c.s.git.between(c.ctx, p.baseSHA, p.headSHA)
	if err != nil {
		return nil, err
	}
	mergeable, err := c.s.mergeable(c.ctx, is)
	if err != nil {
		return nil, err
	}
	_, plus, minus := filesJSON(files)
	out["merged"] = !p.merged.IsZero()
	out["merged_by"] = nil
	if p.mergedBy != "" {
		out["merged_by"] = c.s.userJSON(p.mergedBy)
	}
	out["mergeable"], out["mergeable_state"] = nil, "unknown"
	switch mergeable {
	case "MERGEABLE":
		out["mergeable"], out["mergeable_state"] = true, "clean"
	case "CONFLICTING":
		out["mergeable"], out["mergeable_state"] = false, "dirty"
	}
	out["comments"], out["commits"], out["changed_files"] = len(is.comments), len(commits), len(files)
	out["additions"], out["deletions"] = plus, minus
	out["review_comments"], out["maintainer_can_modify"] = 0, false
	return out, nil
}

func (s *Server) pullFiles(ctx context.Context, is *issue) ([]fileChange, error) {
	fork, err := s.git.mergeBase(ctx, is.pull.baseSHA, is.pull.headSHA)
	if err != nil {
		return nil, err
	}
	if fork == "" {
		fork = emptyTree
	}
	return s.git.changes(ctx, fork, is.pull.headSHA)
}

// mergeable returns GraphQL's MergeableState against the base branch as it is now.
func (s *Server) mergeable(ctx context.Context, is *issue) (string, error) {
	if is.state != "open" {
		return "UNKNOWN", nil
	}
	base, err := s.git.ref(ctx, "refs/heads/"+is.pull.base)
	if err != nil || base == "" {
		return "UNKNOWN", err
	}
	_, clean, err := s.git.mergeTree(ctx, base, is.pull.headSHA)
	if err != nil {
		return "", err
	}
	if clean {
		return "MERGEABLE", nil
	}
	return "CONFLICTING", nil
}

func getPull(c *call) (reply, error) {
	is := c.s.pullRequest(c.id("pull_number"))
	if is == nil {
		return c.notFound(), nil
	}
	out, err := c.fullPullJSON(is)
	return ok(out), err
}

// listPulls ignores a head that is not "owner:branch" and so answers all, as GitHub does.
func listPulls(c *call) (reply, error) {
	owner, branch, wellFormed := strings.Cut(c.query.Get("head"), ":")
	wellFormed = wellFormed && owner != "" && branch != ""
	var found []*issue
	for _, is := range c.s.numbered() {
		switch {
		case is.pull == nil,
			!inState(is, c.query.Get("state")),
			c.query.Get("base") != "" && is.pull.base != c.query.Get("base"),
			wellFormed && (!strings.EqualFold(owner, c.s.opts.Owner) || is.pull.head != branch):
			continue
		}
		found = append(found, is)
	}
	by := c.query.Get("sort")
	otherwise := "asc"
	if by == "" || by == "created" {
		otherwise = "desc"
	}
	order(found, by, c.query.Get("direction"), otherwise)
	out := make([]map[string]any, 0, len(found))
	for _, is := range found {
		out = append(out, c.s.pullJSON(is))
	}
	return page(c, out), nil
}

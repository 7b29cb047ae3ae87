package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/go-github/v66/github"

	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// Open commits a change on the base that was read, claims the key's branch and opens the pull request:
// five requests, reviewers and assignees not counted. The error is Taken when another run was faster;
// once the branch exists every other error leaves it for Resume. What goes wrong after the pull request
// exists is a warning in the result.
func (c *Client) Open(ctx context.Context, base Base, change *verify.Change, d Description) (PullRequest, error) {
	m := material{before: change.Before(), after: change.Files(), checks: change.Checks()}
	for _, operation := range change.Candidate().Patch.Operations {
		m.edits = append(m.edits, oneLine(operation.String(), 300))
	}
	return c.open(ctx, base, m, d)
}

// material is what of a change goes to GitHub.
type material struct {
	before, after map[string][]byte
	checks        []verify.Check
	edits         []string
}

func (c *Client) open(ctx context.Context, base Base, m material, d Description) (PullRequest, error) {
	branch := d.Key.Branch(c.prefix)
	if err := d.check(base); err != nil {
		return PullRequest{}, &Error{Kind: Invalid, Op: "open a pull request from " + branch, Err: err}
	}
	title := d.title()
	message, err := FormatCommitMessage(CommitMessage{
		Title: title, Marker: d.marker(base.SHA(), ""), Proposal: d.Proposal, Checks: m.checks, Edits: m.edits,
	})
	if err != nil {
		return PullRequest{}, &Error{Kind: Invalid, Op: "open a pull request from " + branch, Err: err}
	}
	head, warning, err := c.commit(ctx, base, m, message)
	if err != nil {
		return PullRequest{}, err
	}
	if err := c.claim(ctx, branch, head); err != nil {
		return PullRequest{}, err
	}
	pr, err := c.present(ctx, d, title, evidence{
		proposal: d.Proposal, checks: m.checks, edits: m.edits, diff: patch.Unified(m.before, m.after),
		baseSHA: base.SHA(), headSHA: head,
	})
	if err != nil {
		return PullRequest{}, err
	}
	if warning != "" {
		pr.Warnings = append([]string{warning}, pr.Warnings...)
	}
	return pr, nil
}

// check returns what a caller forgot.
func (d Description) check(base Base) error {
	switch {
	case base.branch == "":
		return errors.New("the base was not proved")
	case base.branch != d.Key.Base:
		return fmt.Errorf("the key is for the branch %s, the base is %s", d.Key.Base, base.branch)
	case len(d.Members) == 0:
		return errors.New("the description has no failing resource")
	case d.Target == nil || d.Target.Block == nil:
		return errors.New("the description has no target")
	}
	return nil
}

// present opens the pull request for a branch that exists, then labels it and asks people.
func (c *Client) present(ctx context.Context, d Description, title string, e evidence) (PullRequest, error) {
	branch := d.Key.Branch(c.prefix)
	draft := len(draftReasons(d, e)) > 0
	pr, err := c.create(ctx, d, title, e, draft, "")
	if draft && causeOf(err).says("draft pull requests are not supported") {
		// Private repositories of free plans have no drafts. A pull request that says loudly what it is
		// serves better than none.
		mark := "[draft] "
		if !e.verified() {
			mark = "[unverified] "
		}
		draft = false
		pr, err = c.create(ctx, d, mark+title, e, draft, "This plan of GitHub has no drafts for private repositories, so it is open for review although it should be a draft.")
	}
	if err != nil {
		return PullRequest{}, err
	}
	result := *pr
	result.Branch, result.HeadSHA, result.Base = branch, e.headSHA, d.Key.Base
	c.decorate(ctx, d, &result)
	return result, nil
}

// create makes one pull request. A failure that may have come after the fact is looked up: GitHub allows
// one open pull request for a branch, so finding one means that it was made.
func (c *Client) create(ctx context.Context, d Description, title string, e evidence, draft bool, note string) (*PullRequest, error) {
	branch := d.Key.Branch(c.prefix)
	op := "open a pull request from " + branch
	body, err := renderBody(d, e, note)
	if err != nil {
		return nil, &Error{Kind: Invalid, Op: op, Err: err}
	}
	made, _, err := c.github.PullRequests.Create(ctx, c.owner, c.repo, &github.NewPullRequest{
		Title: github.String(title), Head: github.String(branch), Base: github.String(d.Key.Base),
		Body: github.String(body), Draft: github.Bool(draft), MaintainerCanModify: nil,
	})
	if err == nil {
		marker := d.marker(e.baseSHA, e.headSHA)
		return &PullRequest{
			Number: made.GetNumber(), URL: made.GetHTMLURL(), Title: made.GetTitle(), Draft: made.GetDraft(),
			Created: made.GetCreatedAt().Time, Marker: &marker,
		}, nil
	}
	failed := fail(op, err)
	answer := causeOf(failed)
	switch {
	case failed.Kind == Unavailable && ctx.Err() == nil, answer.says("a pull request already exists"):
		if pr := c.opened(ctx, d.Key); pr != nil {
			return pr, nil
		}
	case answer.says("no commits between"):
		failed.Remedy = fmt.Sprintf("the branch %s already holds this change; delete the branch %s", d.Key.Base, branch)
	}
	return nil, failed
}

// opened returns the key's open pull request, or nil when there is none or it cannot be known.
func (c *Client) opened(ctx context.Context, key Key) *PullRequest {
	found, err := c.pullRequests(ctx, []Key{key})
	if err != nil {
		c.logger.Debug("an existing pull request could not be looked up", "error", err)
		return nil
	}
	i := slices.IndexFunc(found[0], func(n node) bool { return n.State == "OPEN" })
	if i < 0 {
		return nil
	}
	pr := found[0][i].pullRequest(key)
	return &pr
}

// maxAssignees is GitHub's limit: https://docs.github.com/rest/issues/assignees
const maxAssignees = 10

// decorate labels the pull request and asks people. The pull request exists whatever happens here.
func (c *Client) decorate(ctx context.Context, d Description, pr *PullRequest) {
	ctx = replayable(ctx)
	warn := func(what string, err error) {
		if err != nil {
			pr.Warnings = append(pr.Warnings, fail(what, err).Error())
		}
	}
	_, _, err := c.github.Issues.AddLabelsToIssue(ctx, c.owner, c.repo, pr.Number, d.labels())
	warn("label the pull request", err)
	// People and teams are asked one after the other: GitHub refuses the whole request for one name that
	// it does not know, and the job's own token may never ask a team.
	if len(d.Reviewers) > 0 {
		_, _, err := c.github.PullRequests.RequestReviewers(ctx, c.owner, c.repo, pr.Number, github.ReviewersRequest{Reviewers: d.Reviewers})
		warn("ask the reviewers", err)
	}
	if len(d.TeamReviewers) > 0 {
		_, _, err := c.github.PullRequests.RequestReviewers(ctx, c.owner, c.repo, pr.Number, github.ReviewersRequest{TeamReviewers: d.TeamReviewers})
		warn("ask the team reviewers (this needs the token of a GitHub App that may read the organisation's members)", err)
	}
	if len(d.Assignees) > 0 {
		people := d.Assignees[:min(len(d.Assignees), maxAssignees)]
		_, _, err := c.github.Issues.AddAssignees(ctx, c.owner, c.repo, pr.Number, people)
		warn("assign the pull request", err)
	}
}

package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/go-github/v66/github"
)

// Resume opens the pull request of a branch that an earlier run claimed and could not complete. Patch,
// summary, rationale and checks come from the branch's commit; no model is asked. The error is Taken
// when the branch's head is not this program's commit for the key: then it is somebody else's branch.
func (c *Client) Resume(ctx context.Context, state State, d Description) (PullRequest, error) {
	op := "resume the branch " + state.Branch
	switch {
	case state.Stage != Claimed || state.SHA == "":
		return PullRequest{}, &Error{Kind: Invalid, Op: op, Err: fmt.Errorf("its stage is %s", state.Stage)}
	case d.Key != state.Key:
		return PullRequest{}, &Error{Kind: Invalid, Op: op, Err: errors.New("the description is of another key")}
	}
	if err := d.check(Base{branch: d.Key.Base}); err != nil {
		return PullRequest{}, &Error{Kind: Invalid, Op: op, Err: err}
	}
	commit, _, err := c.github.Repositories.GetCommit(ctx, c.owner, c.repo, state.SHA, nil)
	if err != nil {
		return PullRequest{}, fail(op, err)
	}
	message, err := ours(commit, state)
	if err != nil {
		return PullRequest{}, &Error{
			Kind: Taken, Op: op, Err: err,
			Remedy: "delete or rename the branch if nobody needs it; terrafix leaves it as it is",
		}
	}
	d.Proposal = message.Proposal
	return c.present(ctx, d, message.Title, evidence{
		proposal: message.Proposal, checks: message.Checks, edits: message.Edits, diff: commitDiff(commit),
		baseSHA: message.Marker.BaseSHA, headSHA: state.SHA,
	})
}

// ours returns the message of a commit that this program made for the state's key on the base it names.
func ours(commit *github.RepositoryCommit, state State) (CommitMessage, error) {
	message, err := ParseCommitMessage(commit.GetCommit().GetMessage())
	switch {
	case err != nil:
		return CommitMessage{}, err
	case message.Marker.key() != state.Key:
		return CommitMessage{}, errors.New("the commit is for another remediation")
	case len(commit.Parents) != 1 || commit.Parents[0].GetSHA() != message.Marker.BaseSHA:
		return CommitMessage{}, errors.New("the commit does not stand on the base that it names")
	}
	return message, nil
}

// commitDiff puts the patches of a commit's files together as git diff would.
func commitDiff(commit *github.RepositoryCommit) string {
	var b strings.Builder
	for _, file := range commit.Files {
		name := file.GetFilename()
		before := "a/" + name
		if file.GetStatus() == "added" {
			before = "/dev/null"
		}
		fmt.Fprintf(&b, "diff --git a/%s b/%s\n--- %s\n+++ b/%s\n", name, name, before, name)
		b.WriteString(strings.TrimSuffix(file.GetPatch(), "\n") + "\n")
	}
	return b.String()
}

package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/go-github/v66/github"
)

// newFileMode is the mode of a file that the base does not have.
const newFileMode = "100644"

// commit writes the tree and the commit of a change. Neither is reachable until a ref names it, so a
// lost answer costs an orphan at most. The second result is a warning, or "".
func (c *Client) commit(ctx context.Context, base Base, m material, message string) (head, warning string, err error) {
	op := "write the commit"
	entries, err := treeEntries(base.checkout, m.before, m.after)
	if err != nil {
		return "", "", &Error{Kind: Invalid, Op: op, Err: err}
	}
	ctx = replayable(ctx)
	tree, _, err := c.github.Git.CreateTree(ctx, c.owner, c.repo, base.checkout.Tree, entries)
	if err != nil {
		return "", "", fail("write the tree", err)
	}
	// No author and no committer: only then GitHub signs the commit of a bot.
	// https://docs.github.com/authentication/managing-commit-signature-verification/about-commit-signature-verification
	commit, _, err := c.github.Git.CreateCommit(ctx, c.owner, c.repo, &github.Commit{
		Message: github.String(message),
		Tree:    &github.Tree{SHA: tree.SHA},
		Parents: []*github.Commit{{SHA: github.String(base.checkout.SHA)}},
	}, nil)
	if err != nil {
		return "", "", fail(op, err)
	}
	if !sha.MatchString(commit.GetSHA()) {
		return "", "", &Error{Kind: Unavailable, Op: op, Err: errors.New("GitHub answered no commit id")}
	}
	if v := commit.GetVerification(); v != nil && !v.GetVerified() {
		warning = fmt.Sprintf("GitHub did not sign the commit (%s); a branch that requires signed commits will not take it", oneLine(v.GetReason(), 40))
	}
	return commit.GetSHA(), warning, nil
}

// treeEntries returns the changed files with the modes they have in the base.
func treeEntries(checkout Checkout, before, after map[string][]byte) ([]*github.TreeEntry, error) {
	var entries []*github.TreeEntry
	for path, content := range after {
		mode, known := checkout.Modes[path]
		if _, existed := before[path]; !existed && !known {
			mode, known = newFileMode, true
		}
		switch {
		case !known:
			return nil, fmt.Errorf("the mode of %s is not known", path)
		case mode != "100644" && mode != "100755":
			return nil, fmt.Errorf("%s is not a regular file (mode %s)", path, mode)
		case content == nil:
			return nil, fmt.Errorf("the change deletes %s, which no patch may", path)
		case !utf8.Valid(content):
			// JSON would replace the bytes without a word.
			return nil, fmt.Errorf("%s is not UTF-8", path)
		}
		entries = append(entries, &github.TreeEntry{
			Path: github.String(path), Mode: github.String(mode), Type: github.String("blob"),
			Content: github.String(string(content)),
		})
	}
	if len(entries) == 0 {
		return nil, errors.New("the change has no files")
	}
	slices.SortFunc(entries, func(a, b *github.TreeEntry) int {
		return strings.Compare(a.GetPath(), b.GetPath())
	})
	return entries, nil
}

// claim creates the branch. That is the only moment in which two runs can meet: the error is Taken for
// the one that comes second.
func (c *Client) claim(ctx context.Context, branch, head string) error {
	op := "create the branch " + branch
	ref := &github.Reference{Ref: github.String("refs/heads/" + branch), Object: &github.GitObject{SHA: github.String(head)}}
	// Sending it again is harmless: the second time GitHub says that the branch exists, and at which commit.
	_, _, err := c.github.Git.CreateRef(replayable(ctx), c.owner, c.repo, ref)
	if err == nil {
		return nil
	}
	failed := fail(op, err)
	answer := causeOf(failed)
	switch {
	case answer.says("reference already exists"):
		return c.claimed(ctx, op, branch, head)
	case answer.status == 422 && answer.says("reference update failed"):
		return c.conflict(ctx, op, branch, failed)
	}
	return failed
}

// claimed tells our own branch, whose creation was answered too late, from somebody else's.
func (c *Client) claimed(ctx context.Context, op, branch, head string) error {
	ref, _, err := c.github.Git.GetRef(ctx, c.owner, c.repo, "heads/"+branch)
	if err != nil {
		return fail(op, err)
	}
	if ref.GetObject().GetSHA() == head {
		return nil
	}
	return &Error{
		Kind: Taken, Op: op, Err: errors.New("another run created it in the meantime"),
		Remedy: "nothing to do: that run opens the pull request, or the next one completes it",
	}
}

// conflict finds the branch that makes the name impossible, if it can still be seen.
func (c *Client) conflict(ctx context.Context, op, branch string, failed *Error) error {
	heads, err := c.heads(ctx)
	if err != nil {
		return fail(op, errors.Join(failed, err))
	}
	if blocker := blocking(branch, heads); blocker != "" {
		return prefixConflict(op, blocker)
	}
	for name := range heads {
		if len(name) > len(branch) && name[:len(branch)+1] == branch+"/" {
			return &Error{
				Kind: PrefixConflict, Op: op, Err: fmt.Errorf("a branch named %s exists below that name", name),
				Remedy: "rename that branch, or choose another branch-prefix",
			}
		}
	}
	failed.Remedy = "check whether a ruleset or a protected branch pattern keeps the token from creating branches here"
	return failed
}

package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/go-github/v66/github"
)

// Repository is what one query says about the repository before any work is done.
type Repository struct {
	// DefaultBranch is the default branch's name, DefaultSHA its head.
	DefaultBranch, DefaultSHA string
	// Base is the branch that pull requests are for, Tip its head.
	Base, Tip string
	Private   bool
	// OpenPullRequests counts the open pull requests that carry DefaultLabel, whatever they are for.
	OpenPullRequests int
	// File is the content of Config.File on the default branch; HasFile is false when there is none.
	File    string
	HasFile bool
}

// Checkout is the commit that was read, as git knows it.
type Checkout struct {
	// SHA is the commit of a clean work tree, Tree the id of its tree.
	SHA, Tree string
	// Modes are the modes of the files of that tree, such as "100644", by slash-separated path from the
	// repository's root. The files that patches may change must be in it.
	Modes map[string]string
}

// Base is a commit that was read and is known to be part of the base branch. Only [Client.Prove] makes one.
type Base struct {
	branch   string
	checkout Checkout
}

// Branch returns the name of the base branch.
func (b Base) Branch() string { return b.branch }

// SHA returns the commit that was read.
func (b Base) SHA() string { return b.checkout.SHA }

const preflightQuery = `query($owner: String!, $name: String!, $base: String!, $file: String!) {
  repository(owner: $owner, name: $name) {
    isPrivate
    defaultBranchRef { name target { oid } }
    ref(qualifiedName: $base) { name target { oid } }
    pullRequests(states: [OPEN], labels: ["` + DefaultLabel + `"], first: 1) { totalCount }
    object(expression: $file) { ... on Blob { text isTruncated } }
  }
}`

// Preflight reads what a run must know first, with one request. An empty baseBranch means the default
// branch. The error is NotFound when the repository or the branch is not there.
func (c *Client) Preflight(ctx context.Context, baseBranch string) (Repository, error) {
	op := fmt.Sprintf("read the repository %s/%s", c.owner, c.repo)
	if baseBranch != "" && !branchName(baseBranch) {
		return Repository{}, &Error{Kind: Invalid, Op: op, Err: fmt.Errorf("%q is not the name of a branch", baseBranch), Remedy: "correct the input base-branch"}
	}
	type reference struct {
		Name   string
		Target struct{ OID string }
	}
	var answer struct {
		Repository *struct {
			IsPrivate        bool
			DefaultBranchRef *reference
			Ref              *reference
			PullRequests     struct{ TotalCount int }
			Object           *struct {
				Text        *string
				IsTruncated bool
			}
		}
	}
	// HEAD asks for nothing that is used, and keeps the query the same.
	qualified := "HEAD"
	if baseBranch != "" {
		qualified = "refs/heads/" + baseBranch
	}
	file := "HEAD"
	if c.file != "" {
		file += ":" + c.file
	}
	variables := map[string]any{"owner": c.owner, "name": c.repo, "base": qualified, "file": file}
	if err := c.query(ctx, op, preflightQuery, variables, &answer); err != nil {
		return Repository{}, err
	}
	r := answer.Repository
	switch {
	case r == nil:
		return Repository{}, &Error{Kind: NotFound, Op: op, Err: errors.New("it does not exist or the token may not see it"), Remedy: "check the repository's name and that the token may read it"}
	case r.DefaultBranchRef == nil:
		return Repository{}, &Error{Kind: NotFound, Op: op, Err: errors.New("it has no commit yet"), Remedy: "push a first commit"}
	case baseBranch != "" && r.Ref == nil:
		return Repository{}, &Error{Kind: NotFound, Op: op, Err: fmt.Errorf("the branch %s does not exist", baseBranch), Remedy: "correct the input base-branch"}
	}
	info := Repository{DefaultBranch: r.DefaultBranchRef.Name, DefaultSHA: r.DefaultBranchRef.Target.OID, Private: r.IsPrivate, OpenPullRequests: r.PullRequests.TotalCount}
	if file := r.Object; file != nil && c.file != "" {
		if file.Text == nil || file.IsTruncated {
			return Repository{}, &Error{Kind: Invalid, Op: "read " + c.file, Err: errors.New("it is not a text file of at most 512 KB"), Remedy: "correct the file on the default branch"}
		}
		info.File, info.HasFile = *file.Text, true
	}
	info.Base, info.Tip = info.DefaultBranch, info.DefaultSHA
	if baseBranch != "" {
		info.Base, info.Tip = baseBranch, r.Ref.Target.OID
	}
	return info, nil
}

// Prove shows that the commit that was read is part of the base branch, so that a pull request made from
// it undoes nobody's work. It costs no request when the commit is the branch's tip and one otherwise; a
// run that opens nothing has no need of it. The error is BaseMoved when the proof fails.
func (c *Client) Prove(ctx context.Context, repository Repository, checkout Checkout) (Base, error) {
	op := fmt.Sprintf("compare the checkout with the branch %s", repository.Base)
	if !sha.MatchString(checkout.SHA) || !sha.MatchString(checkout.Tree) {
		return Base{}, &Error{Kind: Invalid, Op: op, Err: errors.New("the checkout's commit or tree is not a full commit id")}
	}
	base := Base{branch: repository.Base, checkout: checkout}
	if checkout.SHA == repository.Tip {
		return base, nil
	}
	moved := &Error{
		Kind: BaseMoved, Op: op,
		Remedy: fmt.Sprintf("let actions/checkout check out the branch %s itself (input ref) and commit nothing before this step", repository.Base),
	}
	comparison, _, err := c.github.Repositories.CompareCommits(ctx, c.owner, c.repo, checkout.SHA, repository.Tip, &github.ListOptions{PerPage: 1})
	if err != nil {
		failed := fail(op, err)
		if failed.Kind == NotFound {
			moved.Err = fmt.Errorf("GitHub does not know the commit %s", checkout.SHA)
			return Base{}, moved
		}
		return Base{}, failed
	}
	switch status := comparison.GetStatus(); status {
	case "ahead", "identical":
		return base, nil
	case "behind", "diverged":
		moved.Err = fmt.Errorf("the commit %s is not part of that branch (the branch is %s)", checkout.SHA, status)
		return Base{}, moved
	default:
		return Base{}, &Error{Kind: Unavailable, Op: op, Err: fmt.Errorf("GitHub answered the unknown status %q", oneLine(status, 40))}
	}
}

// branchName accepts what git check-ref-format --branch accepts, in all but exotic cases.
func branchName(name string) bool {
	if name == "" || len(name) > 255 || name == "@" || strings.ContainsAny(name, " ~^:?*[\\\x7f") ||
		strings.Contains(name, "..") || strings.Contains(name, "@{") || strings.HasPrefix(name, "-") {
		return false
	}
	for _, r := range name {
		if r < ' ' || r == '\uFFFD' {
			return false
		}
	}
	for segment := range strings.SplitSeq(name, "/") {
		if segment == "" || strings.HasPrefix(segment, ".") || strings.HasSuffix(segment, ".") || strings.HasSuffix(segment, ".lock") {
			return false
		}
	}
	return true
}

package githubserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v66/github"

	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
)

func TestPullRequest(t *testing.T) {
	w := start(t)
	pr := w.open("terrafix/a")
	equal(t, "html_url", pr.GetHTMLURL(), "https://github.com/acme/infrastructure/pull/1")
	equal(t, "author", pr.GetUser().GetLogin(), "github-actions[bot]")
	got, _, err := w.gh.PullRequests.Get(ctx, owner, repo, 1)
	must(t, err)
	equal(t, "pull request", []any{got.GetState(), got.GetMerged(), got.GetMergeable(), got.GetCommits(), got.GetChangedFiles(), got.Head.GetRef(), got.Head.Repo.GetFullName()},
		[]any{"open", false, true, 1, 1, "terrafix/a", "acme/infrastructure"})
	diff, err := w.srv.Diff(1)
	must(t, err)
	equal(t, "diff", diff, `diff --git a/new-terrafix-a.tf b/new-terrafix-a.tf
new file mode 100644
index 0000000..4f7fd6a
--- /dev/null
+++ b/new-terrafix-a.tf
@@ -0,0 +1 @@
+# new
`)
	edited, _, err := w.gh.PullRequests.Edit(ctx, owner, repo, 1, &github.PullRequest{Title: github.String("T"), Body: github.String("B"), State: github.String("closed")})
	must(t, err)
	equal(t, "edited", []string{edited.GetTitle(), edited.GetBody(), edited.GetState()}, []string{"T", "B", "closed"})
	_, _, err = w.gh.PullRequests.Get(ctx, owner, repo, 9)
	refused(t, err, 404, "Not Found")
	w.clean()
}

func TestCreatePullRefusals(t *testing.T) {
	w := start(t)
	w.open("terrafix/a")
	must(t, w.createRef("refs/heads/same", w.head()))
	c := w.commit(w.head(), "b.tf", "b\n")
	must(t, w.createRef("refs/heads/b", c.GetSHA()))
	ask := func(change func(*github.NewPullRequest)) error {
		in := &github.NewPullRequest{Title: github.String("T"), Head: github.String("b"), Base: github.String("main")}
		change(in)
		_, _, err := w.gh.PullRequests.Create(ctx, owner, repo, in)
		return err
	}
	for _, tc := range []struct {
		head, base, body, want string
	}{
		{"terrafix/a", "main", "", "A pull request already exists for acme:terrafix/a."},
		{"acme:terrafix/a", "main", "", "A pull request already exists for acme:terrafix/a."},
		{"same", "main", "", "No commits between main and same"},
		{"absent", "main", "", "PullRequest head invalid"},
		{"b", "absent", "", "PullRequest base invalid"},
		{"b", "main", strings.Repeat("é", 65537), "body is too long (maximum is 65536 characters)"},
	} {
		refused(t, ask(func(in *github.NewPullRequest) {
			in.Head, in.Base, in.Body = &tc.head, &tc.base, &tc.body
		}), 422, tc.want)
	}
	w.srv.Set(func(s *githubserver.Settings) { s.AllowPullRequests = false })
	err := ask(func(*github.NewPullRequest) {})
	refused(t, err, 403, "GitHub Actions is not permitted to create or approve pull requests.")
	w.srv.Set(func(s *githubserver.Settings) { s.AllowPullRequests, s.ForbidDrafts = true, true })
	refused(t, ask(func(in *github.NewPullRequest) { in.Draft = github.Bool(true) }), 422, "Draft pull requests are not supported")
	must(t, ask(func(in *github.NewPullRequest) { in.Body = github.String(strings.Repeat("é", 65536)) }))
	w.clean()
}

func TestListPulls(t *testing.T) {
	w := start(t)
	for i := range 5 {
		w.open(fmt.Sprintf("terrafix/%d", i))
	}
	must(t, w.srv.Merge(1))
	must(t, w.srv.ClosePull(2))
	list := func(state, head string, opts github.ListOptions) ([]int, *github.Response) {
		t.Helper()
		prs, resp, err := w.gh.PullRequests.List(ctx, owner, repo, &github.PullRequestListOptions{State: state, Head: head, ListOptions: opts})
		must(t, err)
		var numbers []int
		for _, p := range prs {
			numbers = append(numbers, p.GetNumber())
		}
		return numbers, resp
	}
	got, _ := list("", "", github.ListOptions{})
	equal(t, "open", got, []int{5, 4, 3})
	got, _ = list("all", "acme:terrafix/0", github.ListOptions{})
	equal(t, "head", got, []int{1})
	got, _ = list("all", "other:terrafix/0", github.ListOptions{})
	equal(t, "other owner", got, []int(nil))
	got, _ = list("all", "terrafix/0", github.ListOptions{})
	equal(t, "malformed head", got, []int{5, 4, 3, 2, 1})
	var paged []int
	opts := github.ListOptions{PerPage: 2}
	for {
		got, resp := list("all", "", opts)
		paged = append(paged, got...)
		if resp.NextPage == 0 {
			break
		}
		opts.Page = resp.NextPage
	}
	equal(t, "paged", paged, []int{5, 4, 3, 2, 1})
	w.clean()
}

func TestPeople(t *testing.T) {
	w := start(t)
	w.open("terrafix/a")
	_, _, err := w.gh.PullRequests.RequestReviewers(ctx, owner, repo, 1, github.ReviewersRequest{Reviewers: []string{"stranger"}})
	refused(t, err, 422, "Reviews may only be requested from collaborators.")
	_, _, err = w.gh.PullRequests.RequestReviewers(ctx, owner, repo, 1, github.ReviewersRequest{TeamReviewers: []string{"platform"}})
	refused(t, err, 422, "Reviews may only be requested from collaborators.")
	w.srv.Set(func(s *githubserver.Settings) { s.Teams = []string{"platform"} })
	pr, _, err := w.gh.PullRequests.RequestReviewers(ctx, owner, repo, 1, github.ReviewersRequest{Reviewers: []string{"ada"}, TeamReviewers: []string{"platform"}})
	must(t, err)
	equal(t, "reviewer", pr.RequestedReviewers[0].GetLogin(), "ada")
	is, _, err := w.gh.Issues.AddAssignees(ctx, owner, repo, 1, []string{"grace", "stranger"})
	must(t, err)
	equal(t, "assignees", len(is.Assignees), 1)
	got := w.srv.Pulls()[0]
	equal(t, "seen", []any{got.Reviewers, got.Teams, got.Assignees}, []any{[]string{"ada"}, []string{"platform"}, []string{"grace"}})
	w.clean()
}

func TestPullRequestFollowsItsBranch(t *testing.T) {
	w := start(t)
	pr := w.open("terrafix/a")
	sha, err := w.srv.PushCommit("terrafix/a", map[string][]byte{"more.tf": []byte("# more\n")})
	must(t, err)
	got := w.srv.Pulls()[0]
	equal(t, "head", got.HeadSHA, sha)
	must(t, w.srv.DeleteBranch("terrafix/a"))
	equal(t, "state", w.srv.Pulls()[0].State, "closed")
	edit := func() error {
		_, _, err := w.gh.PullRequests.Edit(ctx, owner, repo, 1, &github.PullRequest{State: github.String("open")})
		return err
	}
	refused(t, edit(), 422, "branch has been deleted")
	must(t, w.srv.CreateBranch("terrafix/a", pr.Head.GetSHA()))
	refused(t, edit(), 422, "The terrafix/a branch was force-pushed or recreated.")
	must(t, w.srv.DeleteBranch("terrafix/a"))
	must(t, w.srv.CreateBranch("terrafix/a", sha))
	must(t, edit())
	equal(t, "state", w.srv.Pulls()[0].State, "open")
	// The same by the route of issues.
	_, _, err = w.gh.Issues.Edit(ctx, owner, repo, 1, &github.IssueRequest{State: github.String("closed")})
	must(t, err)
	equal(t, "state", w.srv.Pulls()[0].State, "closed")
	w.clean()
}

func TestMergeCloseReopen(t *testing.T) {
	w := start(t)
	w.open("terrafix/a")
	must(t, w.srv.ClosePull(1))
	if err := w.srv.ClosePull(1); err == nil {
		t.Fatal("closing twice must fail")
	}
	must(t, w.srv.Reopen(1))
	before, err := w.srv.Diff(1)
	must(t, err)
	must(t, w.srv.Merge(1))
	after, err := w.srv.Diff(1)
	must(t, err)
	equal(t, "diff of a merged pull request", after, before)
	pr, _, err := w.gh.PullRequests.Get(ctx, owner, repo, 1)
	must(t, err)
	equal(t, "merged", []any{pr.GetMerged(), pr.GetMergedBy().GetLogin(), pr.GetState(), pr.GetMergeCommitSHA()}, []any{true, "ada", "closed", w.head()})
	if err := w.srv.Reopen(1); err == nil || !strings.Contains(err.Error(), "merged") {
		t.Fatalf("reopening a merged pull request: %v", err)
	}
	// A conflict.
	w.open("terrafix/b")
	_, err = w.srv.PushCommit("main", map[string][]byte{"new-terrafix-b.tf": []byte("# other\n")})
	must(t, err)
	pr, _, err = w.gh.PullRequests.Get(ctx, owner, repo, 2)
	must(t, err)
	equal(t, "mergeable", []any{pr.GetMergeable(), pr.GetMergeableState()}, []any{false, "dirty"})
	if err := w.srv.Merge(2); err == nil || !strings.Contains(err.Error(), "conflicts") {
		t.Fatalf("merging a conflict: %v", err)
	}
	w.clean()
}

func TestChangeOfBase(t *testing.T) {
	w := start(t)
	w.open("terrafix/a")
	must(t, w.srv.CreateBranch("release", ""))
	edit := func(base, state string) error {
		body := map[string]any{"base": base}
		if state != "" {
			body["state"] = state
		}
		req, err := w.gh.NewRequest(http.MethodPatch, "repos/acme/infrastructure/pulls/1", body)
		must(t, err)
		_, err = w.gh.Do(ctx, req, nil)
		return err
	}
	must(t, edit("release", ""))
	equal(t, "base", w.srv.Pulls()[0].Base, "release")
	refused(t, edit("absent", ""), 422, "PullRequest base invalid")
	refused(t, edit("main", "closed"), 422, "Cannot change base branch of closed pull request")
	w.clean()
}

func TestDatesMoveByAdvanceOnly(t *testing.T) {
	w := start(t)
	first := w.open("terrafix/a")
	w.srv.Advance(48 * time.Hour)
	second := w.open("terrafix/b")
	equal(t, "between", second.GetCreatedAt().Sub(first.GetCreatedAt().Time), 48*time.Hour)
	w.srv.ResetRequests()
	equal(t, "count", w.srv.Count(), 0)
	w.clean()
}

func TestLabels(t *testing.T) {
	w := start(t)
	w.open("terrafix/a")
	_, _, err := w.gh.Issues.CreateLabel(ctx, owner, repo, &github.Label{Name: github.String("terrafix"), Color: github.String("5319e7"), Description: github.String("Opened by terrafix")})
	must(t, err)
	_, _, err = w.gh.Issues.CreateLabel(ctx, owner, repo, &github.Label{Name: github.String("Terrafix")})
	refused(t, err, 422, "Label name already_exists")
	_, _, err = w.gh.Issues.CreateLabel(ctx, owner, repo, &github.Label{Name: github.String("x"), Description: github.String(strings.Repeat("x", 101))})
	refused(t, err, 422, "description is too long")
	labels, _, err := w.gh.Issues.AddLabelsToIssue(ctx, owner, repo, 1, []string{"terrafix", "made/up"})
	must(t, err)
	equal(t, "color", labels[0].GetColor(), "5319e7")
	labels, _, err = w.gh.Issues.ListLabelsByIssue(ctx, owner, repo, 1, nil)
	must(t, err)
	equal(t, "labels", len(labels), 2)
	_, err = w.gh.Issues.RemoveLabelForIssue(ctx, owner, repo, 1, "made%2Fup")
	must(t, err)
	_, err = w.gh.Issues.RemoveLabelForIssue(ctx, owner, repo, 1, "absent")
	refused(t, err, 404, "Label does not exist")
	must(t, w.srv.Label(1, "wontfix"))
	must(t, w.srv.Unlabel(1, "TERRAFIX"))
	equal(t, "seen", w.srv.Pulls()[0].Labels, []string{"wontfix"})
	// The form that GitHub's description recommends.
	req, err := w.gh.NewRequest(http.MethodPost, "repos/acme/infrastructure/issues/1/labels", map[string]any{"labels": []any{"a", map[string]any{"name": "b"}}})
	must(t, err)
	_, err = w.gh.Do(ctx, req, nil)
	must(t, err)
	equal(t, "seen", w.srv.Pulls()[0].Labels, []string{"wontfix", "a", "b"})
	w.clean()
}

func TestIssuesAndComments(t *testing.T) {
	w := start(t)
	w.open("terrafix/a")
	is, _, err := w.gh.Issues.Create(ctx, owner, repo, &github.IssueRequest{Title: github.String("Dashboard"), Body: github.String("one"), Labels: &[]string{"terrafix"}})
	must(t, err)
	equal(t, "number", is.GetNumber(), 2)
	is, _, err = w.gh.Issues.Edit(ctx, owner, repo, 2, &github.IssueRequest{Body: github.String("two"), State: github.String("closed"), StateReason: github.String("not_planned")})
	must(t, err)
	equal(t, "issue", []any{is.GetBody(), is.GetState(), is.GetStateReason()}, []any{"two", "closed", "not_planned"})
	_, _, err = w.gh.Issues.Edit(ctx, owner, repo, 2, &github.IssueRequest{Body: github.String(strings.Repeat("x", 65537))})
	refused(t, err, 422, "body is too long (maximum is 65536 characters)")
	is, _, err = w.gh.Issues.Edit(ctx, owner, repo, 2, &github.IssueRequest{State: github.String("open")})
	must(t, err)
	equal(t, "reason", is.GetStateReason(), "reopened")
	is, _, err = w.gh.Issues.Get(ctx, owner, repo, 2)
	must(t, err)
	equal(t, "state", is.GetState(), "open")
	must(t, w.srv.Label(1, "terrafix"))
	must(t, w.srv.Merge(1))
	list, _, err := w.gh.Issues.ListByRepo(ctx, owner, repo, &github.IssueListByRepoOptions{Labels: []string{"terrafix"}, State: "all"})
	must(t, err)
	equal(t, "listed", len(list), 2)
	equal(t, "merged", list[1].GetPullRequestLinks().GetMergedAt().IsZero(), false)

	n, _, err := w.gh.Issues.CreateComment(ctx, owner, repo, 1, &github.IssueComment{Body: github.String("hello")})
	must(t, err)
	_, _, err = w.gh.Issues.EditComment(ctx, owner, repo, n.GetID(), &github.IssueComment{Body: github.String("bye")})
	must(t, err)
	must(t, w.srv.Comment(1, "ada", "thanks"))
	comments, _, err := w.gh.Issues.ListComments(ctx, owner, repo, 1, nil)
	must(t, err)
	equal(t, "comments", []string{comments[0].GetBody(), comments[1].GetUser().GetLogin()}, []string{"bye", "ada"})
	_, _, err = w.gh.Issues.EditComment(ctx, owner, repo, 99, &github.IssueComment{Body: github.String("x")})
	refused(t, err, 404, "Not Found")
	equal(t, "issues", len(w.srv.Issues()), 1)
	w.clean()
}

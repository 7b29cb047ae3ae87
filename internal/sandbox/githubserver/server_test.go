package githubserver_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v66/github"
	"golang.org/x/tools/txtar"

	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
)

const (
	owner = "acme"
	repo  = "infrastructure"
	token = "ghs_test"
)

var ctx = context.Background()

// source is the repository that most tests start from.
const source = `
-- main.tf --
resource "aws_kms_key" "main" {
  description = "main"
}
-- scripts/run.sh --
#!/bin/sh
-- .gitignore --
.terraform
-- .terraform/skipped --
not committed
`

// world is a server, a client for it and the client of a runner's token.
type world struct {
	*testing.T
	srv *githubserver.Server
	gh  *github.Client
}

func start(t *testing.T, change ...func(*githubserver.Options)) *world {
	t.Helper()
	src := t.TempDir()
	for _, f := range txtar.Parse([]byte(source)).Files {
		path := filepath.Join(src, filepath.FromSlash(f.Name))
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		mode := os.FileMode(0o644)
		if strings.HasSuffix(f.Name, ".sh") {
			mode = 0o755
		}
		must(t, os.WriteFile(path, f.Data, mode))
	}
	opts := githubserver.Options{Dir: filepath.Join(t.TempDir(), "repo.git"), Source: src, Owner: owner, Repo: repo}
	opts.AllowPullRequests = true
	opts.Tokens = []string{token}
	opts.Collaborators = []string{"ada", "grace"}
	for _, c := range change {
		c(&opts)
	}
	srv, err := githubserver.New(opts)
	must(t, err)
	t.Cleanup(func() { must(t, srv.Close()) })
	return &world{t, srv, client(t, srv, token)}
}

// clean requires that every request fitted GitHub's description.
func (w *world) clean() {
	w.Helper()
	if v := w.srv.Violations(); len(v) > 0 {
		w.Fatalf("violations:\n%s", strings.Join(v, "\n"))
	}
}

func client(t *testing.T, srv *githubserver.Server, token string) *github.Client {
	t.Helper()
	c, err := github.NewClient(&http.Client{Transport: &http.Transport{}}).WithAuthToken(token).WithEnterpriseURLs(srv.APIURL(), srv.APIURL())
	must(t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// refused requires an answer with the status whose message or errors[] hold the text.
func refused(t *testing.T, err error, status int, text string) {
	t.Helper()
	var resp *github.ErrorResponse
	if !errors.As(err, &resp) {
		t.Fatalf("got %v (%T), want an error response with status %d", err, err, status)
	}
	all := resp.Message
	for _, e := range resp.Errors {
		all += "\n" + e.Resource + " " + e.Field + " " + e.Code + " " + e.Message
	}
	if resp.Response.StatusCode != status || !strings.Contains(all, text) {
		t.Fatalf("got status %d and %q, want %d and %q", resp.Response.StatusCode, all, status, text)
	}
	if resp.DocumentationURL == "" {
		t.Fatal("documentation_url is empty")
	}
}

// head returns the commit of main.
func (w *world) head() string {
	w.Helper()
	sha, err := w.srv.Branch("main")
	must(w.T, err)
	return sha
}

// commit makes a commit on the parent through the API, with one file changed.
func (w *world) commit(parent, path, content string) *github.Commit {
	w.Helper()
	tree, _, err := w.gh.Git.CreateTree(ctx, owner, repo, parent, []*github.TreeEntry{{
		Path: github.String(path), Mode: github.String("100644"), Type: github.String("blob"), Content: github.String(content),
	}})
	must(w.T, err)
	c, _, err := w.gh.Git.CreateCommit(ctx, owner, repo, &github.Commit{
		Message: github.String("fix: " + path), Tree: &github.Tree{SHA: tree.SHA}, Parents: []*github.Commit{{SHA: github.String(parent)}},
	}, nil)
	must(w.T, err)
	return c
}

func (w *world) createRef(name, sha string) error {
	_, _, err := w.gh.Git.CreateRef(ctx, owner, repo, &github.Reference{
		Ref: github.String(name), Object: &github.GitObject{SHA: github.String(sha)},
	})
	return err
}

// open makes a branch with one change and a pull request for it.
func (w *world) open(branch string) *github.PullRequest {
	w.Helper()
	c := w.commit(w.head(), "new-"+strings.ReplaceAll(branch, "/", "-")+".tf", "# new\n")
	must(w.T, w.createRef("refs/heads/"+branch, c.GetSHA()))
	pr, _, err := w.gh.PullRequests.Create(ctx, owner, repo, &github.NewPullRequest{
		Title: github.String("Fix " + branch), Head: github.String(branch), Base: github.String("main"), Body: github.String("Why"),
	})
	must(w.T, err)
	return pr
}

func TestRepository(t *testing.T) {
	w := start(t)
	got, resp, err := w.gh.Repositories.Get(ctx, owner, repo)
	must(t, err)
	equal(t, "repository", []any{got.GetFullName(), got.GetDefaultBranch(), got.GetPrivate(), got.GetVisibility()},
		[]any{"acme/infrastructure", "main", false, "public"})
	equal(t, "rate", resp.Rate.Limit, 1000)
	_, _, err = w.gh.Repositories.Get(ctx, owner, "other")
	refused(t, err, 404, "Not Found")
	_, _, err = client(t, w.srv, "wrong").Repositories.Get(ctx, owner, repo)
	refused(t, err, 401, "Bad credentials")
	w.srv.Set(func(s *githubserver.Settings) { s.Private = true })
	got, _, err = w.gh.Repositories.Get(ctx, owner, repo)
	must(t, err)
	equal(t, "visibility", got.GetVisibility(), "private")
	w.clean()
	equal(t, "count", w.srv.Count(), 4)
	equal(t, "last", w.srv.Requests()[3].String(), "GET /repos/acme/infrastructure 200")
}

func TestInitialCommitIsTheSameEveryTime(t *testing.T) {
	a, b := start(t), start(t)
	equal(t, "commit", a.head(), b.head())
	c, _, err := a.gh.Repositories.GetCommit(ctx, owner, repo, "main", nil)
	must(t, err)
	var names []string
	for _, f := range c.Files {
		names = append(names, f.GetFilename())
	}
	equal(t, "files", names, []string{".gitignore", "main.tf", "scripts/run.sh"})
	equal(t, "date", c.Commit.Author.GetDate().UTC().String(), "2026-01-05 09:00:00 +0000 UTC")
}

func TestClone(t *testing.T) {
	w := start(t)
	_, err := w.srv.PushCommit("main", map[string][]byte{"second.tf": []byte("# second\n")})
	must(t, err)
	for depth, want := range map[int]bool{1: true, 0: false} {
		dir := filepath.Join(t.TempDir(), "checkout")
		must(t, w.srv.Clone(ctx, dir, githubserver.Checkout{Depth: depth}))
		if _, err := os.Stat(filepath.Join(dir, "second.tf")); err != nil {
			t.Fatal(err)
		}
		head, err := os.ReadFile(filepath.Join(dir, ".git", "HEAD"))
		must(t, err)
		equal(t, "HEAD", string(head), "ref: refs/heads/main\n")
		_, err = os.Stat(filepath.Join(dir, ".git", "shallow"))
		equal(t, "shallow", err == nil, want)
		info, err := os.Stat(filepath.Join(dir, "scripts", "run.sh"))
		must(t, err)
		equal(t, "mode", info.Mode().Perm()&0o100 != 0, true)
	}
	if err := w.srv.Clone(ctx, filepath.Join(t.TempDir(), "x"), githubserver.Checkout{Branch: "absent"}); err == nil {
		t.Fatal("cloning an absent branch must fail")
	}
}

func TestNewRefusesAFullFolder(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "x"), nil, 0o644))
	if _, err := githubserver.New(githubserver.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Fatalf("got %v", err)
	}
	if _, err := githubserver.New(githubserver.Options{}); err == nil || !strings.Contains(err.Error(), "Dir is empty") {
		t.Fatalf("got %v", err)
	}
}

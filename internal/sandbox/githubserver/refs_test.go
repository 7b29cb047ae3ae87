package githubserver_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-github/v66/github"
)

func TestRefs(t *testing.T) {
	w := start(t)
	base := w.head()
	ref, _, err := w.gh.Git.GetRef(ctx, owner, repo, "heads/main")
	must(t, err)
	equal(t, "main", ref.GetObject().GetSHA(), base)
	_, _, err = w.gh.Git.GetRef(ctx, owner, repo, "heads/mai")
	refused(t, err, 404, "Not Found")

	for _, name := range []string{"refs/heads/terrafix/a", "refs/heads/terrafix/b", "refs/heads/terrafixed"} {
		must(t, w.createRef(name, base))
	}
	for _, tc := range []struct {
		prefix string
		want   int
	}{{"heads/terrafix/", 2}, {"heads/terrafix", 3}, {"heads/none", 0}} {
		refs, _, err := w.gh.Git.ListMatchingRefs(ctx, owner, repo, &github.ReferenceListOptions{
			Ref: tc.prefix, ListOptions: github.ListOptions{PerPage: 1},
		})
		must(t, err)
		equal(t, tc.prefix, len(refs), tc.want)
	}
	_, err = w.gh.Git.DeleteRef(ctx, owner, repo, "heads/terrafix/b")
	must(t, err)
	_, err = w.gh.Git.DeleteRef(ctx, owner, repo, "heads/terrafix/b")
	refused(t, err, 422, "Reference does not exist")
	w.clean()
}

func TestCreateRefRefusals(t *testing.T) {
	w := start(t)
	base := w.head()
	must(t, w.createRef("refs/heads/a", base))
	must(t, w.createRef("refs/heads/deep/b", base))
	for _, tc := range []struct{ name, sha, want string }{
		{"refs/heads/a", base, "Reference already exists"},
		{"refs/heads/a/b", base, "Reference update failed"},
		{"refs/heads/deep", base, "Reference update failed"},
		{"refs/heads/c", "1111111111111111111111111111111111111111", "Object does not exist"},
		{"refs/heads/c", "main", "Object does not exist"},
		{"refs/heads/a..b", base, "not a valid ref name"},
		{"refs/a", base, "must start with 'refs/'"},
	} {
		refused(t, w.createRef(tc.name, tc.sha), 422, tc.want)
	}
	w.clean()
}

func TestCreateRefHasOneWinner(t *testing.T) {
	w := start(t)
	base := w.head()
	var wins, losses atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			err := w.createRef("refs/heads/terrafix/claim", base)
			var resp *github.ErrorResponse
			switch {
			case err == nil:
				wins.Add(1)
			case errors.As(err, &resp) && resp.Message == "Reference already exists":
				losses.Add(1)
			}
		})
	}
	wg.Wait()
	equal(t, "wins and losses", []int32{wins.Load(), losses.Load()}, []int32{1, 19})
	w.clean()
}

func TestUpdateRef(t *testing.T) {
	w := start(t)
	base := w.head()
	one, two := w.commit(base, "one.tf", "1\n"), w.commit(base, "two.tf", "2\n")
	must(t, w.createRef("refs/heads/b", base))
	move := func(name string, sha *string, force bool) error {
		_, _, err := w.gh.Git.UpdateRef(ctx, owner, repo, &github.Reference{Ref: github.String(name), Object: &github.GitObject{SHA: sha}}, force)
		return err
	}
	must(t, move("heads/b", one.SHA, false))
	refused(t, move("heads/b", two.SHA, false), 422, "Update is not a fast forward")
	must(t, move("heads/b", two.SHA, true))
	refused(t, move("heads/absent", two.SHA, true), 422, "Reference does not exist")
	refused(t, move("heads/b", github.String("2222222222222222222222222222222222222222"), true), 422, "Object does not exist")
	got, err := w.srv.Branch("b")
	must(t, err)
	equal(t, "branch", got, two.GetSHA())
	w.clean()
}

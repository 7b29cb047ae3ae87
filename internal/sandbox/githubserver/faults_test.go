package githubserver_test

import (
	"bytes"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v66/github"

	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
)

func refused599(t *testing.T, err error, text string) {
	t.Helper()
	var resp *github.ErrorResponse
	if !errors.As(err, &resp) || resp.Response.StatusCode != 599 || !strings.Contains(resp.Message, text) {
		t.Fatalf("got %v, want status 599 and %q", err, text)
	}
}

func TestViolations(t *testing.T) {
	w := start(t)
	const r = "repos/acme/infrastructure"
	tests := []struct {
		method, path string
		body         any
		want         string
	}{
		{"GET", "repos/acme/infrastructure/hooks", nil, "no such route"},
		{"PUT", r + "/pulls/1/merge", nil, "no such route"},
		{"DELETE", r + "/pulls/1", nil, "no such route"},
		{"GET", r + "/pulls?sate=all", nil, `query parameter "sate" is not`},
		{"GET", r + "/pulls?state=merged", nil, "state"},
		{"GET", r + "/pulls/one", nil, "pull_number"},
		{"GET", r + "/issues?milestone=1", nil, "not implemented"},
		{"POST", r + "/git/refs", map[string]any{"ref": "refs/heads/x"}, "sha"},
		{"POST", r + "/git/refs", map[string]any{"ref": "refs/heads/x", "sha": "x", "force": true}, "force"},
		{"POST", r + "/git/trees", map[string]any{"tree": []any{map[string]any{"path": "a", "mode": "0644", "content": "x"}}}, "mode"},
		{"POST", r + "/git/commits", nil, "request body"},
		{"POST", r + "/pulls", map[string]any{"title": 1, "head": "x", "base": "main"}, "title"},
		{"POST", r + "/issues/1/labels", []any{}, "body"},
		{"GET", "repos/acme/infrastructure//pulls", nil, "not clean"},
	}
	for _, tc := range tests {
		req, err := w.gh.NewRequest(tc.method, tc.path, tc.body)
		must(t, err)
		_, err = w.gh.Do(ctx, req, nil)
		refused599(t, err, tc.want)
	}
	equal(t, "violations", len(w.srv.Violations()), len(tests))
	if v := w.srv.Violations()[0]; !strings.HasPrefix(v, "GET /api/v3/repos/acme/infrastructure/hooks: ") {
		t.Fatalf("got %q", v)
	}
	equal(t, "status", w.srv.Requests()[0].Status, 599)
}

func TestRequestWithoutToken(t *testing.T) {
	w := start(t)
	resp, err := http.Get(w.srv.APIURL() + "/repos/acme/infrastructure")
	must(t, err)
	defer resp.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(resp.Body)
	must(t, err)
	equal(t, "status", resp.StatusCode, 401)
	equal(t, "body", body.String(), `{"message":"Requires authentication","documentation_url":"https://docs.github.com/rest","status":"401"}`)
}

var refsPath = regexp.MustCompile(`/git/refs$`)

func TestFaultHitsTheNthRequest(t *testing.T) {
	w := start(t)
	w.srv.Inject(githubserver.Fault{Method: "GET", Path: regexp.MustCompile(`/git/ref/`), Nth: 2, Times: 2, Status: 502, Body: "<html>"})
	var got []int
	for range 4 {
		_, resp, _ := w.gh.Git.GetRef(ctx, owner, repo, "heads/main")
		got = append(got, resp.StatusCode)
	}
	equal(t, "statuses", got, []int{200, 502, 502, 200})
	w.srv.Inject(githubserver.Fault{Times: -1, Status: 500})
	_, _, err := w.gh.Git.GetRef(ctx, owner, repo, "heads/main")
	if err == nil {
		t.Fatal("the fault must hit")
	}
	w.srv.ClearFaults()
	_, _, err = w.gh.Git.GetRef(ctx, owner, repo, "heads/main")
	must(t, err)
	w.clean()
}

func TestLostResponse(t *testing.T) {
	w := start(t)
	w.srv.Inject(githubserver.Fault{Method: "POST", Path: refsPath, After: true, Drop: true})
	w.srv.Inject(githubserver.Fault{Method: "POST", Path: refsPath, Nth: 2, Drop: true})
	if err := w.createRef("refs/heads/lost", w.head()); err == nil {
		t.Fatal("the answer must be lost")
	}
	if err := w.createRef("refs/heads/never", w.head()); err == nil {
		t.Fatal("the request must be lost")
	}
	if got, err := w.srv.Branch("never"); err != nil || got != "" {
		t.Fatalf("the work was done: %s, %v", got, err)
	}
	got, err := w.srv.Branch("lost")
	must(t, err)
	equal(t, "branch", got, w.head())
	equal(t, "statuses", []int{w.srv.Requests()[0].Status, w.srv.Requests()[1].Status}, []int{0, 0})
	refused(t, w.createRef("refs/heads/lost", w.head()), 422, "Reference already exists")
	w.clean()
}

func TestHookRunsBetweenTwoRequests(t *testing.T) {
	w := start(t)
	w.srv.Inject(githubserver.Fault{Method: "POST", Path: refsPath, Hook: func(s *githubserver.Server) {
		if err := s.CreateBranch("terrafix/race", ""); err != nil {
			t.Error(err)
		}
	}})
	_, _, err := w.gh.Git.GetRef(ctx, owner, repo, "heads/terrafix/race")
	refused(t, err, 404, "Not Found")
	refused(t, w.createRef("refs/heads/terrafix/race", w.head()), 422, "Reference already exists")

	w.srv.Inject(githubserver.Fault{Operation: "repository", After: true, Hook: func(s *githubserver.Server) {
		if _, err := s.PushCommit("terrafix/race", map[string][]byte{"x": []byte("x")}); err != nil {
			t.Error(err)
		}
	}})
	_, err = w.graphql(`{ repository(owner: "acme", name: "infrastructure") { id } }`, nil)
	must(t, err)
	got, err := w.srv.Branch("terrafix/race")
	must(t, err)
	if got == w.head() {
		t.Fatal("the hook did not run")
	}
	w.clean()
}

func TestDelayEndsWithTheClient(t *testing.T) {
	w := start(t)
	w.srv.Inject(githubserver.Fault{Delay: time.Hour})
	short := &http.Client{Timeout: 20 * time.Millisecond}
	if _, err := short.Get(w.srv.APIURL() + "/repos/acme/infrastructure"); err == nil {
		t.Fatal("the request must time out")
	}
}

func TestSecondaryLimit(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w := start(t, func(o *githubserver.Options) { o.LimitClock = func() time.Time { return now } })
	base := w.head()
	w.srv.Set(func(s *githubserver.Settings) {
		s.Secondary = &githubserver.SecondaryLimit{Writes: 2, Window: time.Minute, RetryAfter: 30 * time.Second}
	})
	must(t, w.createRef("refs/heads/a", base))
	must(t, w.createRef("refs/heads/b", base))
	err := w.createRef("refs/heads/c", base)
	var abuse *github.AbuseRateLimitError
	if !errors.As(err, &abuse) || abuse.GetRetryAfter() != 30*time.Second {
		t.Fatalf("got %v (%T)", err, err)
	}
	now = now.Add(time.Minute)
	w.gh = client(t, w.srv, token) // the first one blocks itself for 30 s of real time
	must(t, w.createRef("refs/heads/c", base))
	w.srv.Set(func(s *githubserver.Settings) {
		s.Secondary = &githubserver.SecondaryLimit{Status: 429}
	})
	refused(t, w.createRef("refs/heads/d", base), 429, "secondary rate limit")
	w.clean()
}

func TestPrimaryLimit(t *testing.T) {
	now := time.Now()
	w := start(t, func(o *githubserver.Options) { o.LimitClock = func() time.Time { return now } })
	limit := func(status int) {
		w.srv.Set(func(s *githubserver.Settings) {
			s.Primary = &githubserver.PrimaryLimit{Status: status, Reset: now.Add(time.Hour)}
		})
		w.gh = client(t, w.srv, token)
	}
	get := func() (*github.Response, error) {
		_, resp, err := w.gh.Git.GetRef(ctx, owner, repo, "heads/main")
		return resp, err
	}
	limit(403)
	resp, err := get()
	var rate *github.RateLimitError
	if !errors.As(err, &rate) || resp.Rate.Remaining != 0 || resp.Rate.Reset.Unix() != now.Add(time.Hour).Unix() {
		t.Fatalf("got %v (%T)", err, err)
	}
	limit(429)
	_, err = get()
	refused(t, err, 429, "API rate limit exceeded")
	w.gh = client(t, w.srv, token)
	a, err := w.graphql(`{ viewer { login } }`, nil)
	must(t, err)
	equal(t, "type", a.Errors[0].Type, "RATE_LIMITED")
	now = now.Add(time.Hour)
	w.gh = client(t, w.srv, token)
	resp, err = get()
	must(t, err)
	equal(t, "remaining", resp.Rate.Remaining, 999)
	w.clean()
}

func TestLimitFaults(t *testing.T) {
	w := start(t)
	w.srv.Inject(githubserver.PrimaryLimited(403, time.Now().Add(time.Hour)))
	_, _, err := w.gh.Git.GetRef(ctx, owner, repo, "heads/main")
	var rate *github.RateLimitError
	if !errors.As(err, &rate) {
		t.Fatalf("got %v (%T)", err, err)
	}
	w.gh = client(t, w.srv, token)
	f := githubserver.SecondaryLimited(403, time.Second)
	f.Method = "GET"
	w.srv.Inject(f)
	_, _, err = w.gh.Git.GetRef(ctx, owner, repo, "heads/main")
	var abuse *github.AbuseRateLimitError
	if !errors.As(err, &abuse) || abuse.GetRetryAfter() != time.Second {
		t.Fatalf("got %v (%T)", err, err)
	}
	w.clean()
}

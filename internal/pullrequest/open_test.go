package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
	"github.com/terrafix/terrafix-action/internal/verify"
)

var (
	pullsPath = regexp.MustCompile(`/pulls$`)
	refsPath  = regexp.MustCompile(`/git/refs$`)
)

func TestForbiddenToCreateThenResumed(t *testing.T) {
	w := newWorld(t, func(o *githubserver.Options, _ *Config) { o.AllowPullRequests = false })
	d := testDescription()
	_, err := w.client.open(t.Context(), w.base(), testMaterial(), d)
	if !IsKind(err, ForbiddenCreate) || !strings.Contains(err.Error(), "Allow GitHub Actions to create and approve pull requests") {
		t.Fatalf("error %v", err)
	}
	state := w.look(d.Key)[d.Key]
	if state.Stage != Claimed {
		t.Fatalf("state %+v", state)
	}
	w.server.Set(func(s *githubserver.Settings) { s.AllowPullRequests = true })
	// A later run knows no proposal and no checks.
	later := d
	later.Proposal = Proposal{}
	w.server.ResetRequests()
	pr, err := w.client.Resume(t.Context(), state, later)
	if err != nil {
		t.Fatal(err)
	}
	if n := w.server.Count(); n != 3 {
		t.Errorf("resuming made %d requests, want 3:\n%s", n, strings.Join(w.requests(), "\n"))
	}
	pull := w.server.Pulls()[0]
	if pr.HeadSHA != state.SHA || pull.Draft || pull.Title != d.title() {
		t.Errorf("pull request %+v", pull)
	}
	for _, want := range []string{d.Proposal.Summary, "All four switches are on.", "no rule objects", "+resource \"aws_s3_bucket_public_access_block\"", "add aws_s3_bucket_public_access_block.this"} {
		if !strings.Contains(pull.Body, want) {
			t.Errorf("the resumed body lacks %q:\n%s", want, pull.Body)
		}
	}
	marker, err := ParseMarker(pull.Body)
	if err != nil || marker.HeadSHA != state.SHA || marker.BaseSHA != w.git("rev-parse", "main") {
		t.Errorf("marker %+v, %v", marker, err)
	}
	if stage := w.look(d.Key)[d.Key].Stage; stage != Open {
		t.Errorf("stage %s", stage)
	}
}

func TestResumeLeavesWhatIsNotOurs(t *testing.T) {
	d := testDescription()
	branch := d.Key.Branch("terrafix/")
	tests := map[string]func(w *world) error{
		"somebody's branch": func(w *world) error { return w.server.CreateBranch(branch, "") },
		"a push on top of our commit": func(w *world) error {
			w.server.Set(func(s *githubserver.Settings) { s.AllowPullRequests = false })
			if _, err := w.client.open(t.Context(), w.base(), testMaterial(), d); !IsKind(err, ForbiddenCreate) {
				return err
			}
			_, err := w.server.PushCommit(branch, map[string][]byte{"x.tf": []byte("# x\n")})
			return err
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			if err := prepare(w); err != nil {
				t.Fatal(err)
			}
			head, err := w.server.Branch(branch)
			if err != nil {
				t.Fatal(err)
			}
			state := w.look(d.Key)[d.Key]
			if _, err := w.client.Resume(t.Context(), state, d); !IsKind(err, Taken) {
				t.Errorf("error %v", err)
			}
			if now, _ := w.server.Branch(branch); now != head || len(w.server.Pulls()) != 0 {
				t.Error("the branch was touched")
			}
		})
	}
}

func TestClaimRaces(t *testing.T) {
	d := testDescription()
	branch := d.Key.Branch("terrafix/")
	tests := []struct {
		name  string
		fault githubserver.Fault
		kind  Kind
		want  string
	}{
		{"another run is faster", githubserver.Fault{Method: "POST", Path: refsPath, Hook: func(s *githubserver.Server) { _ = s.CreateBranch(branch, "") }}, Taken, "another run"},
		{"a branch above appears", githubserver.Fault{Method: "POST", Path: refsPath, Hook: func(s *githubserver.Server) { _ = s.CreateBranch("terrafix", "") }}, PrefixConflict, "a branch named terrafix exists"},
		{"a branch below appears", githubserver.Fault{Method: "POST", Path: refsPath, Hook: func(s *githubserver.Server) { _ = s.CreateBranch(branch+"/x", "") }}, PrefixConflict, "below that name"},
		{"the answer is lost", githubserver.Fault{Method: "POST", Path: refsPath, After: true, Drop: true}, "", ""},
		{"the answer is a 502", githubserver.Fault{Method: "POST", Path: refsPath, After: true, Status: 502, Body: "bad gateway"}, "", ""},
		{"the tree's answer is lost", githubserver.Fault{Method: "POST", Path: regexp.MustCompile(`/git/trees$`), After: true, Drop: true}, "", ""},
		{"the commit's answer is lost", githubserver.Fault{Method: "POST", Path: regexp.MustCompile(`/git/commits$`), After: true, Drop: true}, "", ""},
		{"the pull request's answer is lost", githubserver.Fault{Method: "POST", Path: pullsPath, After: true, Drop: true}, "", ""},
		{"the pull request's answer is a 502", githubserver.Fault{Method: "POST", Path: pullsPath, After: true, Status: 502}, "", ""},
		{"the pull request was not made", githubserver.Fault{Method: "POST", Path: pullsPath, Status: 502}, Unavailable, "502"},
		{"a secondary limit", githubserver.SecondaryLimited(429, time.Second), "", ""},
		{"a permission is missing", githubserver.Fault{Method: "POST", Path: refsPath, Status: 403, Body: `{"message":"Resource not accessible by integration"}`}, Forbidden, "contents: write"},
		{"an opaque refusal", githubserver.Fault{Method: "POST", Path: refsPath, Status: 422, Body: `{"message":"Reference update failed"}`}, Invalid, "ruleset"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, nil)
			base := w.base()
			w.server.Inject(tt.fault)
			pr, err := w.client.open(t.Context(), base, testMaterial(), d)
			if tt.kind != "" {
				if !IsKind(err, tt.kind) || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error %v, want kind %s and %q", err, tt.kind, tt.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			pulls := w.server.Pulls()
			if len(pulls) != 1 || pulls[0].Number != pr.Number || pulls[0].HeadSHA != pr.HeadSHA || !slices.Contains(pulls[0].Labels, DefaultLabel) {
				t.Errorf("pull requests %+v, result %+v", pulls, pr)
			}
		})
	}
}

// A pull request that could not be opened is completed by the next run, with nothing opened twice.
func TestOpenIsResumedAfterAnError(t *testing.T) {
	w := newWorld(t, nil)
	d := testDescription()
	base := w.base()
	w.server.Inject(githubserver.Fault{Method: "POST", Path: pullsPath, Status: 502})
	if _, err := w.client.open(t.Context(), base, testMaterial(), d); !IsKind(err, Unavailable) {
		t.Fatalf("error %v", err)
	}
	if _, err := w.client.Resume(t.Context(), w.look(d.Key)[d.Key], d); err != nil {
		t.Fatal(err)
	}
	if n := len(w.server.Pulls()); n != 1 {
		t.Errorf("%d pull requests", n)
	}
}

func TestNoCommitsBetween(t *testing.T) {
	w := newWorld(t, nil)
	base := w.base()
	w.server.Inject(githubserver.Fault{Method: "POST", Path: pullsPath, Status: 422,
		Body: `{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"No commits between main and x"}]}`})
	_, err := w.client.open(t.Context(), base, testMaterial(), testDescription())
	if !IsKind(err, Invalid) || !strings.Contains(err.Error(), "already holds this change") {
		t.Errorf("error %v", err)
	}
}

func TestDrafts(t *testing.T) {
	unverified := testMaterial()
	unverified.checks = []verify.Check{{Name: "guard", Status: verify.Passed}, {Name: "validate", Status: verify.NotRun, Detail: "terraform could not be initialised"}}
	for _, tt := range []struct {
		name       string
		m          material
		confidence string
		ask        bool
		forbid     bool
		draft      bool
		prefix     string
		says       string
	}{
		{"verified", testMaterial(), "high", false, false, false, "fix(terraform): ", ""},
		{"asked for", testMaterial(), "high", true, false, true, "fix(terraform): ", "the workflow asks for drafts"},
		{"unverified", unverified, "high", false, false, true, "fix(terraform): ", "not every check could be run"},
		{"not confident", testMaterial(), "low", false, false, true, "fix(terraform): ", "not confident"},
		{"unverified without drafts", unverified, "high", false, true, false, "[unverified] fix(terraform): ", "has no drafts"},
		{"not confident without drafts", testMaterial(), "low", false, true, false, "[draft] fix(terraform): ", "has no drafts"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, func(o *githubserver.Options, _ *Config) { o.Private, o.ForbidDrafts = true, tt.forbid })
			d := testDescription()
			d.Draft, d.Proposal.Confidence = tt.ask, tt.confidence
			pr, err := w.client.open(t.Context(), w.base(), tt.m, d)
			if err != nil {
				t.Fatal(err)
			}
			pull := w.server.Pulls()[0]
			if pull.Draft != tt.draft || pr.Draft != tt.draft || !strings.HasPrefix(pull.Title, tt.prefix) || !strings.Contains(pull.Body, tt.says) {
				t.Errorf("draft %v, title %q, body:\n%s", pull.Draft, pull.Title, pull.Body)
			}
			if strings.Contains(pull.Body, "[!WARNING]") != (tt.says != "") {
				t.Errorf("the warning is wrong:\n%s", pull.Body)
			}
		})
	}
}

func TestPeople(t *testing.T) {
	w := newWorld(t, nil)
	d := testDescription()
	d.Reviewers, d.TeamReviewers, d.Assignees = []string{"ada"}, []string{"platform"}, []string{"ada"}
	if pr := w.open(d); len(pr.Warnings) != 0 {
		t.Errorf("warnings %q", pr.Warnings)
	}
	pull := w.server.Pulls()[0]
	if !slices.Equal(pull.Reviewers, d.Reviewers) || !slices.Equal(pull.Teams, d.TeamReviewers) || !slices.Equal(pull.Assignees, d.Assignees) {
		t.Errorf("pull request %+v", pull)
	}
	d.Key.Address = "aws_s3_bucket.other"
	d.Reviewers, d.TeamReviewers = []string{"nobody"}, []string{"nowhere"}
	pr := w.open(d)
	if len(pr.Warnings) != 2 || !strings.Contains(pr.Warnings[0], "ask the reviewers") || !strings.Contains(pr.Warnings[1], "team reviewers") {
		t.Errorf("warnings %q", pr.Warnings)
	}
}

func TestCommitMessageOnGitHub(t *testing.T) {
	w := newWorld(t, nil)
	pr := w.open(testDescription())
	if got := w.git("log", "-1", "--format=%(trailers:key=Terrafix-Key,valueonly)", pr.HeadSHA); got != testDescription().Key.Hash() {
		t.Errorf("git reads the key %q", got)
	}
	message, err := ParseCommitMessage(w.git("log", "-1", "--format=%B", pr.HeadSHA))
	if err != nil || message.Proposal != testDescription().Proposal {
		t.Errorf("message %+v, %v", message, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	w := newWorld(t, nil)
	base := w.base()
	for name, change := range map[string]func(*Base, *material, *Description){
		"no base":      func(b *Base, _ *material, _ *Description) { *b = Base{} },
		"another base": func(_ *Base, _ *material, d *Description) { d.Key.Base = "release" },
		"no members":   func(_ *Base, _ *material, d *Description) { d.Members = nil },
		"no target":    func(_ *Base, _ *material, d *Description) { d.Target = nil },
		"no files":     func(_ *Base, m *material, _ *Description) { m.after = nil },
		"not UTF-8":    func(_ *Base, m *material, _ *Description) { m.after = map[string][]byte{bucketFile: {0xff}} },
		"a deletion":   func(_ *Base, m *material, _ *Description) { m.after = map[string][]byte{bucketFile: nil} },
		"unknown mode": func(_ *Base, m *material, _ *Description) {
			m.before = map[string][]byte{"a.tf": nil}
			m.after = map[string][]byte{"a.tf": []byte("x")}
		},
		"a symbolic link": func(b *Base, _ *material, _ *Description) {
			b.checkout.Modes = map[string]string{bucketFile: "120000"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, m, d := base, testMaterial(), testDescription()
			change(&b, &m, &d)
			w.server.ResetRequests()
			if _, err := w.client.open(t.Context(), b, m, d); !IsKind(err, Invalid) {
				t.Errorf("error %v", err)
			}
			if n := w.server.Count(); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestLookAtManyKeys(t *testing.T) {
	w := newWorld(t, nil)
	d := testDescription()
	w.open(d)
	keys := []Key{}
	for i := range 120 {
		keys = append(keys, Key{"c", ".", fmt.Sprintf("a.b%d", i), "main"})
	}
	keys = append(keys, d.Key, keys[0])
	w.server.ResetRequests()
	states := w.look(keys...)
	if n := w.server.Count(); n != 4 {
		t.Errorf("%d requests for 121 keys, want 4", n)
	}
	if len(states) != 121 || states[d.Key].Stage != Open || states[keys[119]].Stage != None {
		t.Errorf("%d states, %+v", len(states), states[d.Key])
	}
}

func TestQueryErrors(t *testing.T) {
	for _, tt := range []struct {
		body string
		kind Kind
	}{
		{`{"errors":[{"type":"NOT_FOUND","message":"Could not resolve to a Repository"}]}`, NotFound},
		{`{"errors":[{"type":"FORBIDDEN","message":"Resource not accessible by integration"}]}`, Forbidden},
		{`{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}`, RateLimited},
		{`{"errors":[{"message":"Something went wrong"}]}`, Unavailable},
	} {
		w := newWorld(t, nil)
		w.server.Inject(githubserver.Fault{Path: regexp.MustCompile(`graphql`), Status: 200, Body: tt.body})
		if _, err := w.client.Preflight(t.Context(), ""); !IsKind(err, tt.kind) {
			t.Errorf("%s: error %v, want kind %s", tt.body, err, tt.kind)
		}
	}
}

// The last request of an allowance must not keep the next from being sent: only GitHub says no.
func TestLastRequestOfTheAllowance(t *testing.T) {
	w := newWorld(t, func(o *githubserver.Options, _ *Config) {
		o.Primary = &githubserver.PrimaryLimit{Remaining: 1, Reset: time.Now().Add(time.Second)}
	})
	for range 2 {
		if _, err := w.client.Preflight(t.Context(), ""); err != nil && !IsKind(err, RateLimited) {
			t.Fatal(err)
		}
	}
	if n := w.server.Count(); n != 2 {
		t.Errorf("%d requests reached GitHub, want 2", n)
	}
}

func TestCancelled(t *testing.T) {
	w := newWorld(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.client.Look(ctx, []Key{testDescription().Key})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

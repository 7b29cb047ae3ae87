package pullrequest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
	"github.com/terrafix/terrafix-action/internal/verify"
)

const (
	bucketFile   = "modules/bucket/main.tf"
	bucketBefore = "resource \"aws_s3_bucket\" \"this\" {\n  bucket = var.name\n}\n"
	bucketAfter  = bucketBefore + "\nresource \"aws_s3_bucket_public_access_block\" \"this\" {\n  bucket            = aws_s3_bucket.this.id\n  block_public_acls = true\n}\n"
)

// world is a repository on the stand-in and a client of it.
type world struct {
	t      *testing.T
	server *githubserver.Server
	client *Client
}

func newWorld(t *testing.T, change func(*githubserver.Options, *Config)) *world {
	t.Helper()
	source := t.TempDir()
	path := filepath.Join(source, bucketFile)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	// Executable, so that a lost mode would show.
	if err := os.WriteFile(path, []byte(bucketBefore), 0o755); err != nil {
		t.Fatal(err)
	}
	options := githubserver.Options{Dir: filepath.Join(t.TempDir(), "repo.git"), Source: source}
	options.AllowPullRequests = true
	options.Tokens = []string{"secret"}
	options.Collaborators = []string{"ada"}
	options.Teams = []string{"platform"}
	cfg := Config{Token: "secret", Owner: "acme", Repo: "infrastructure", Prefix: "terrafix/"}
	if change != nil {
		change(&options, &cfg)
	}
	server, err := githubserver.New(options)
	if err != nil {
		t.Fatal(err)
	}
	cfg.APIURL, cfg.GraphQLURL = server.APIURL(), server.GraphQLURL()
	client, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, violation := range server.Violations() {
			t.Errorf("GitHub would not understand: %s", violation)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{t: t, server: server, client: client}
}

func (w *world) git(args ...string) string {
	w.t.Helper()
	out, err := exec.Command("git", append([]string{"-C", w.server.GitDir()}, args...)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w *world) checkout(rev string) Checkout {
	w.t.Helper()
	modes := map[string]string{}
	for line := range strings.SplitSeq(w.git("ls-tree", "-r", rev), "\n") {
		meta, path, _ := strings.Cut(line, "\t")
		modes[path], _, _ = strings.Cut(meta, " ")
	}
	return Checkout{SHA: w.git("rev-parse", rev), Tree: w.git("rev-parse", rev+"^{tree}"), Modes: modes}
}

// base does what a run does before it opens anything.
func (w *world) base() Base {
	w.t.Helper()
	repository, err := w.client.Preflight(w.t.Context(), "")
	if err != nil {
		w.t.Fatal(err)
	}
	base, err := w.client.Prove(w.t.Context(), repository, w.checkout("main"))
	if err != nil {
		w.t.Fatal(err)
	}
	return base
}

func (w *world) look(keys ...Key) map[Key]State {
	w.t.Helper()
	states, err := w.client.Look(w.t.Context(), keys)
	if err != nil {
		w.t.Fatal(err)
	}
	return states
}

func (w *world) open(d Description) PullRequest {
	w.t.Helper()
	pr, err := w.client.open(w.t.Context(), w.base(), testMaterial(), d)
	if err != nil {
		w.t.Fatal(err)
	}
	return pr
}

func (w *world) requests() []string {
	var lines []string
	for _, r := range w.server.Requests() {
		lines = append(lines, r.String())
	}
	return lines
}

func testMaterial() material {
	return material{
		before: map[string][]byte{bucketFile: []byte(bucketBefore)},
		after:  map[string][]byte{bucketFile: []byte(bucketAfter)},
		checks: []verify.Check{{Name: "guard", Status: verify.Passed, Detail: "no rule objects"}, {Name: "validate", Status: verify.Passed, Detail: "no new problem"}},
		edits:  []string{"add aws_s3_bucket_public_access_block.this"},
	}
}

func TestOpenThenLook(t *testing.T) {
	w := newWorld(t, nil)
	d := testDescription()
	d.Labels = []string{"compliance", "terrafix"}
	if state := w.look(d.Key)[d.Key]; state.Stage != None || state.PullRequest != nil || state.SHA != "" {
		t.Fatalf("before: %+v", state)
	}
	pr := w.open(d)
	if len(pr.Warnings) != 0 {
		t.Errorf("warnings: %q", pr.Warnings)
	}
	pulls := w.server.Pulls()
	if len(pulls) != 1 {
		t.Fatalf("%d pull requests", len(pulls))
	}
	got := pulls[0]
	slices.Sort(got.Labels)
	if got.Draft || got.Branch != d.Key.Branch("terrafix/") || got.Title != d.title() || !slices.Equal(got.Labels, []string{"compliance", "terrafix"}) {
		t.Errorf("pull request %+v", got)
	}
	if want := "100755"; !strings.HasPrefix(w.git("ls-tree", pr.HeadSHA, bucketFile), want) {
		t.Errorf("the file's mode was lost: %s", w.git("ls-tree", pr.HeadSHA, bucketFile))
	}
	if content := w.git("show", pr.HeadSHA+":"+bucketFile); content+"\n" != bucketAfter {
		t.Errorf("the file holds\n%s", content)
	}
	if parent := w.git("rev-parse", pr.HeadSHA+"^"); parent != w.git("rev-parse", "main") {
		t.Errorf("the commit stands on %s", parent)
	}
	marker, err := ParseMarker(got.Body)
	if err != nil || marker.HeadSHA != pr.HeadSHA || marker.BaseSHA != w.git("rev-parse", "main") {
		t.Errorf("marker %+v, %v", marker, err)
	}
	state := w.look(d.Key)[d.Key]
	if state.Stage != Open || state.SHA != pr.HeadSHA || state.PullRequest.Number != pr.Number || state.PullRequest.Marker == nil {
		t.Errorf("after: %+v", state)
	}
}

// The budget that the README promises: three requests when there is nothing new, six more for each new
// pull request.
func TestRequestBudget(t *testing.T) {
	w := newWorld(t, nil)
	d := testDescription()
	w.open(d)
	keys := []Key{d.Key}
	for i := range keysPerQuery - 1 {
		keys = append(keys, Key{"c", ".", "aws_x.y" + strings.Repeat("y", i), "main"})
	}
	run := func() (map[Key]State, Repository) {
		repository, err := w.client.Preflight(t.Context(), "main")
		if err != nil {
			t.Fatal(err)
		}
		return w.look(keys...), repository
	}
	w.server.ResetRequests()
	states, _ := run()
	if n := w.server.Count(); n > 3 {
		t.Errorf("a run with nothing new made %d requests, want at most 3:\n%s", n, strings.Join(w.requests(), "\n"))
	}
	if len(states) != len(keys) {
		t.Errorf("%d states for %d keys", len(states), len(keys))
	}
	// The base has moved on since the checkout: that costs a request more.
	old := w.checkout("main")
	if _, err := w.server.PushCommit("main", map[string][]byte{"other.tf": []byte("# x\n")}); err != nil {
		t.Fatal(err)
	}
	w.server.ResetRequests()
	_, repository := run()
	before := w.server.Count()
	base, err := w.client.Prove(t.Context(), repository, old)
	if err != nil {
		t.Fatal(err)
	}
	d.Key = keys[1]
	if _, err := w.client.open(t.Context(), base, testMaterial(), d); err != nil {
		t.Fatal(err)
	}
	if n := w.server.Count() - before; n > 6 {
		t.Errorf("a new pull request cost %d requests, want at most 6:\n%s", n, strings.Join(w.requests(), "\n"))
	}
}

func TestStages(t *testing.T) {
	w := newWorld(t, nil)
	d := testDescription()
	key := func(address string) Description {
		d := d
		d.Key.Address = address
		return d
	}
	stay, closed, merged, reopened, own, deleted := key("a.stay"), key("a.closed"), key("a.merged"), key("a.reopened"), key("a.own"), key("a.deleted")
	numbers := map[string]int{}
	for _, d := range []Description{stay, closed, merged, reopened, own, deleted} {
		numbers[d.Key.Address] = w.open(d).Number
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(w.server.ClosePull(numbers["a.closed"]))
	check(w.server.ClosePull(numbers["a.reopened"]))
	check(w.server.Reopen(numbers["a.reopened"]))
	check(w.server.ClosePull(numbers["a.deleted"]))
	check(w.server.DeleteBranch(deleted.Key.Branch("terrafix/")))
	for _, pull := range w.server.Pulls() {
		if pull.Number == numbers["a.own"] {
			marker, err := ParseMarker(pull.Body)
			check(err)
			marker.Closed = "passing"
			comment, err := marker.Comment()
			check(err)
			check(w.server.EditBody(pull.Number, comment))
		}
	}
	check(w.server.ClosePull(numbers["a.own"]))
	check(w.server.Merge(numbers["a.merged"]))
	claimed := key("a.claimed")
	check(w.server.CreateBranch(claimed.Key.Branch("terrafix/"), ""))
	none := key("a.none")

	states := w.look(stay.Key, closed.Key, merged.Key, reopened.Key, own.Key, deleted.Key, claimed.Key, none.Key)
	for address, want := range map[string]Stage{
		"a.stay": Open, "a.closed": Dismissed, "a.merged": Merged, "a.reopened": Open, "a.own": Withdrawn,
		"a.deleted": Dismissed, "a.claimed": Claimed, "a.none": None,
	} {
		state := states[key(address).Key]
		if state.Stage != want {
			t.Errorf("%s: stage %s, want %s", address, state.Stage, want)
		}
		if pr := state.PullRequest; pr != nil && pr.Number != numbers[address] {
			t.Errorf("%s: pull request %d, want %d", address, pr.Number, numbers[address])
		}
	}
	if pr := states[merged.Key].PullRequest; pr.Merged.IsZero() || pr.Closed.IsZero() {
		t.Errorf("the merged pull request has no times: %+v", pr)
	}
	if states[deleted.Key].SHA != "" {
		t.Error("a deleted branch still has a head")
	}
}

func TestSettleIgnoresNothingNewer(t *testing.T) {
	key := Key{"c", ".", "a.b", "main"}
	for name, tt := range map[string]struct {
		nodes []node
		want  Stage
		sees  int
	}{
		"newest wins":                {[]node{{Number: 2, State: "CLOSED"}, {Number: 1, State: "MERGED"}}, Dismissed, 2},
		"open wins over newest":      {[]node{{Number: 2, State: "CLOSED"}, {Number: 1, State: "OPEN"}}, Open, 1},
		"merged after a closed one":  {[]node{{Number: 3, State: "MERGED"}, {Number: 1, State: "CLOSED"}}, Merged, 3},
		"a foreign marker is no own": {[]node{{Number: 1, State: "CLOSED", Body: mustComment(Marker{Schema: 1, Key: Key{Base: "x"}.Hash(), Base: "x", BaseSHA: sha1A, Closed: "passing"})}}, Dismissed, 1},
	} {
		got := settle(State{Key: key, Stage: None}, tt.nodes)
		if got.Stage != tt.want || got.PullRequest.Number != tt.sees {
			t.Errorf("%s: %s by %d", name, got.Stage, got.PullRequest.Number)
		}
	}
}

func mustComment(m Marker) string {
	comment, err := m.Comment()
	if err != nil {
		panic(err)
	}
	return comment
}

func TestLookFindsWhatBlocks(t *testing.T) {
	for _, tt := range []struct{ prefix, blocker string }{
		{"terrafix/", "terrafix"},
		{"bots/terrafix/", "bots/terrafix"},
		{"terrafix/", "terrafix/s3-bucket-public-access-blocked"},
	} {
		w := newWorld(t, func(_ *githubserver.Options, cfg *Config) { cfg.Prefix = tt.prefix })
		if err := w.server.CreateBranch(tt.blocker, ""); err != nil {
			t.Fatal(err)
		}
		_, err := w.client.Look(t.Context(), []Key{testDescription().Key})
		if !IsKind(err, PrefixConflict) || !strings.Contains(err.Error(), tt.blocker) || !strings.Contains(err.Error(), "rename that branch") {
			t.Errorf("%s: error %v", tt.blocker, err)
		}
	}
}

// An answer that is partly there must not read as "no pull request".
func TestErrorsAreNotAbsence(t *testing.T) {
	key := testDescription().Key
	graphql := regexp.MustCompile(`^/graphql$`)
	faults := map[string]githubserver.Fault{
		"partial GraphQL data":   {Path: graphql, Status: 200, Times: -1, Body: `{"data":{"repository":{"k0":{"nodes":[]}}},"errors":[{"message":"Something went wrong"}]}`},
		"a missing alias":        {Path: graphql, Status: 200, Times: -1, Body: `{"data":{"repository":{}}}`},
		"no repository":          {Path: graphql, Status: 200, Times: -1, Body: `{"data":{"repository":null}}`},
		"no data":                {Path: graphql, Status: 200, Times: -1, Body: `{}`},
		"half an answer":         {Path: graphql, Status: 200, Times: -1, Body: `{"data":{"repos`},
		"a refused list of refs": {Path: regexp.MustCompile(`matching-refs`), Status: 404, Times: -1, Body: `{"message":"Not Found"}`},
		"a malformed list":       {Path: regexp.MustCompile(`matching-refs`), Status: 200, Times: -1, Body: `[{"ref":"refs/heads/x"}]`},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.server.Inject(fault)
			states, err := w.client.Look(t.Context(), []Key{key})
			if err == nil || states != nil {
				t.Errorf("states %v, error %v", states, err)
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	w := newWorld(t, func(o *githubserver.Options, _ *Config) { o.Private = true })
	if err := w.server.CreateBranch("release/1", ""); err != nil {
		t.Fatal(err)
	}
	main := w.git("rev-parse", "main")
	got, err := w.client.Preflight(t.Context(), "release/1")
	if err != nil {
		t.Fatal(err)
	}
	if want := (Repository{DefaultBranch: "main", DefaultSHA: main, Base: "release/1", Tip: main, Private: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, err := w.client.Preflight(t.Context(), ""); err != nil || got.Base != "main" || got.Tip != main {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := w.client.Preflight(t.Context(), "absent"); !IsKind(err, NotFound) || !strings.Contains(err.Error(), "base-branch") {
		t.Errorf("error %v", err)
	}
	if _, err := w.client.Preflight(t.Context(), "a..b"); !IsKind(err, Invalid) {
		t.Errorf("error %v", err)
	}
	w.server.Set(func(s *githubserver.Settings) { s.Tokens = []string{"another"} })
	_, err = w.client.Preflight(t.Context(), "")
	if !IsKind(err, Unauthorized) || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}

func TestProve(t *testing.T) {
	w := newWorld(t, nil)
	first := w.checkout("main")
	if _, err := w.server.PushCommit("main", map[string][]byte{"x.tf": []byte("# x\n")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.server.PushCommit("side", map[string][]byte{"y.tf": []byte("# y\n")}); err != nil {
		t.Fatal(err)
	}
	repository, err := w.client.Preflight(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	unknown := first
	unknown.SHA = sha1A
	for name, tt := range map[string]struct {
		checkout Checkout
		kind     Kind
		requests int
	}{
		"tip":        {w.checkout("main"), "", 0},
		"older":      {first, "", 1},
		"ahead":      {w.checkout("side"), BaseMoved, 1},
		"not pushed": {unknown, BaseMoved, 1},
		"no sha":     {Checkout{}, Invalid, 0},
	} {
		w.server.ResetRequests()
		base, err := w.client.Prove(t.Context(), repository, tt.checkout)
		if (err != nil) != (tt.kind != "") || (err != nil && !IsKind(err, tt.kind)) {
			t.Errorf("%s: error %v, want kind %q", name, err, tt.kind)
		}
		if err == nil && (base.SHA() != tt.checkout.SHA || base.Branch() != "main") {
			t.Errorf("%s: base %+v", name, base)
		}
		if n := w.server.Count(); n != tt.requests {
			t.Errorf("%s: %d requests, want %d", name, n, tt.requests)
		}
	}
}

package githubserver_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-github/v66/github"
)

type answer struct {
	Data   map[string]json.RawMessage
	Errors []struct{ Type, Message string }
}

// graphql sends a query as the action does, relative to go-github's base URL.
func (w *world) graphql(query string, vars map[string]any) (answer, error) {
	w.Helper()
	req, err := w.gh.NewRequest(http.MethodPost, "../graphql", map[string]any{"query": query, "variables": vars})
	must(w.T, err)
	var a answer
	_, err = w.gh.Do(ctx, req, &a)
	return a, err
}

func decode[T any](t *testing.T, raw json.RawMessage) T {
	t.Helper()
	var v T
	must(t, json.Unmarshal(raw, &v))
	return v
}

func TestGraphQLQuery(t *testing.T) {
	w := start(t)
	for _, b := range []string{"terrafix/a", "terrafix/b", "terrafix/c"} {
		w.open(b)
	}
	must(t, w.srv.Merge(1))
	must(t, w.srv.Label(2, "terrafix"))
	a, err := w.graphql(`query($owner: String!, $name: String!, $n: Int!, $states: [PullRequestState!]) {
		rateLimit { cost remaining }
		repository(owner: $owner, name: $name) {
			id nameWithOwner isPrivate visibility viewerPermission
			defaultBranchRef { name target { oid } }
			ref(qualifiedName: "refs/heads/terrafix/a") { name prefix target { oid ... on Commit { messageHeadline parents(first: 1) { nodes { oid } } } } }
			absent: ref(qualifiedName: "refs/heads/none") { name }
			refs(refPrefix: "refs/heads/terrafix/", first: 10) { totalCount nodes { name } }
			one: pullRequests(headRefName: "terrafix/a", first: 1) { nodes { ...pr } }
			two: pullRequests(headRefName: "terrafix/b", first: 1) { nodes { ...pr } }
			open: pullRequests(first: $n, states: $states, orderBy: {field: CREATED_AT, direction: DESC}) { totalCount pageInfo { endCursor hasNextPage } nodes { number } }
			count: pullRequests(states: [OPEN]) { totalCount }
			labelled: pullRequests(first: 5, labels: ["terrafix"]) { nodes { number labels(first: 5) { nodes { name } } } }
		}
	}
	fragment pr on PullRequest {
		id number url title body state isDraft merged mergedAt closedAt createdAt updatedAt mergeable
		headRefName headRefOid baseRefName baseRefOid isCrossRepository author { __typename login }
		headRepository { nameWithOwner } mergedBy { login }
	}`, map[string]any{"owner": owner, "name": repo, "n": 1, "states": []string{"OPEN"}})
	must(t, err)
	equal(t, "errors", len(a.Errors), 0)
	type pull struct {
		Number          int
		State, URL      string
		HeadRefName     string
		Merged          bool
		Author, MergedB struct{ Login string }
	}
	type pulls struct {
		TotalCount int
		PageInfo   struct {
			HasNextPage bool
			EndCursor   string
		}
		Nodes []pull
	}
	r := decode[struct {
		NameWithOwner, Visibility, ViewerPermission string
		DefaultBranchRef                            struct {
			Name   string
			Target struct{ OID string }
		}
		Ref struct {
			Name, Prefix string
			Target       struct{ MessageHeadline string }
		}
		Absent   *struct{}
		Refs     struct{ TotalCount int }
		One, Two pulls
		Open     pulls
		Count    pulls
		Labelled pulls
	}](t, a.Data["repository"])
	equal(t, "repository", []any{r.NameWithOwner, r.Visibility, r.ViewerPermission, r.DefaultBranchRef.Name, r.DefaultBranchRef.Target.OID},
		[]any{"acme/infrastructure", "PUBLIC", "WRITE", "main", w.head()})
	equal(t, "ref", []any{r.Ref.Name, r.Ref.Prefix, r.Ref.Target.MessageHeadline, r.Absent == nil, r.Refs.TotalCount},
		[]any{"terrafix/a", "refs/heads/", "fix: new-terrafix-a.tf", true, 3})
	equal(t, "one", []any{r.One.Nodes[0].Number, r.One.Nodes[0].State, r.One.Nodes[0].Merged, r.One.Nodes[0].Author.Login}, []any{1, "MERGED", true, "github-actions"})
	equal(t, "two", []any{r.Two.Nodes[0].Number, r.Two.Nodes[0].State, r.Two.Nodes[0].HeadRefName}, []any{2, "OPEN", "terrafix/b"})
	equal(t, "open", []any{r.Open.TotalCount, r.Open.PageInfo.HasNextPage, r.Open.Nodes[0].Number}, []any{2, true, 3})
	equal(t, "count", r.Count.TotalCount, 2)
	equal(t, "labelled", []any{len(r.Labelled.Nodes), r.Labelled.Nodes[0].Number}, []any{1, 2})

	a, err = w.graphql(`query($after: String) { repository(owner: "acme", name: "infrastructure") {
		pullRequests(first: 1, after: $after, states: OPEN, orderBy: {field: CREATED_AT, direction: DESC}) { pageInfo { hasNextPage } nodes { number } } } }`,
		map[string]any{"after": r.Open.PageInfo.EndCursor})
	must(t, err)
	next := decode[struct{ PullRequests pulls }](t, a.Data["repository"]).PullRequests
	equal(t, "next page", []any{next.Nodes[0].Number, next.PageInfo.HasNextPage}, []any{2, false})
	w.clean()
	records := w.srv.Requests()
	equal(t, "operation", records[len(records)-2].Operation, "rateLimit,repository")
}

func TestGraphQLErrors(t *testing.T) {
	w := start(t)
	for _, tc := range []struct{ query, kind, message string }{
		{`{ repository(owner: "acme", name: "none") { id } }`, "NOT_FOUND", "Could not resolve to a Repository with the name 'acme/none'."},
		{`{ repository(owner: "acme", name: "infrastructure") { pullRequests { nodes { number } } } }`, "MISSING_PAGINATION_BOUNDARIES", "You must provide a `first` or `last`"},
		{`{ repository(owner: "acme", name: "infrastructure") { pullRequests(first: 101) { totalCount } } }`, "EXCESSIVE_PAGINATION", "exceeds the"},
		{`{ repository(owner: "acme", name: "infrastructure") { pullRequest(number: 9) { id } } }`, "NOT_FOUND", "number of 9"},
	} {
		a, err := w.graphql(tc.query, nil)
		must(t, err)
		if len(a.Errors) != 1 || a.Errors[0].Type != tc.kind || !strings.Contains(a.Errors[0].Message, tc.message) {
			t.Fatalf("%s: got %+v", tc.query, a.Errors)
		}
	}
	w.clean()
}

func TestGraphQLViolations(t *testing.T) {
	for _, tc := range []struct {
		name, query string
		vars        map[string]any
		want        string
	}{
		{"field", `{ repository(owner: "acme", name: "infrastructure") { nonsense } }`, nil, "nonsense"},
		{"argument", `{ repository(owner: "acme", name: "infrastructure") { pullRequests(head: "x", first: 1) { totalCount } } }`, nil, "head"},
		{"syntax", `{ repository(`, nil, "does not fit the schema"},
		{"missing variable", `query($n: Int!) { repository(owner: "acme", name: "infrastructure") { pullRequest(number: $n) { id } } }`, nil, "variables"},
		{"undeclared variable", `{ viewer { login } }`, map[string]any{"x": 1}, "$x is not declared"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := start(t)
			_, err := w.graphql(tc.query, tc.vars)
			refused599(t, err, tc.want)
			equal(t, "violations", len(w.srv.Violations()), 1)
		})
	}
}

func TestGraphQLIssuesObjectsAndDirectives(t *testing.T) {
	w := start(t)
	w.open("terrafix/a")
	_, _, err := w.gh.Issues.Create(ctx, owner, repo, &github.IssueRequest{Title: github.String("Dashboard"), Labels: &[]string{"terrafix"}})
	must(t, err)
	must(t, w.srv.EditBody(2, "- [x] retry"))
	a, err := w.graphql(`query($yes: Boolean!) { repository(owner: "acme", name: "infrastructure") {
		issues(last: 1, labels: "terrafix") { totalCount nodes { ...issue } }
		object(expression: "terrafix/a") { ...on Commit { message } ...on Tree { id } ...on GitObject { oid } }
		id @skip(if: $yes) name @include(if: $yes)
	} }
	fragment issue on Issue { number body state }`, map[string]any{"yes": true})
	must(t, err)
	message, err := w.srv.Message("terrafix/a")
	must(t, err)
	head, err := w.srv.Branch("terrafix/a")
	must(t, err)
	equal(t, "repository", decode[map[string]any](t, a.Data["repository"]), map[string]any{
		"issues": map[string]any{"totalCount": 1.0, "nodes": []any{map[string]any{"number": 2.0, "body": "- [x] retry", "state": "OPEN"}}},
		"object": map[string]any{"message": message, "oid": head},
		"name":   "infrastructure",
	})
	w.clean()
}

const updateRefs = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`

func TestUpdateRefsComparesAndSwaps(t *testing.T) {
	w := start(t)
	base := w.head()
	one, two := w.commit(base, "one.tf", "1\n").GetSHA(), w.commit(base, "two.tf", "2\n").GetSHA()
	zero := strings.Repeat("0", 40)
	a, err := w.graphql(`{ repository(owner: "acme", name: "infrastructure") { id } }`, nil)
	must(t, err)
	id := decode[struct{ ID string }](t, a.Data["repository"]).ID
	type update map[string]any
	try := func(updates ...update) string {
		t.Helper()
		a, err := w.graphql(updateRefs, map[string]any{"input": map[string]any{"repositoryId": id, "refUpdates": updates, "clientMutationId": "m"}})
		must(t, err)
		if len(a.Errors) == 0 {
			return ""
		}
		equal(t, "data", string(a.Data["updateRefs"]), "null")
		return a.Errors[0].Message
	}
	const name = "refs/heads/terrafix/x"
	equal(t, "claim", try(update{"name": name, "beforeOid": zero, "afterOid": one}), "")
	if try(update{"name": name, "beforeOid": zero, "afterOid": two}) == "" {
		t.Fatal("a second claim must fail")
	}
	if try(update{"name": name, "beforeOid": two, "afterOid": two, "force": true}) == "" {
		t.Fatal("a stale beforeOid must fail")
	}
	equal(t, "no force", try(update{"name": name, "beforeOid": one, "afterOid": two}), "Update is not a fast forward")
	// All or nothing.
	if try(update{"name": "refs/heads/other", "afterOid": two}, update{"name": name, "beforeOid": two, "afterOid": two}) == "" {
		t.Fatal("one stale ref must stop all")
	}
	got, err := w.srv.Branch("other")
	must(t, err)
	equal(t, "other", got, "")
	equal(t, "swap", try(update{"name": name, "beforeOid": one, "afterOid": two, "force": true}), "")
	got, err = w.srv.Branch("terrafix/x")
	must(t, err)
	equal(t, "branch", got, two)
	equal(t, "delete", try(update{"name": name, "beforeOid": two, "afterOid": zero}), "")
	w.clean()
	records := w.srv.Requests()
	equal(t, "record", records[len(records)-1].Operation, "updateRefs")
}

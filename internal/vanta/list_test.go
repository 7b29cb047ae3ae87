package vanta_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// TestPages reads more tests and more entities than fit a page.
func TestPages(t *testing.T) {
	state := buckets(230, 0)
	state.Tests[7] = buckets(1, 205).Tests[0]
	state.Tests[7].ID = "big"
	st := loopback(t, setup{state: state})
	p := st.mustPoll(t)
	seen := map[string]bool{}
	for _, f := range p.Failures {
		seen[f.ID()] = true
	}
	if len(p.Tests) != 230 || len(p.Failures) != 205 || len(seen) != 205 {
		t.Errorf("%d tests, %d failures, %d of them distinct", len(p.Tests), len(p.Failures), len(seen))
	}
	if n := st.server.Requests()["GET /v1/tests"]; n != 3 {
		t.Errorf("%d requests for the tests", n)
	}
}

// TestShiftingPages repeats an element on the next page, as pages do while tests run.
func TestShiftingPages(t *testing.T) {
	st := loopback(t, setup{state: vantaserver.State{Tests: []vantaserver.Test{{ID: "a"}, {ID: "b"}}}})
	for i, page := range []string{
		`{"results":{"data":[{"id":"a","status":"NEEDS_ATTENTION"},{"id":"b","status":"NEEDS_ATTENTION"}],"pageInfo":{"endCursor":"1","hasNextPage":true}}}`,
		`{"results":{"data":[{"id":"b","status":"NEEDS_ATTENTION"},{"id":"c","status":"OK"}],"pageInfo":{"endCursor":"1","hasNextPage":false}}}`,
	} {
		st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/tests", Body: page, Nth: i + 1})
	}
	p := st.mustPoll(t)
	if len(p.Tests) != 2 || p.Tests[0].ID != "a" || p.Tests[1].ID != "b" {
		t.Errorf("got %+v", p.Tests)
	}
}

// TestServerIgnoresFilters checks again what was asked for. A status that nobody knows is not failing,
// and is worth a line in the log.
func TestServerIgnoresFilters(t *testing.T) {
	st := loopback(t, setup{state: vantaserver.State{Tests: []vantaserver.Test{{ID: "a"}, {ID: "f"}}}})
	st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/tests", Body: `{"results":{"data":[
		{"id":"a","status":"NEEDS_ATTENTION","integrations":["AWS"]},
		{"id":"b","status":"NEEDS_ATTENTION","integrations":["gcp"]},
		{"id":"c","status":"NEEDS_ATTENTION","integrations":[]},
		{"id":"d","status":"OK","integrations":["aws"]},
		{"id":"e","status":"SNOOZED","integrations":["aws"]},
		{"id":"f","status":"NEEDS_ATTENTION"}],"pageInfo":{"hasNextPage":false}}}`})
	p := st.mustPoll(t)
	if len(p.Tests) != 2 || p.Tests[0].ID != "a" || p.Tests[1].ID != "f" {
		t.Errorf("got %+v", p.Tests)
	}
	if log := st.log(); !strings.Contains(log, "test=e status=SNOOZED") {
		t.Errorf("the log does not mention the status: %s", log)
	}
}

// TestQuery sends the filters that the server knows, and asks for full pages.
func TestQuery(t *testing.T) {
	st := loopback(t, setup{state: oneBucket()})
	st.mustPoll(t)
	var got []string
	for _, r := range st.server.Log() {
		if strings.Contains(r.URL, "?") {
			got = append(got, r.URL)
		}
	}
	want := []string{
		"/v1/tests?integrationFilter=aws&isInRollout=false&pageSize=100&statusFilter=NEEDS_ATTENTION",
		"/v1/tests/test-000/entities?entityStatus=FAILING&pageSize=100",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestUnlistedKind finds a kind that Vanta's own list of kinds spells differently.
func TestUnlistedKind(t *testing.T) {
	st := loopback(t, setup{state: buckets(1, 10)})
	st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/integrations/aws", Body: `{"resourceKinds":["S3Bucket"]}`})
	for _, f := range st.mustPoll(t).Failures {
		if f.Account != "123456789012" {
			t.Errorf("got %+v", f)
		}
	}
}

// TestNameInLongInventory does not trust a name when it could not see every resource.
func TestNameInLongInventory(t *testing.T) {
	state := vantaserver.State{
		Tests:     []vantaserver.Test{{ID: "t", Entities: []vantaserver.Entity{{ID: "0123456789abcdef01234567", DisplayName: "other-1"}}}},
		Resources: make([]vantaserver.Resource, 2001),
	}
	for i := range state.Resources {
		state.Resources[i] = vantaserver.Resource{Kind: "S3", DisplayName: fmt.Sprint("other-", i)}
	}
	st := loopback(t, setup{state: state})
	f := st.mustPoll(t).Failures[0]
	if f.Kind != "" || f.Unresolved != "vanta's inventory is too long to look the name up" {
		t.Errorf("got %+v", f)
	}
	state.Resources = state.Resources[:2000]
	st.server.Set(state)
	if f := st.mustPoll(t).Failures[0]; f.Kind != "S3" || f.Unresolved != "" {
		t.Errorf("got %+v", f)
	}
}

// TestEntitiesNotFailing drops what the server returns although it was not asked for.
func TestEntitiesNotFailing(t *testing.T) {
	st := loopback(t, setup{state: vantaserver.State{Tests: []vantaserver.Test{{ID: "t"}}}})
	st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/tests/t/entities", Body: `{"results":{"data":[
		{"id":"x","entityStatus":"DEACTIVATED"},{"id":"y","entityStatus":"FAILING"},{"id":"z"}],"pageInfo":{"hasNextPage":false}}}`})
	p := st.mustPoll(t)
	if len(p.Failures) != 2 || p.Failures[0].EntityID != "y" || p.Failures[1].EntityID != "z" {
		t.Errorf("got %+v", p.Failures)
	}
}

// TestEnrichmentCost counts the requests for resources: pages when that is cheaper, else one by one.
func TestEnrichmentCost(t *testing.T) {
	const (
		route = "GET /v1/integrations/{integration}/resource-kinds/{kind}"
		pages = route + "/resources"
		one   = pages + "/{id}"
	)
	for _, tt := range []struct {
		failing, others      int
		count, pages, single int
	}{
		{3, 0, 0, 0, 3},
		{4, 0, 1, 1, 0},
		{250, 0, 1, 3, 0},
		{4, 1000, 1, 0, 4},
		{40, 1000, 1, 1, 0},
	} {
		t.Run(fmt.Sprintf("%d of %d", tt.failing, tt.failing+tt.others), func(t *testing.T) {
			state := buckets(1, tt.failing)
			for i := range tt.others {
				state.Resources = append(state.Resources, vantaserver.Resource{Kind: "S3", DisplayName: fmt.Sprint("other-", i)})
			}
			st := loopback(t, setup{state: state})
			for _, f := range st.mustPoll(t).Failures {
				if f.Account != "123456789012" || f.Unresolved != "" {
					t.Fatalf("got %+v", f)
				}
			}
			got := st.server.Requests()
			if got[route] != tt.count || got[pages] != tt.pages || got[one] != tt.single {
				t.Errorf("got %v, want %+v", got, tt)
			}
		})
	}
}

// TestSharedEntity reads the resource of an entity once, however many tests it fails.
func TestSharedEntity(t *testing.T) {
	state := buckets(1, 1)
	state.Tests = append(state.Tests, vantaserver.Test{ID: "twin", Entities: state.Tests[0].Entities})
	st := loopback(t, setup{state: state})
	p := st.mustPoll(t)
	if len(p.Failures) != 2 || p.Failures[0].Account == "" || p.Failures[1].Account == "" {
		t.Errorf("got %+v", p.Failures)
	}
	if n := st.server.Requests()["GET /v1/integrations/{integration}/resource-kinds/{kind}/resources/{id}"]; n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestListingWithoutThem asks for the stragglers of a listing one by one.
func TestListingWithoutThem(t *testing.T) {
	st := loopback(t, setup{state: buckets(1, 30)})
	st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/integrations/aws/resource-kinds/S3/resources", Body: `{"results":{"data":[],"pageInfo":{"hasNextPage":false}}}`})
	found := 0
	for _, f := range st.mustPoll(t).Failures {
		if f.Unresolved == "" {
			found++
		}
	}
	if found != 20 {
		t.Errorf("%d resources were found", found)
	}
}

// TestKindsByList falls back to the list of kinds, in each of its forms, for an id without a kind.
func TestKindsByList(t *testing.T) {
	for _, kinds := range []string{
		`[{"integrationId":"aws","resourceKind":"S3","isScopable":true}]`,
		`{"results":{"data":[{"resourceKind":"S3"}],"pageInfo":{"hasNextPage":false}}}`,
		`{"data":["S3"]}`,
		`{"results":["S3"]}`,
	} {
		state := vantaserver.State{
			Tests:     []vantaserver.Test{{ID: "t", Entities: []vantaserver.Entity{{ID: "0123456789abcdef01234567", DisplayName: "logs", ResponseType: "S3 bucket"}}}},
			Resources: []vantaserver.Resource{{Kind: "S3", DisplayName: "logs", Account: "123456789012", Region: "us-east-1"}},
		}
		st := loopback(t, setup{state: state})
		st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/integrations/aws", Body: `{"integrationId":"aws"}`})
		st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/integrations/aws/resource-kinds", Body: kinds})
		p := st.mustPoll(t)
		if len(p.Failures) != 1 || p.Failures[0].Kind != "S3" || p.Failures[0].Account != "123456789012" {
			t.Errorf("%s: got %+v", kinds, p.Failures)
		}
	}
}

// TestNoIntegration polls a tenant whose AWS integration nobody can read: the failures stay.
func TestNoIntegration(t *testing.T) {
	st := loopback(t, setup{state: buckets(1, 5)})
	st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/integrations", Status: 404, Times: -1})
	p := st.mustPoll(t)
	if len(p.Failures) != 5 || p.Failures[0].Unresolved == "" || p.Failures[0].Kind != "S3" {
		t.Errorf("got %+v", p.Failures)
	}
}

// TestNextPoll sees a test flip between two polls.
func TestNextPoll(t *testing.T) {
	st := loopback(t, setup{state: buckets(1, 2)})
	before := st.mustPoll(t)
	if err := st.server.SetFailing("test-000"); err != nil {
		t.Fatal(err)
	}
	if after := st.mustPoll(t); len(after.Tests) != 0 || len(after.Failures) != 0 {
		t.Errorf("got %+v", after)
	}
	if err := st.server.SetFailing("test-000", vantaserver.Entity{DisplayName: "new", Kind: "S3"}); err != nil {
		t.Fatal(err)
	}
	again := st.mustPoll(t)
	if len(again.Failures) != 1 || again.Failures[0].Name != "new" || !again.Tests[0].LastRun.After(before.Tests[0].LastRun) {
		t.Errorf("got %+v", again)
	}
}

// TestFailureJSON reads a failure back from its own JSON, which is how a person hands one over.
func TestFailureJSON(t *testing.T) {
	st := loopback(t, setup{state: oneBucket()})
	f := st.mustPoll(t).Failures[0]
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var back vanta.Failure
	if err := json.Unmarshal(text, &back); err != nil || back.ID() != f.ID() || !back.Since.Equal(f.Since) || back.Account != f.Account {
		t.Errorf("%s became %+v, %v", text, back, err)
	}
}

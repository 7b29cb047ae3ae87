package vantaserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
)

// call makes one request of a server, without a network.
func call(s *vantaserver.Server, method, target, token, body string) (int, string, http.Header) {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	answer, _ := io.ReadAll(w.Result().Body)
	return w.Code, string(answer), w.Header()
}

func mint(t *testing.T, s *vantaserver.Server) string {
	t.Helper()
	code, body, _ := call(s, "POST", "/oauth/token", "", `{"client_id":"vci_sandbox","client_secret":"vcs_sandbox-secret","scope":"vanta-api.all:read","grant_type":"client_credentials"}`)
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || code != 200 || !strings.HasPrefix(answer.AccessToken, "vat_") {
		t.Fatalf("%d %s", code, body)
	}
	return answer.AccessToken
}

func TestOneActiveToken(t *testing.T) {
	s := vantaserver.New(vantaserver.State{}, vantaserver.Options{})
	first, second := mint(t, s), mint(t, s)
	if code, _, _ := call(s, "GET", "/v1/tests", first, ""); code != 401 {
		t.Errorf("the first token got %d", code)
	}
	if code, _, _ := call(s, "GET", "/v1/tests", second, ""); code != 200 {
		t.Errorf("the second token got %d", code)
	}
	s.RevokeToken()
	if code, _, _ := call(s, "GET", "/v1/tests", second, ""); code != 401 {
		t.Errorf("the revoked token got %d", code)
	}
}

func TestTokenRequests(t *testing.T) {
	for body, want := range map[string]string{
		`{"client_id":"vci_sandbox","client_secret":"wrong","scope":"vanta-api.all:read","grant_type":"client_credentials"}`:               "401 invalid_client",
		`{"client_id":"vci_other","client_secret":"vcs_sandbox-secret","scope":"vanta-api.all:read","grant_type":"client_credentials"}`:    "401 invalid_client",
		`{"client_id":"vci_sandbox","client_secret":"vcs_sandbox-secret","scope":"vanta-api.all:write","grant_type":"client_credentials"}`: "400 invalid_scope",
		`{"grant_type":"password"}`:           "400 unsupported_grant_type",
		`grant_type=client_credentials&x=%20`: "400 invalid_request",
	} {
		s := vantaserver.New(vantaserver.State{}, vantaserver.Options{})
		code, answer, _ := call(s, "POST", "/oauth/token", "", body)
		status, reason, _ := strings.Cut(want, " ")
		if strconv.Itoa(code) != status || !strings.Contains(answer, reason) {
			t.Errorf("%s: got %d %s, want %s", body, code, answer, want)
		}
	}
}

func TestLoud(t *testing.T) {
	s := vantaserver.New(vantaserver.State{}, vantaserver.Options{})
	token := mint(t, s)
	if code, body, _ := call(s, "DELETE", "/v1/tests/a?x=1", token, ""); code != 599 || !strings.Contains(body, "DELETE /v1/tests/a?x=1") {
		t.Errorf("got %d %s", code, body)
	}
	call(s, "GET", "/v1/tests?status=x", token, "")
	call(s, "GET", "/v1/tests?pageSize=101", token, "")
	call(s, "GET", "/v1/tests?pageCursor=guess", token, "")
	want := []string{"no such route: DELETE /v1/tests/a?x=1", `unknown query parameter "status": GET /v1/tests`, "pageSize=101 is not in 1..100: /v1/tests", "a page cursor that was never given out: /v1/tests?pageCursor=guess"}
	if got := s.Errors(); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := s.Requests(); got[""] != 1 || got["GET /v1/tests"] != 3 || got["POST /oauth/token"] != 1 {
		t.Errorf("got %v", got)
	}
}

func TestLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// A minute of six seconds.
		s := vantaserver.New(vantaserver.State{}, vantaserver.Options{Minute: 6 * time.Second, RetryAfter: true})
		token := mint(t, s)
		admitted := func(path string) int {
			n := 0
			for {
				code, _, header := call(s, "GET", path, token, "")
				if code == 429 {
					if header.Get("Retry-After") == "" {
						t.Error("a 429 without Retry-After")
					}
					return n
				}
				n++
			}
		}
		if n := admitted("/v1/integrations"); n != 20 {
			t.Errorf("%d requests for integrations", n)
		}
		if n := admitted("/v1/tests"); n != 30 {
			t.Errorf("%d more requests", n)
		}
		time.Sleep(3 * time.Second)
		if n := admitted("/v1/tests"); n != 0 {
			t.Errorf("%d requests after half a minute", n)
		}
		time.Sleep(3 * time.Second)
		if n := admitted("/v1/tests"); n != 50 {
			t.Errorf("%d requests after a minute", n)
		}
		for range 5 {
			mint(t, s)
		}
		if code, _, _ := call(s, "POST", "/oauth/token", "", "{}"); code != 429 {
			t.Errorf("the sixth mint got %d", code)
		}
	})
}

func TestPages(t *testing.T) {
	var state vantaserver.State
	for i := range 25 {
		state.Tests = append(state.Tests, vantaserver.Test{ID: string(rune('a' + i))})
	}
	s := vantaserver.New(state, vantaserver.Options{})
	token, cursor, got := mint(t, s), "", ""
	for pages := 1; ; pages++ {
		_, body, _ := call(s, "GET", "/v1/tests?pageCursor="+cursor, token, "")
		var page struct {
			Results struct {
				Data     []struct{ ID string }
				PageInfo struct {
					EndCursor   string
					HasNextPage bool
				}
			}
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err)
		}
		for _, d := range page.Results.Data {
			got += d.ID
		}
		if cursor = page.Results.PageInfo.EndCursor; !page.Results.PageInfo.HasNextPage {
			if pages != 3 || got != "abcdefghijklmnopqrstuvwxy" {
				t.Errorf("%d pages: %s", pages, got)
			}
			return
		}
	}
}

func TestFaults(t *testing.T) {
	s := vantaserver.New(vantaserver.State{Tests: []vantaserver.Test{{ID: "a"}}}, vantaserver.Options{})
	token := mint(t, s)
	s.Inject(vantaserver.Fault{Method: "GET", PathPrefix: "/v1/tests", Nth: 2, Times: 2, Status: 503, Body: "busy", Header: http.Header{"retry-after": {"1"}}})
	s.Inject(vantaserver.Fault{Method: "PATCH", Status: 500, Times: -1})
	var codes []int
	for range 4 {
		code, body, header := call(s, "GET", "/v1/tests", token, "")
		codes = append(codes, code)
		if code == 503 && (body != "busy" || header.Get("Retry-After") != "1") {
			t.Errorf("got %q %v", body, header)
		}
	}
	if !slices.Equal(codes, []int{200, 503, 503, 200}) {
		t.Errorf("got %v", codes)
	}
	_, whole, _ := call(s, "GET", "/v1/tests", token, "")
	s.Inject(vantaserver.Fault{Truncate: true})
	if code, half, _ := call(s, "GET", "/v1/tests", token, ""); code != 200 || half != whole[:len(whole)/2] {
		t.Errorf("got %d %s", code, half)
	}
	s.Inject(vantaserver.Fault{Times: -1, Status: 500})
	s.ClearFaults()
	s.Inject(vantaserver.Fault{RevokeToken: true})
	if code, _, _ := call(s, "GET", "/v1/tests", token, ""); code != 401 {
		t.Errorf("got %d", code)
	}
}

func TestSetFailing(t *testing.T) {
	bucket := vantaserver.Entity{DisplayName: "b", Kind: "S3"}
	s := vantaserver.New(vantaserver.State{Tests: []vantaserver.Test{{ID: "a", Entities: []vantaserver.Entity{bucket}}}}, vantaserver.Options{})
	token := mint(t, s)
	if err := s.SetFailing("a"); err != nil {
		t.Fatal(err)
	}
	_, body, _ := call(s, "GET", "/v1/tests/a", token, "")
	for _, want := range []string{`"status":"OK"`, `"lastTestRunDate":"2026-06-18T00:41:00.000Z"`, `"latestFlipDate":"2026-06-18T00:41:00.000Z"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if _, body, _ = call(s, "GET", "/v1/integrations/aws/resource-kinds/S3/resources", token, ""); !strings.Contains(body, `"displayName":"b"`) {
		t.Errorf("the bucket left the inventory: %s", body)
	}
	if err := s.SetFailing("nobody"); err == nil {
		t.Error("a test that is not there ran")
	}
}

func TestParseState(t *testing.T) {
	for fixture, want := range map[string]string{
		`{"tests":[{"id":"a","nom":"x"}]}`: "nom",
		`{"tests":[{"name":"x"}]}`:         "a test has no id",
		`{"tests":[]} {}`:                  "text after the state",
		`[]`:                               "read the vanta fixture",
	} {
		if _, err := vantaserver.ParseState([]byte(fixture)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", fixture, err)
		}
	}
	if s, err := vantaserver.ParseState([]byte(`{"tests":[{"id":"a","entities":[{"displayName":"b","kind":"S3"}]}]}`)); err != nil || s.Tests[0].Entities[0].Kind != "S3" {
		t.Errorf("got %+v, %v", s, err)
	}
}

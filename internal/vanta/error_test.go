package vanta_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

const leak = `{"error":{"message":"no: vcs_sandbox-secret and vat_sandbox-1-abc, Bearer vat_sandbox-9"}}`

// TestErrors makes one thing go wrong at a time. Every error is typed, says what was being done, and
// holds no secret although some answers quote them.
func TestErrors(t *testing.T) {
	always := -1
	for name, tt := range map[string]struct {
		faults  []vantaserver.Fault
		options vantaserver.Options
		config  vanta.Config
		filter  vanta.Filter
		kind    vanta.Kind
		is      error
		status  int
		want    string
	}{
		"wrong secret": {
			config: vanta.Config{ClientSecret: "hunter2"},
			kind:   vanta.KindConfiguration, is: vanta.ErrCredentials, status: 401, want: "check vanta-client-id and vanta-client-secret",
		},
		"wrong secret, explained with the secret": {
			faults: []vantaserver.Fault{{PathPrefix: "/oauth", Status: 400, Body: leak}},
			kind:   vanta.KindConfiguration, is: vanta.ErrCredentials, status: 400, want: "***",
		},
		"scope not granted": {
			options: vantaserver.Options{Scopes: []string{"vanta-api.documents:upload"}},
			kind:    vanta.KindConfiguration, is: vanta.ErrScope, status: 400, want: "lacks the scope vanta-api.all:read",
		},
		"scope refused by a route": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 403, Body: leak}},
			kind:   vanta.KindConfiguration, is: vanta.ErrScope, status: 403, want: "list the failing tests: ",
		},
		"no token endpoint": {
			faults: []vantaserver.Fault{{PathPrefix: "/oauth", Status: 404}},
			kind:   vanta.KindConfiguration, is: vanta.ErrNotFound, status: 404, want: "check vanta-api-url",
		},
		"redirect of the token": {
			faults: []vantaserver.Fault{{PathPrefix: "/oauth", Status: 308, Header: http.Header{"Location": {"https://user:hunter2@api.eu.vanta.com/oauth/token?x=vcs_sandbox-secret"}}}},
			kind:   vanta.KindConfiguration, is: vanta.ErrRedirect, status: 308, want: "redirects to https://api.eu.vanta.com/oauth/token: ",
		},
		"redirect of a page": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 302, Header: http.Header{"Location": {"::"}}}},
			kind:   vanta.KindConfiguration, is: vanta.ErrRedirect, status: 302, want: "an unreadable address",
		},
		"token revoked again and again": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1", RevokeToken: true, Times: always}},
			kind:   vanta.KindConfiguration, is: vanta.ErrTokenRevoked, status: 401, want: "another process uses this vanta application",
		},
		"validation": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 400, Body: leak}},
			kind:   vanta.KindPermanent, status: 400, want: "400 bad request: ",
		},
		"unassigned status with a web page": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 599, Body: "<html>"}},
			kind:   vanta.KindPermanent, status: 599, want: "vanta answered 599, with a web page",
		},
		"no content": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 204}},
			kind:   vanta.KindPermanent, status: 204, want: "204 no content",
		},
		"busy for ever": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 503, Body: leak, Times: always}},
			kind:   vanta.KindRetryable, status: 503, want: "(8 attempts)",
		},
		"token endpoint busy for ever": {
			faults: []vantaserver.Fault{{PathPrefix: "/oauth", Status: 500, Times: always}},
			kind:   vanta.KindRetryable, status: 500, want: "get a vanta token: vanta answered 500",
		},
		"connections cut": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Hangup: true, Times: always}},
			kind:   vanta.KindRetryable, want: "cannot reach http://127.0.0.1: ",
		},
		"no answer": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Delay: time.Hour, Times: always}},
			kind:   vanta.KindRetryable, want: "no answer from http://127.0.0.1 within 30s (8 attempts)",
		},
		"half a page": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Truncate: true, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "its JSON stops in the middle, after ",
		},
		"half a page of entities": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests/test-000/entities", Truncate: true, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: `list the failing entities of the test "test-000": `,
		},
		"half a resource": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/integrations/aws/resource-kinds", Truncate: true, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: `read a resource of kind "S3": `,
		},
		"resources forbidden": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/integrations", Status: 403, Times: always}},
			kind:   vanta.KindConfiguration, is: vanta.ErrScope, status: 403, want: "read the aws integration: ",
		},
		"an answer that breaks off": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Header: http.Header{"Content-Length": {"100000"}}, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "it broke off after ",
		},
		"an element without an id": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests/test-000/entities", Body: `{"data":[{"displayName":"x"}]}`, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "an element of the list has no id",
		},
		"another test than the one asked for": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests/named", Body: `{"id":"other","status":"OK"}`, Times: always}},
			filter: vanta.Filter{TestIDs: []string{"named"}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "it is about another test",
		},
		"an id that climbs": {
			filter: vanta.Filter{TestIDs: []string{".."}},
			kind:   vanta.KindConfiguration, want: `".." cannot be an id`,
		},
		"a web page": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Body: "<html>sign in</html>", Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "it is not JSON from byte 1 of 20 on",
		},
		"an explanation in place of a list": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Body: `{"message":"maintenance"}`, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "it holds no list under results.data",
		},
		"an empty answer": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 200, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "it is empty",
		},
		"no token in the answer": {
			faults: []vantaserver.Fault{{PathPrefix: "/oauth", Body: `{"token":"vat_sandbox"}`, Times: always}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "it holds no access_token",
		},
		"an endless answer": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Body: strings.Repeat(" ", 8<<20+1), Times: always}},
			kind:   vanta.KindPermanent, is: vanta.ErrTooLarge, status: 200, want: "more than 8 MiB",
		},
		"pages in a circle": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Times: always, Body: `{"results":{"data":[],"pageInfo":{"endCursor":"x","hasNextPage":true}}}`}},
			kind:   vanta.KindPermanent, is: vanta.ErrMalformed, status: 200, want: "the pages run in a circle",
		},
		"next page without a cursor": {
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Times: always, Body: `{"results":{"data":[],"pageInfo":{"endCursor":null,"hasNextPage":true}}}`}},
			kind:   vanta.KindRetryable, is: vanta.ErrMalformed, status: 200, want: "a next page without a cursor",
		},
		"deadline": {
			config: vanta.Config{MaxElapsed: 10 * time.Second},
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Delay: time.Hour, Times: always}},
			kind:   vanta.KindRetryable, is: context.DeadlineExceeded, want: "did not answer everything within 10s",
		},
		"Retry-After beyond the deadline": {
			config: vanta.Config{MaxElapsed: time.Minute},
			faults: []vantaserver.Fault{{PathPrefix: "/v1/tests", Status: 429, Header: http.Header{"Retry-After": {"90"}}, Times: always}},
			kind:   vanta.KindRetryable, is: context.DeadlineExceeded, status: 429, want: "the next attempt is due in 1m30s, after the poll's deadline",
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, setup{state: oneBucket(), options: tt.options, config: tt.config}, func(t *testing.T, st *stand) {
				for _, f := range tt.faults {
					st.server.Inject(f)
				}
				_, err := st.poll(t, tt.filter)
				var e *vanta.Error
				if !errors.As(err, &e) {
					t.Fatalf("the poll ended with %v", err)
				}
				if e.Kind != tt.kind || e.Status != tt.status || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %s, %d: %v\nwant %s, %d: ...%s...", e.Kind, e.Status, err, tt.kind, tt.status, tt.want)
				}
				if tt.is != nil && !errors.Is(err, tt.is) {
					t.Errorf("%v does not wrap %v", err, tt.is)
				}
			})
		})
	}
}

// TestCancel ends a poll that is asleep between two attempts.
func TestCancel(t *testing.T) {
	bubble(t, setup{state: oneBucket()}, func(t *testing.T, st *stand) {
		st.server.Inject(vantaserver.Fault{PathPrefix: "/v1/tests", Status: 429, Header: http.Header{"Retry-After": {"600"}}})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		took := elapsed(func() {
			_, err := st.Poll(ctx, vanta.Filter{})
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
			st.checkError(t, err)
		})
		if took > 5*time.Second {
			t.Errorf("the poll went on for %s", took)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := st.Poll(ctx, vanta.Filter{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestNewRejects(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg  vanta.Config
		want string
	}{
		"nothing":         {vanta.Config{}, "the client id is empty\nthe client secret is empty"},
		"negative limit":  {vanta.Config{ClientID: "i", ClientSecret: "s", RequestsPerMinute: -1}, "-1 requests per minute is below 0"},
		"negative time":   {vanta.Config{ClientID: "i", ClientSecret: "s", MaxElapsed: -1}, "is below 0"},
		"plain http":      {vanta.Config{ClientID: "i", ClientSecret: "s", BaseURL: "http://api.vanta.com"}, "in the clear; use https"},
		"no host":         {vanta.Config{ClientID: "i", ClientSecret: "s", BaseURL: "api.vanta.com"}, "does not parse"},
		"password":        {vanta.Config{ClientID: "i", ClientSecret: "s", BaseURL: "https://u:hunter2@api.vanta.com"}, "without user"},
		"version in path": {vanta.Config{ClientID: "i", ClientSecret: "s", BaseURL: "https://api.vanta.com/v1/"}, "ends in /v1; leave that off"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := vanta.New(tt.cfg)
			var e *vanta.Error
			if !errors.As(err, &e) || e.Kind != vanta.KindConfiguration || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want ...%s...", err, tt.want)
			}
			checkSecrets(t, "the error", err.Error())
		})
	}
	for _, base := range []string{"", "https://api.vanta-gov.com/", "http://localhost:8080", "http://[::1]:1/x"} {
		if _, err := vanta.New(vanta.Config{ClientID: "i", ClientSecret: "s", BaseURL: base}); err != nil {
			t.Errorf("%q: %v", base, err)
		}
	}
}

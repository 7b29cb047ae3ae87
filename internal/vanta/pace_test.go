package vanta_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// TestPaced polls 120 tests, each failed by a bucket that has to be read by itself, from a server that
// counts sliding minutes. It never has to refuse.
func TestPaced(t *testing.T) {
	state := buckets(120, 1)
	for i := range state.Tests {
		// A kind of its own for each entity: nothing can be listed.
		state.Tests[i].Entities[0].Kind = "Kind" + number(i)
	}
	for _, rpm := range []int{1, 7, 50} {
		bubble(t, setup{state: state, config: vanta.Config{RequestsPerMinute: rpm, MaxElapsed: 24 * time.Hour}}, func(t *testing.T, st *stand) {
			var poll *vanta.Poll
			took := elapsed(func() { poll = st.mustPoll(t) })
			if len(poll.Failures) != 120 || poll.Failures[119].Account != "123456789012" {
				t.Fatalf("got %d failures", len(poll.Failures))
			}
			var at []time.Time
			for _, r := range st.server.Log() {
				if r.Status != http.StatusOK {
					t.Fatalf("%d requests a minute: %s was answered %d", rpm, r.URL, r.Status)
				}
				if r.Method == http.MethodGet {
					at = append(at, r.At)
				}
			}
			for i := range at {
				if j := i + rpm; j < len(at) && at[j].Sub(at[i]) < time.Minute {
					t.Fatalf("requests %d to %d, more than %d, came within %s", i, j, rpm, at[j].Sub(at[i]))
				}
			}
			t.Logf("%d requests a minute: %d requests took %s, %d tokens", rpm, len(at), took.Round(time.Second), st.server.Tokens())
		})
	}
}

// TestUnpaced reads a larger tenant without any pause.
func TestUnpaced(t *testing.T) {
	bubble(t, setup{state: buckets(45, 2), options: vantaserver.Options{Unlimited: true}}, func(t *testing.T, st *stand) {
		if took := elapsed(func() { st.mustPoll(t) }); took != 0 {
			t.Errorf("the poll took %s", took)
		}
	})
}

// TestLimitsBeyondDeadline says at once that the limits and the deadline do not go together.
func TestLimitsBeyondDeadline(t *testing.T) {
	config := vanta.Config{RequestsPerMinute: 2, MaxElapsed: 2 * time.Minute}
	bubble(t, setup{state: buckets(30, 1), config: config}, func(t *testing.T, st *stand) {
		var err error
		took := elapsed(func() { _, err = st.poll(t, vanta.Filter{}) })
		if err == nil || !strings.Contains(err.Error(), "raise vanta-requests-per-minute") {
			t.Errorf("got %v", err)
		}
		if took >= 2*time.Minute {
			t.Errorf("it took %s to find out", took)
		}
	})
}

// TestRetry recovers from what passes by itself, after pauses that are long enough and not much longer.
func TestRetry(t *testing.T) {
	date := "Mon, 01 Jan 2024 00:00:"
	for name, tt := range map[string]struct {
		fault    vantaserver.Fault
		min, max time.Duration
	}{
		"429":                            {vantaserver.Fault{Status: 429, Times: 3}, 3500 * time.Millisecond, 10500 * time.Millisecond},
		"429 with seconds":               {vantaserver.Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, 7 * time.Second, 7 * time.Second},
		"429 with a date":                {vantaserver.Fault{Status: 429, Header: http.Header{"Retry-After": {date + "40 GMT"}, "Date": {date + "10 GMT"}}}, 30 * time.Second, 30 * time.Second},
		"429 with a date gone by":        {vantaserver.Fault{Status: 429, Header: http.Header{"Retry-After": {date + "10 GMT"}, "Date": {date + "40 GMT"}}}, 500 * time.Millisecond, 1500 * time.Millisecond},
		"429 with nonsense":              {vantaserver.Fault{Status: 429, Header: http.Header{"Retry-After": {"soon"}}}, 500 * time.Millisecond, 1500 * time.Millisecond},
		"500":                            {vantaserver.Fault{Status: 500, Times: 2}, 1500 * time.Millisecond, 4500 * time.Millisecond},
		"cloudflare":                     {vantaserver.Fault{Status: 522}, 500 * time.Millisecond, 1500 * time.Millisecond},
		"cut connection":                 {vantaserver.Fault{Hangup: true}, 0, 1500 * time.Millisecond}, // net/http may replace a kept connection by itself
		"half a page":                    {vantaserver.Fault{Truncate: true, Times: 2}, 1500 * time.Millisecond, 4500 * time.Millisecond},
		"an answer that does not arrive": {vantaserver.Fault{Delay: time.Hour}, 30500 * time.Millisecond, 31500 * time.Millisecond},
	} {
		for _, path := range []string{"/oauth/token", "/v1/tests", "/v1/tests/test-000/entities", "/v1/integrations/aws", "/v1/integrations/aws/resource-kinds/S3/resources"} {
			t.Run(name+path, func(t *testing.T) {
				bubble(t, setup{state: oneBucket()}, func(t *testing.T, st *stand) {
					tt.fault.PathPrefix = path
					st.server.Inject(tt.fault)
					took := elapsed(func() {
						if p := st.mustPoll(t); len(p.Failures) != 1 || p.Failures[0].Region != "us-east-1" {
							t.Errorf("got %+v", p.Failures)
						}
					})
					if took < tt.min || took > tt.max {
						t.Errorf("took %s, want %s to %s", took, tt.min, tt.max)
					}
				})
			})
		}
	}
}

// TestServerLimits lets the client run into the server's limits, as it does when another program shares
// them.
func TestServerLimits(t *testing.T) {
	for _, polite := range []bool{true, false} {
		bubble(t, setup{state: buckets(90, 1), options: vantaserver.Options{RetryAfter: polite}}, func(t *testing.T, st *stand) {
			if p := st.mustPoll(t); len(p.Failures) != 90 {
				t.Errorf("got %d failures", len(p.Failures))
			}
		})
	}
}

// TestTokenSurvives loses the token once in the middle of parallel requests.
func TestTokenSurvives(t *testing.T) {
	for _, nth := range []int{1, 2, 5, 12} {
		bubble(t, setup{state: buckets(20, 1), options: vantaserver.Options{Unlimited: true}}, func(t *testing.T, st *stand) {
			st.server.Inject(vantaserver.Fault{PathPrefix: "/v1", Nth: nth, RevokeToken: true})
			if p := st.mustPoll(t); len(p.Failures) != 20 {
				t.Errorf("got %d failures", len(p.Failures))
			}
			if n := st.server.Tokens(); n != 2 || len(st.masked) != 2 || st.masked[0] == st.masked[1] {
				t.Errorf("%d tokens, %q masked", n, st.masked)
			}
		})
	}
}

// TestTokenLost loses it twice. The second time ends the run, also for a later poll of the same client,
// which must not revoke the other process's token again.
func TestTokenLost(t *testing.T) {
	bubble(t, setup{state: buckets(20, 1)}, func(t *testing.T, st *stand) {
		st.server.Inject(vantaserver.Fault{PathPrefix: "/v1", Nth: 3, RevokeToken: true})
		st.server.Inject(vantaserver.Fault{PathPrefix: "/v1", Nth: 15, RevokeToken: true, Times: -1})
		for range 2 {
			if _, err := st.poll(t, vanta.Filter{}); !errors.Is(err, vanta.ErrTokenRevoked) {
				t.Errorf("got %v", err)
			}
		}
		if n := st.server.Tokens(); n != 2 {
			t.Errorf("%d tokens were minted", n)
		}
	})
}

// TestTokenRefresh polls for longer than a token lives. No request is ever refused.
func TestTokenRefresh(t *testing.T) {
	for _, lifetime := range []time.Duration{3 * time.Minute, 40 * time.Second} {
		s := setup{state: buckets(100, 1), options: vantaserver.Options{TokenLifetime: lifetime}, config: vanta.Config{RequestsPerMinute: 30}}
		bubble(t, s, func(t *testing.T, st *stand) {
			took := elapsed(func() { st.mustPoll(t) })
			want := int(took/(lifetime-min(time.Minute, lifetime/2))) + 1
			if n := st.server.Tokens(); n < 2 || n > want {
				t.Errorf("%d tokens in %s, want 2 to %d", n, took, want)
			}
			for _, r := range st.server.Log() {
				if r.Status != http.StatusOK {
					t.Errorf("%s was answered %d", r.URL, r.Status)
				}
			}
		})
	}
}

// TestOneToken uses one client from many goroutines at once.
func TestOneToken(t *testing.T) {
	bubble(t, setup{state: oneBucket(), options: vantaserver.Options{Unlimited: true}}, func(t *testing.T, st *stand) {
		st.server.Inject(vantaserver.Fault{PathPrefix: "/oauth", Delay: 5 * time.Second})
		done := make(chan error)
		for range 10 {
			go func() { _, err := st.Poll(t.Context(), vanta.Filter{}); done <- err }()
		}
		for range 10 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if n := st.server.Requests()["POST /oauth/token"]; n != 1 {
			t.Errorf("%d requests for a token", n)
		}
	})
}

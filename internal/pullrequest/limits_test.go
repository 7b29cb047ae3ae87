package pullrequest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// answers is a transport that plays a list of answers; the last one is repeated.
type answers struct {
	mu     sync.Mutex
	list   []answer
	bodies []string
	at     []time.Time
}

type answer struct {
	status int
	header map[string]string
	body   string
	err    error
}

func (a *answers) RoundTrip(req *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	sent := ""
	if req.Body != nil {
		data, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		sent = string(data)
	}
	next := a.list[min(len(a.at), len(a.list)-1)]
	a.at, a.bodies = append(a.at, time.Now()), append(a.bodies, sent)
	if next.err != nil {
		return nil, next.err
	}
	header := http.Header{}
	for name, value := range next.header {
		if seconds, ok := strings.CutPrefix(value, "in "); ok {
			n, _ := strconv.Atoi(seconds)
			value = strconv.FormatInt(time.Now().Add(time.Duration(n)*time.Second).Unix(), 10)
		}
		header.Set(name, value)
	}
	return &http.Response{StatusCode: next.status, Header: header, Body: io.NopCloser(strings.NewReader(next.body)), Request: req}, nil
}

const secondaryBody = `{"message":"You have exceeded a secondary rate limit. Please wait.","documentation_url":"https://docs.github.com/x#about-secondary-rate-limits"}`

func TestLimits(t *testing.T) {
	fine := answer{status: 200, body: "fine"}
	busy := answer{status: 502, body: "busy"}
	cut := answer{err: io.ErrUnexpectedEOF}
	tests := []struct {
		name   string
		list   []answer
		method string
		replay bool
		// attempts and between bound what was sent and how long it took.
		attempts int
		min, max time.Duration
		kind     Kind
		status   int
		failed   bool
	}{
		{name: "fine", list: []answer{fine}, method: "GET", attempts: 1, status: 200},
		{name: "secondary 403 with Retry-After", list: []answer{{403, map[string]string{"Retry-After": "7"}, secondaryBody, nil}, fine}, method: "POST", attempts: 2, min: 7 * time.Second, max: 8 * time.Second, status: 200},
		{name: "secondary 403 without headers", list: []answer{{403, nil, secondaryBody, nil}, fine}, method: "POST", attempts: 2, min: time.Minute, max: 61 * time.Second, status: 200},
		{name: "secondary, doubled", list: []answer{{403, nil, secondaryBody, nil}, {403, nil, secondaryBody, nil}, fine}, method: "POST", attempts: 3, min: 3 * time.Minute, max: 181 * time.Second, status: 200},
		{name: "plain 429", list: []answer{{429, nil, "slow down", nil}, fine}, method: "POST", attempts: 2, min: time.Minute, max: 61 * time.Second, status: 200},
		{name: "429 with Retry-After", list: []answer{{429, map[string]string{"Retry-After": "3"}, "", nil}, fine}, method: "GET", attempts: 2, min: 3 * time.Second, max: 4 * time.Second, status: 200},
		{name: "primary 403", list: []answer{{403, map[string]string{"X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "in 20"}, "{}", nil}, fine}, method: "POST", attempts: 2, min: 20 * time.Second, max: 22 * time.Second, status: 200},
		{name: "primary 429", list: []answer{{429, map[string]string{"X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "in 20"}, "{}", nil}, fine}, method: "GET", attempts: 2, min: 20 * time.Second, max: 22 * time.Second, status: 200},
		{name: "primary for an hour", list: []answer{{403, map[string]string{"X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "in 3600"}, "{}", nil}}, method: "GET", attempts: 1, kind: RateLimited, failed: true},
		{name: "absurd Retry-After", list: []answer{{429, map[string]string{"Retry-After": "9223372036854775807"}, "{}", nil}}, method: "GET", attempts: 1, kind: RateLimited, failed: true},
		{name: "for ever", list: []answer{{429, map[string]string{"Retry-After": "1"}, "{}", nil}}, method: "POST", attempts: maxAttempts, min: 3 * time.Second, max: 4 * time.Second, kind: RateLimited, failed: true},
		{name: "403 of a permission", list: []answer{{403, nil, `{"message":"Resource not accessible by integration"}`, nil}}, method: "POST", attempts: 1, status: 403},
		{name: "502 on GET", list: []answer{busy, busy, fine}, method: "GET", attempts: 3, min: 500 * time.Millisecond, max: 2 * time.Second, status: 200},
		{name: "502 on POST", list: []answer{busy, fine}, method: "POST", attempts: 1, status: 502},
		{name: "502 on a POST that may be repeated", list: []answer{busy, fine}, method: "POST", replay: true, attempts: 2, max: time.Second, status: 200},
		{name: "502 for ever", list: []answer{busy}, method: "GET", attempts: maxAttempts, max: 5 * time.Second, status: 502},
		{name: "cut on GET", list: []answer{cut, fine}, method: "GET", attempts: 2, max: time.Second, status: 200},
		{name: "cut on POST", list: []answer{cut, fine}, method: "POST", attempts: 1, failed: true},
		{name: "422 is not repeated", list: []answer{{422, nil, "{}", nil}}, method: "GET", attempts: 1, status: 422},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.replay {
					ctx = replayable(ctx)
				}
				played := &answers{list: tt.list}
				l := newLimits(played, Config{Logger: slog.New(slog.DiscardHandler)})
				req, err := http.NewRequestWithContext(ctx, tt.method, "https://api.example/x", strings.NewReader("sent"))
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				resp, err := l.RoundTrip(req)
				took := time.Since(start)
				if (err != nil) != tt.failed || (tt.kind != "" && !IsKind(err, tt.kind)) {
					t.Fatalf("error %v", err)
				}
				if err == nil {
					defer resp.Body.Close()
					if resp.StatusCode != tt.status {
						t.Errorf("status %d, want %d", resp.StatusCode, tt.status)
					}
					if body, _ := io.ReadAll(resp.Body); tt.status == 403 && !strings.Contains(string(body), "not accessible") {
						t.Errorf("the refused answer lost its body: %q", body)
					}
				}
				if len(played.at) != tt.attempts || took < tt.min || took > tt.max {
					t.Errorf("%d attempts in %v, want %d in %v to %v", len(played.at), took, tt.attempts, tt.min, tt.max)
				}
				for _, body := range played.bodies {
					if body != "sent" {
						t.Errorf("an attempt sent %q", body)
					}
				}
			})
		})
	}
}

func TestLimitHoldsEveryRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		played := &answers{list: []answer{{429, map[string]string{"Retry-After": "30"}, "", nil}, {status: 200}}}
		l := newLimits(played, Config{Logger: slog.New(slog.DiscardHandler)})
		start := time.Now()
		var wait sync.WaitGroup
		for i := range 4 {
			wait.Go(func() {
				time.Sleep(time.Duration(i) * time.Second)
				req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example/x", nil)
				resp, err := l.RoundTrip(req)
				if err != nil {
					t.Error(err)
					return
				}
				resp.Body.Close()
			})
		}
		wait.Wait()
		if len(played.at) != 5 {
			t.Errorf("%d requests, want 5", len(played.at))
		}
		for _, at := range played.at[1:] {
			if at.Sub(start) < 30*time.Second {
				t.Errorf("a request was sent %v after the limit was reached", at.Sub(start))
			}
		}
		if l.spent != 30*time.Second {
			t.Errorf("%v of the waiting budget are spent, want 30s", l.spent)
		}
	})
}

func TestTotalWaitIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		played := &answers{list: []answer{{429, map[string]string{"Retry-After": "290"}, "", nil}, {status: 200}}}
		l := newLimits(played, Config{Logger: slog.New(slog.DiscardHandler)})
		var err error
		for range 4 {
			played.at = nil
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example/x", nil)
			var resp *http.Response
			if resp, err = l.RoundTrip(req); err != nil {
				break
			}
			resp.Body.Close()
		}
		if !IsKind(err, RateLimited) || l.spent > maxTotalWait {
			t.Errorf("error %v after %v of waiting", err, l.spent)
		}
		var e *Error
		if errors.As(err, &e) && time.Until(e.RetryAt).Round(time.Second) != 290*time.Second {
			t.Errorf("retry at %v from now", time.Until(e.RetryAt))
		}
	})
}

func TestWritesArePaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		played := &answers{list: []answer{{status: 200}}}
		l := newLimits(played, Config{Logger: slog.New(slog.DiscardHandler), WritesPerMinute: 60})
		send := func(ctx context.Context, method string) {
			req, _ := http.NewRequestWithContext(ctx, method, "https://api.example/x", nil)
			resp, err := l.RoundTrip(req)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
		}
		start := time.Now()
		for range 5 {
			send(t.Context(), "POST")
			send(t.Context(), "GET")
			send(queryOnly(t.Context()), "POST")
		}
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("five writes took %v, want 4s", took)
		}
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		played := &answers{list: []answer{{429, map[string]string{"Retry-After": "60"}, "", nil}}}
		l := newLimits(played, Config{Logger: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.example/x", nil)
		start := time.Now()
		_, err := l.RoundTrip(req)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
	})
}

package pullrequest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// maxWait is the longest single wait for a rate limit. A primary limit may ask for an hour; a job
	// that sleeps that long costs more than the next scheduled run.
	maxWait = 5 * time.Minute
	// maxTotalWait bounds all waits of a client together.
	maxTotalWait = 15 * time.Minute
	// maxAttempts bounds how often one request is sent.
	maxAttempts = 4
	// unknownWait is how long GitHub asks to wait, doubled each time, when it does not say:
	// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
	unknownWait = time.Minute
	// errorBackoff is the first pause after a server error, doubled each time and jittered.
	errorBackoff = 500 * time.Millisecond
	// maxErrorBody bounds what is read of an answer to learn why it was refused.
	maxErrorBody = 64 << 10
)

// limits obeys GitHub's rate limits, paces writes, and repeats what may be repeated. It owns all of
// that alone: go-github must not see the headers from which it would derive a policy of its own.
type limits struct {
	base   http.RoundTripper
	logger *slog.Logger
	// writes is nil when writes are not paced.
	writes *rate.Limiter

	mu    sync.Mutex
	until time.Time
	spent time.Duration
}

func newLimits(base http.RoundTripper, cfg Config) *limits {
	l := &limits{base: base, logger: cfg.Logger}
	if cfg.WritesPerMinute > 0 {
		l.writes = rate.NewLimiter(rate.Every(time.Minute/time.Duration(cfg.WritesPerMinute)), 1)
	}
	return l
}

type replayKey struct{}

// replayable marks the requests of a context as harmless to send twice. GET needs no mark.
func replayable(ctx context.Context) context.Context {
	return context.WithValue(ctx, replayKey{}, true)
}

type queryKey struct{}

// queryOnly marks POST requests that write nothing: GraphQL queries.
func queryOnly(ctx context.Context) context.Context {
	return context.WithValue(replayable(ctx), queryKey{}, true)
}

// RoundTrip implements [http.RoundTripper].
func (l *limits) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	reads := req.Method == http.MethodGet || ctx.Value(queryKey{}) != nil
	replay := reads || ctx.Value(replayKey{}) != nil
	for attempt := 1; ; attempt++ {
		if err := l.admit(ctx, !reads); err != nil {
			return nil, err
		}
		try, err := fresh(req)
		if err != nil {
			return nil, err
		}
		resp, err := l.base.RoundTrip(try)
		if err == nil && limited(resp) {
			if err := l.obey(req, resp, attempt); err != nil {
				return nil, err
			}
			continue
		}
		if !replay || attempt == maxAttempts || ctx.Err() != nil || !transient(resp, err) {
			forget(resp)
			return resp, err
		}
		l.logger.Debug("github request is repeated", "method", req.Method, "path", req.URL.Path, "attempt", attempt)
		drain(resp)
		if err := sleep(ctx, jitter(errorBackoff<<(attempt-1))); err != nil {
			return nil, err
		}
	}
}

// forget removes the headers from which go-github v66 would conclude that it must not send the next
// request: it counts GraphQL and REST as one.
func forget(resp *http.Response) {
	if resp != nil {
		resp.Header.Del("X-Ratelimit-Remaining")
		resp.Header.Del("X-Ratelimit-Reset")
	}
}

// admit waits until no limit is in force and, for a write, until its turn has come.
func (l *limits) admit(ctx context.Context, write bool) error {
	if write && l.writes != nil {
		if err := l.writes.Wait(ctx); err != nil {
			return err
		}
	}
	for {
		l.mu.Lock()
		wait := time.Until(l.until)
		l.mu.Unlock()
		if wait <= 0 {
			return nil
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// obey notes how long all requests have to wait, or returns an error when that is too long.
func (l *limits) obey(req *http.Request, resp *http.Response, attempt int) error {
	wait, told := waitFor(resp, attempt)
	cause := fmt.Errorf("GitHub answered %d: the rate limit is reached", resp.StatusCode)
	drain(resp)
	refused := &Error{
		Kind: RateLimited, Op: "github " + req.Method, Err: cause,
		Remedy: "run again later or less often; nothing is lost",
	}
	if told {
		refused.RetryAt = time.Now().Add(wait)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	until := time.Now().Add(wait)
	if until.Before(l.until) {
		until = l.until
	}
	longer := until.Sub(l.until)
	if l.until.Before(time.Now()) {
		longer = time.Until(until)
	}
	if wait > maxWait || l.spent+longer > maxTotalWait || attempt == maxAttempts {
		return refused
	}
	l.until, l.spent = until, l.spent+longer
	l.logger.Warn("github asks to wait", "wait_ms", wait.Round(time.Second), "status", resp.StatusCode, "path", req.URL.Path)
	return nil
}

// limited reports whether an answer is a rate limit: any 429, and a 403 that shows one of the signs that
// GitHub documents. A 403 for a missing permission shows none of them. The body stays readable.
func limited(resp *http.Response) bool {
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return true
	case resp.StatusCode != http.StatusForbidden:
		return false
	case resp.Header.Get("Retry-After") != "" || resp.Header.Get("X-Ratelimit-Remaining") == "0":
		return true
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	resp.Body = &restored{Reader: io.MultiReader(bytes.NewReader(body), resp.Body), Closer: resp.Body}
	if err != nil {
		return false
	}
	text := strings.ToLower(string(body))
	return strings.Contains(text, "secondary rate limit") || strings.Contains(text, "secondary-rate-limits") ||
		strings.Contains(text, "abuse-rate-limits")
}

type restored struct {
	io.Reader
	io.Closer
}

// waitFor returns how long an answer asks to wait; told is false when the answer does not say.
func waitFor(resp *http.Response, attempt int) (wait time.Duration, told bool) {
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && seconds >= 0 {
		return bounded(seconds), true
	}
	if at, err := http.ParseTime(resp.Header.Get("Retry-After")); err == nil {
		return max(time.Until(at), 0), true
	}
	if resp.Header.Get("X-Ratelimit-Remaining") == "0" {
		if unix, err := strconv.ParseInt(resp.Header.Get("X-Ratelimit-Reset"), 10, 64); err == nil {
			// One second more, since the header is cut to whole seconds.
			return max(time.Until(time.Unix(unix, 0)), 0) + time.Second, true
		}
	}
	return unknownWait << (attempt - 1), false
}

// bounded keeps an absurd number of seconds from overflowing a duration.
func bounded(seconds int) time.Duration {
	return time.Duration(min(seconds, 24*60*60)) * time.Second
}

func transient(resp *http.Response, err error) bool {
	if err != nil {
		return !errors.Is(err, context.Canceled)
	}
	switch resp.StatusCode {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// fresh returns a copy of the request whose body starts at its beginning.
func fresh(req *http.Request) (*http.Request, error) {
	try := req.Clone(req.Context())
	if req.Body == nil || req.Body == http.NoBody {
		return try, nil
	}
	if req.GetBody == nil {
		return nil, errors.New("the request's body cannot be sent again")
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	try.Body = body
	return try, nil
}

func drain(resp *http.Response) {
	if resp != nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxErrorBody))
		_ = resp.Body.Close()
	}
}

func jitter(d time.Duration) time.Duration { return d/2 + rand.N(d/2+1) }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

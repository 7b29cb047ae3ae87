package vanta

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// maxTries is how many attempts an unreachable or busy server is worth: with the pauses of
	// [newPauses] about two minutes.
	maxTries = 8
	// maxBrokenTries is how many attempts an answer is worth that was not whole JSON.
	maxBrokenTries = 3
	// maxRetryAfter keeps a nonsensical Retry-After from overflowing; it is longer than any poll.
	maxRetryAfter = 24 * time.Hour
)

// judge returns nil for a 200 and explains every other status.
func (c *Client) judge(r request, a *answer) error {
	if a.status == http.StatusOK {
		return nil
	}
	detail := c.detail(a)
	minting := r.body != nil
	switch s := a.status; {
	case s >= 300 && s < 400:
		return configuration(r.op, s, fmt.Errorf("%s redirects to %s: %w", c.base, c.location(a), ErrRedirect))
	case minting && (s == http.StatusBadRequest || s == http.StatusUnauthorized || s == http.StatusForbidden):
		return configuration(r.op, s, fmt.Errorf("%w (%s)", mintRefusal(a.body), detail))
	case minting && s == http.StatusNotFound:
		return configuration(r.op, s, fmt.Errorf("%s has no token endpoint, check vanta-api-url: %w", c.base, ErrNotFound))
	case s == http.StatusForbidden:
		return configuration(r.op, s, fmt.Errorf("%w (%s)", ErrScope, detail))
	case s == http.StatusNotFound:
		return permanent(r.op, s, fmt.Errorf("%w (%s)", ErrNotFound, detail))
	case worthRetrying(s):
		return &transient{
			failed:  retryable(r.op, s, fmt.Errorf("vanta answered %s", detail)),
			atLeast: retryAfter(a.header, time.Now()),
			tries:   maxTries,
		}
	default:
		return permanent(r.op, s, fmt.Errorf("vanta answered %s", detail))
	}
}

// worthRetrying lists the statuses that pass by themselves; 520 to 530 are Cloudflare's.
func worthRetrying(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return status >= 520 && status <= 530
}

// undecodable wraps what a decoder said about a 200. The network may have cut the answer, so it is worth
// asking again.
func (c *Client) undecodable(r request, status int, err error) error {
	return &transient{failed: retryable(r.op, status, err), tries: maxBrokenTries}
}

// detail is the status and the beginning of what the server says about it.
func (c *Client) detail(a *answer) string {
	status := strings.TrimSpace(fmt.Sprintf("%d %s", a.status, strings.ToLower(http.StatusText(a.status))))
	body := bytes.TrimSpace(a.body)
	switch {
	case len(body) == 0:
		return status
	case body[0] == '<':
		return status + ", with a web page"
	default:
		return fmt.Sprintf("%s: %s", status, c.redact.excerpt(string(body), 300))
	}
}

// location names where a redirect points, without the parts that could carry a credential.
func (c *Client) location(a *answer) string {
	u, err := url.Parse(a.header.Get("Location"))
	if err != nil || a.header.Get("Location") == "" {
		return "an unreadable address"
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return c.redact.excerpt(u.String(), 200)
}

// retryAfter reads the header in both its forms, seconds and HTTP date; 0 when it says nothing useful.
// Vanta does not document it. A date is compared with the server's own clock where it gives that.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	n, err := strconv.ParseUint(value, 10, 64)
	if err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(n, uint64(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}

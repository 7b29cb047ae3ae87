package vanta

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

const (
	// maxBody is what one answer may measure, unpacked. A page of 100 tests with their Markdown is about
	// a tenth of it.
	maxBody = 8 << 20
	// maxErrorBody is how much of a refusal is read to explain it.
	maxErrorBody = 64 << 10
)

// request is one call of the API, before the attempts to make it.
type request struct {
	// op is what the call is for; it becomes [Error.Op].
	op     string
	method string
	// path begins with a slash, and its segments are escaped.
	path  string
	query url.Values
	// body is nil for a GET. Only the mint has one, and only the mint goes without a token.
	body []byte
	// plain leaves out the page size, for an endpoint that does not document pages.
	plain bool
}

// answer is what came back. body is whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// limiters returns those that the request must pass.
func (c *Client) limiters(r request) []*rate.Limiter {
	switch {
	case r.body != nil:
		return []*rate.Limiter{c.limits.token}
	case isIntegration(r.path):
		return []*rate.Limiter{c.limits.integrations, c.limits.general}
	default:
		return []*rate.Limiter{c.limits.general}
	}
}

// attempt makes the request once, or twice when the token was refused, and decodes what came. Its error
// is a [*transient] when another attempt may help.
func (c *Client) attempt(ctx context.Context, r request, decode func([]byte) error) error {
	a, err := c.authorized(ctx, r)
	if err != nil {
		return err
	}
	if err := c.judge(r, a); err != nil {
		return err
	}
	if err := decode(a.body); err != nil {
		return c.undecodable(r, a.status, err)
	}
	return nil
}

// authorized sends the request with a token, unless it is the one that gets the token.
func (c *Client) authorized(ctx context.Context, r request) (*answer, error) {
	if r.body != nil {
		if err := wait(ctx, c.limiters(r)...); err != nil {
			return nil, err
		}
		return c.logged(ctx, r, "")
	}
	for {
		// A mint takes its time, so it comes before a limiter's leave to send. The wait for that leave may
		// be long in turn, so the token is asked for again, mostly without a request.
		if _, err := c.token(ctx); err != nil {
			return nil, err
		}
		if err := wait(ctx, c.limiters(r)...); err != nil {
			return nil, err
		}
		token, err := c.token(ctx)
		if err != nil {
			return nil, err
		}
		a, err := c.logged(ctx, r, token)
		if err != nil || a.status != http.StatusUnauthorized {
			return a, err
		}
		if err := c.rejected(ctx, token); err != nil {
			return nil, err
		}
	}
}

// logged is send with a debug line.
func (c *Client) logged(ctx context.Context, r request, token string) (*answer, error) {
	started := time.Now()
	a, err := c.send(ctx, r, token)
	status := 0
	if a != nil {
		status = a.status
	}
	c.log.DebugContext(ctx, "vanta request", "op", r.op, "method", r.method, "path", r.path, "status", status, "duration_ms", time.Since(started).Milliseconds())
	return a, err
}

// send makes one HTTP exchange.
func (c *Client) send(parent context.Context, r request, token string) (*answer, error) {
	ctx, cancel := context.WithTimeout(parent, attemptTimeout)
	defer cancel()
	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, bytes.NewReader(r.body))
	if err != nil {
		return nil, permanent(r.op, 0, errors.New(c.redact.clean(err.Error())))
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "terrafix-action")
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return nil, c.unreachable(parent, r, err)
	}
	defer resp.Body.Close()
	return c.read(parent, r, resp)
}

// read takes the body, up to a bound.
func (c *Client) read(ctx context.Context, r request, resp *http.Response) (*answer, error) {
	a := &answer{status: resp.StatusCode, header: resp.Header}
	var err error
	if a.status != http.StatusOK {
		// Half a refusal explains itself well enough.
		a.body, _ = io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
		return a, nil
	}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, cause
		}
		err = malformed("it broke off after %d bytes: %s", len(a.body), c.redact.clean(err.Error()))
		return nil, c.undecodable(r, a.status, err)
	}
	if len(a.body) > maxBody {
		return nil, permanent(r.op, a.status, fmt.Errorf("%w: more than %d MiB", ErrTooLarge, maxBody>>20))
	}
	return a, nil
}

// unreachable describes a request without an answer. Only the cause of a context survives as an error to
// branch on; the rest becomes text, so that no secret hides in a wrapped error.
func (c *Client) unreachable(ctx context.Context, r request, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	var certificate *tls.CertificateVerificationError
	text := fmt.Errorf("cannot reach %s: %s", c.base, c.redact.clean(err.Error()))
	if errors.As(err, &certificate) {
		return configuration(r.op, 0, text)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		text = fmt.Errorf("no answer from %s within %s", c.base, attemptTimeout)
	}
	return &transient{failed: retryable(r.op, 0, text), tries: maxTries}
}

package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	// attemptTimeout bounds one exchange from the first byte sent to the last byte read. Waiting for a
	// rate limit is not part of it.
	attemptTimeout = 60 * time.Second
	// maxAnswer bounds an answer. The largest known is the unpaged list of matching refs.
	maxAnswer = 32 << 20
	// maxRedirects is enough for a renamed repository.
	maxRedirects = 3
)

// newHTTPClient returns a client that sends the token to the given hosts only.
func newHTTPClient(cfg Config, hosts map[string]bool) *http.Client {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	base.TLSHandshakeTimeout = 10 * time.Second
	base.ResponseHeaderTimeout = 45 * time.Second
	base.MaxIdleConnsPerHost = 8
	return &http.Client{
		Transport:     newLimits(&exchange{base: base, token: cfg.Token, hosts: hosts, observe: cfg.Observe}, cfg),
		CheckRedirect: checkRedirect,
	}
}

// checkRedirect follows a repository's new place on the same host and nothing else: a redirect to
// another host would carry the token away, and one that turns a POST into a GET would lose it.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("stopped after %d redirects", maxRedirects)
	case origin(req.URL) != origin(first.URL):
		return errors.New("refused a redirect to another host")
	case req.Method != first.Method:
		return errors.New("refused a redirect that changes the method")
	}
	return nil
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// exchange makes one attempt: it adds the token, a deadline and a bound on the answer.
type exchange struct {
	base    http.RoundTripper
	token   string
	hosts   map[string]bool
	observe func(*http.Request)
}

// RoundTrip implements [http.RoundTripper].
func (e *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	if !e.hosts[origin(req.URL)] {
		return nil, fmt.Errorf("refused to talk to %s: it is not the configured API", origin(req.URL))
	}
	ctx, cancel := context.WithTimeout(req.Context(), attemptTimeout)
	req = req.Clone(ctx)
	if e.token != "" {
		req.Header.Set("Authorization", "Bearer "+e.token)
	}
	if e.observe != nil {
		e.observe(req)
	}
	resp, err := e.base.RoundTrip(req)
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = &boundedBody{ReadCloser: resp.Body, left: maxAnswer, cancel: cancel}
	return resp, nil
}

// boundedBody fails, rather than ending early, when the answer is too large.
type boundedBody struct {
	io.ReadCloser
	left   int64
	cancel context.CancelFunc
}

// Read implements [io.Reader].
func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the answer is larger than %d bytes", maxAnswer)
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}

// Close implements [io.Closer] and ends the attempt.
func (b *boundedBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

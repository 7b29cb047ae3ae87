package vanta_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// stand is a client beside the stand-in that it talks to.
type stand struct {
	*vanta.Client
	server *vantaserver.Server
	logs   *bytes.Buffer
	mu     sync.Mutex
	masked []string
}

// setup is what differs between tests.
type setup struct {
	state   vantaserver.State
	options vantaserver.Options
	config  vanta.Config
}

// loopback serves the stand-in over the loopback interface, below a path, so that a client which builds
// its addresses from the host alone fails. Nothing is limited or paced.
func loopback(t *testing.T, s setup) *stand {
	t.Helper()
	s.options.Unlimited = true
	st := &stand{server: vantaserver.New(s.state, s.options), logs: &bytes.Buffer{}}
	ts := httptest.NewServer(http.StripPrefix("/base", st.server))
	t.Cleanup(ts.Close)
	if s.config.BaseURL == "" {
		s.config.BaseURL = ts.URL + "/base"
	}
	st.connect(t, s.config)
	return st
}

// bubble runs f with a clock that jumps, and with the stand-in behind in-memory connections: real
// requests, and hours of pauses in no time. Leaked goroutines fail the test.
func bubble(t *testing.T, s setup, f func(t *testing.T, st *stand)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		st := &stand{server: vantaserver.New(s.state, s.options), logs: &bytes.Buffer{}}
		l := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
		srv := &http.Server{Handler: st.server, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)}
		go srv.Serve(l) // it ends with ErrServerClosed
		transport := &http.Transport{DialContext: l.dial}
		defer func() {
			transport.CloseIdleConnections()
			_ = srv.Close()
			synctest.Wait()
		}()
		s.config.BaseURL, s.config.Transport = "http://127.0.0.1", transport
		st.connect(t, s.config)
		f(t, st)
	})
}

func (st *stand) connect(t *testing.T, cfg vanta.Config) {
	t.Helper()
	if cfg.ClientID == "" {
		cfg.ClientID = vantaserver.DefaultClientID
	}
	if cfg.ClientSecret == "" {
		cfg.ClientSecret = vantaserver.DefaultClientSecret
	}
	cfg.Logger = slog.New(slog.NewTextHandler(&lockedWriter{w: st.logs, mu: &st.mu}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	cfg.Mask = func(secret string) {
		st.mu.Lock()
		defer st.mu.Unlock()
		st.masked = append(st.masked, secret)
	}
	c, err := vanta.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	st.Client = c
}

func (st *stand) log() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.logs.String()
}

// poll polls and checks what must be true of every poll.
func (st *stand) poll(t *testing.T, f vanta.Filter) (*vanta.Poll, error) {
	t.Helper()
	p, err := st.Poll(t.Context(), f)
	if (p == nil) == (err == nil) {
		t.Errorf("a poll is complete or an error: got %v and %v", p, err)
	}
	if err != nil {
		st.checkError(t, err)
	}
	if errs := st.server.Errors(); len(errs) > 0 {
		t.Errorf("the stand-in complains: %q", errs)
	}
	checkSecrets(t, "the log", st.log())
	return p, err
}

func (st *stand) checkError(t *testing.T, err error) {
	t.Helper()
	var e *vanta.Error
	if !errors.As(err, &e) || e.Kind == "" || e.Op == "" {
		t.Errorf("the error is not typed: %#v", err)
	}
	for err := err; err != nil; err = errors.Unwrap(err) {
		checkSecrets(t, "the error", err.Error())
	}
}

func checkSecrets(t *testing.T, where, text string) {
	t.Helper()
	for _, secret := range []string{vantaserver.DefaultClientSecret, "vat_sandbox", "hunter2"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds the secret %s: %s", where, secret, text)
		}
	}
}

// mustPoll polls everything and expects success.
func (st *stand) mustPoll(t *testing.T) *vanta.Poll {
	t.Helper()
	p, err := st.poll(t, vanta.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type lockedWriter struct {
	w  io.Writer
	mu *sync.Mutex
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// pipeListener is a network of in-memory connections, which the clock of a bubble understands.
type pipeListener struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// elapsed measures f on the bubble's clock.
func elapsed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// oneBucket is the smallest state with a failure.
func oneBucket() vantaserver.State { return buckets(1, 1) }

// buckets is a state of failing tests, each failed by its own S3 buckets.
func buckets(tests, each int) vantaserver.State {
	var s vantaserver.State
	for i := range tests {
		test := vantaserver.Test{ID: "test-" + number(i)}
		for j := range each {
			test.Entities = append(test.Entities, vantaserver.Entity{DisplayName: "bucket-" + number(i) + "-" + number(j), Kind: "S3", Account: "123456789012", Region: "us-east-1"})
		}
		s.Tests = append(s.Tests, test)
	}
	return s
}

func number(i int) string {
	return string([]byte{'0' + byte(i/100%10), '0' + byte(i/10%10), '0' + byte(i%10)})
}

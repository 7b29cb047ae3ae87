package vantaserver

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Options configure [New]. The zero value has Vanta's limits and accepts one well-known application.
type Options struct {
	// ClientID and ClientSecret are the only credentials that work; they default to [DefaultClientID] and
	// [DefaultClientSecret].
	ClientID, ClientSecret string
	// Scopes are those of the application; they default to vanta-api.all:read.
	Scopes []string
	// TokenLifetime defaults to an hour. It is not scaled.
	TokenLifetime time.Duration
	// Minute is how long a minute of the limits takes; it defaults to a real one.
	Minute time.Duration
	// Unlimited switches the limits off.
	Unlimited bool
	// RetryAfter makes a 429 carry Retry-After. Vanta does not document that it does.
	RetryAfter bool
}

// The credentials that work when [Options] does not say otherwise. They have the shape of real ones.
const (
	DefaultClientID     = "vci_sandbox"
	DefaultClientSecret = "vcs_sandbox-secret"
)

// Server is the stand-in. It is an http.Handler and safe for concurrent use.
type Server struct {
	opts Options
	mux  *http.ServeMux

	mu      sync.Mutex
	state   State
	token   string // the single active one
	expires time.Time
	minted  int
	windows map[string][]time.Time
	faults  []*Fault
	errors  []string
	log     []Request
}

// Request is one request that came in.
type Request struct {
	// Route is the pattern that took it, such as "GET /v1/tests/{id}"; empty when none did.
	Route string
	// Method and URL are as on the request line.
	Method, URL string
	// Status is that of the answer; 0 when the connection was cut.
	Status int
	At     time.Time
}

// New returns a server that starts with the state.
func New(state State, opts Options) *Server {
	orDefault(&opts.ClientID, DefaultClientID)
	orDefault(&opts.ClientSecret, DefaultClientSecret)
	if opts.Scopes == nil {
		opts.Scopes = []string{"vanta-api.all:read"}
	}
	if opts.TokenLifetime == 0 {
		opts.TokenLifetime = time.Hour
	}
	if opts.Minute == 0 {
		opts.Minute = time.Minute
	}
	s := &Server{opts: opts, mux: http.NewServeMux(), state: state.complete(), windows: map[string][]time.Time{}}
	s.routes()
	return s
}

// Set replaces the state. Tokens, limits, faults and the log stay.
func (s *Server) Set(state State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state.complete()
}

// SetFailing lets Vanta run a test again, an hour after its last run: the entities now fail it. None
// makes it OK. The flip date moves when the status does. A test that is not there is an error.
func (s *Server) SetFailing(testID string, entities ...Entity) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.state.Tests, func(t Test) bool { return t.ID == testID })
	if i < 0 {
		return fmt.Errorf("the vanta stand-in has no test %q", testID)
	}
	t := s.state.Tests[i]
	last, err := time.Parse(time.RFC3339, t.LastTestRunDate)
	if err != nil {
		return fmt.Errorf("run the test %q again: %w", testID, err)
	}
	t.LastTestRunDate = last.Add(time.Hour).UTC().Format("2006-01-02T15:04:05.000Z")
	status := failing
	if len(entities) == 0 {
		status = "OK"
	}
	if t.Status != status {
		t.Status, t.LatestFlipDate = status, t.LastTestRunDate
	}
	// What passes now is still in the inventory.
	s.state.Resources = append(s.state.Resources, State{Tests: []Test{t}}.inventory()...)
	t.Entities = slices.Clone(entities)
	s.state.Tests[i] = t.complete()
	return nil
}

// RevokeToken ends the active token, as another process that mints one does.
func (s *Server) RevokeToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
}

// Errors lists what a client got wrong: unknown routes, unknown query parameters, malformed requests.
func (s *Server) Errors() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.errors)
}

// Log lists the requests in the order of their answers.
func (s *Server) Log() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// Requests counts the requests by route, such as "GET /v1/tests". Those without a route count under "".
func (s *Server) Requests() map[string]int {
	counts := map[string]int{}
	for _, r := range s.Log() {
		counts[r.Route]++
	}
	return counts
}

// Tokens counts the tokens that were minted.
func (s *Server) Tokens() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.minted
}

// fail writes an error of the client down.
func (s *Server) fail(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// net/http notices a client that goes away only once the body is read.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := &recorder{header: http.Header{}}
	_, route := s.mux.Handler(r)
	if route == "/" {
		route = ""
	}
	fault := s.fault(r)
	entry := Request{Route: route, Method: r.Method, URL: r.URL.RequestURI(), At: time.Now()}
	if fault != nil && fault.pause(r) != nil {
		return
	}
	if fault != nil && fault.RevokeToken {
		s.RevokeToken()
	}
	if fault != nil && fault.answers() {
		fault.write(rec)
	} else {
		s.mux.ServeHTTP(rec, r)
	}
	if fault != nil {
		fault.damage(rec)
	}
	cut := fault != nil && fault.Hangup
	if !cut {
		entry.Status = rec.status
	}
	s.mu.Lock()
	s.log = append(s.log, entry)
	s.mu.Unlock()
	if cut {
		// net/http closes the connection and prints nothing.
		panic(http.ErrAbortHandler)
	}
	rec.copy(w)
}

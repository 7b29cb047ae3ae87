// Package githubserver is a stand-in for GitHub's REST API and the part of its GraphQL API that
// the action uses, served on loopback and backed by a real bare git repository: a pull request is
// a real branch that can be cloned and diffed.
//
// Every request is checked against GitHub's published OpenAPI description (openapi.json) or the
// GraphQL schema (schema.graphql). One that does not fit, or that names a route not served here,
// is answered with status 599 and the reason, and kept in [Server.Violations].
//
// Texts and statuses of errors are GitHub's own. People's acts (merging, closing, pushing) are
// methods of [Server]; faults, limits and races are set at run time.
package githubserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is a running stand-in. Its methods are safe for concurrent use.
type Server struct {
	opts  Options
	git   *store
	check *checker
	mux   *http.ServeMux
	http  *http.Server
	base  string
	done  chan struct{}

	// mu guards the repository and everything below but the journal: a request's work happens
	// as one step, as each of GitHub's does.
	mu       sync.Mutex
	settings Settings
	now      time.Time
	writes   []time.Time
	last     int // the last number given to an issue or pull request
	lastNote int64
	issues   map[int]*issue
	labels   map[string]label // by lower-case name

	journal journal
	faults  faults
}

// New makes the bare repository with its initial commit and serves it until Close.
func New(opts Options) (*Server, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	check, err := newChecker()
	if err != nil {
		return nil, err
	}
	s := &Server{
		opts: opts, check: check, settings: opts.Settings,
		now:    time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
		issues: map[int]*issue{}, labels: map[string]label{}, done: make(chan struct{}),
	}
	ctx := context.Background()
	if s.git, err = newStore(ctx, opts.Dir, opts.DefaultBranch); err != nil {
		return nil, err
	}
	if err := s.initialCommit(ctx); err != nil {
		return nil, err
	}
	s.mux = s.routes()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening on loopback: %w", err)
	}
	s.base = "http://" + ln.Addr().String()
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(ln)
	}()
	return s, nil
}

// Close stops serving and waits for the listener to end; the repository stays.
func (s *Server) Close() error {
	err := s.http.Close()
	<-s.done
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// URL returns what a runner has in GITHUB_SERVER_URL for this server: scheme, host and port.
func (s *Server) URL() string { return s.base }

// APIURL returns the value for GITHUB_API_URL.
func (s *Server) APIURL() string { return s.base + restPrefix }

// GraphQLURL returns the value for GITHUB_GRAPHQL_URL.
func (s *Server) GraphQLURL() string { return s.base + graphqlPath }

// Repository returns "owner/repo", the value for GITHUB_REPOSITORY.
func (s *Server) Repository() string { return s.opts.Owner + "/" + s.opts.Repo }

// GitDir returns the folder of the bare repository.
func (s *Server) GitDir() string { return s.git.dir }

// Set changes the settings while no request is being worked on.
func (s *Server) Set(change func(*Settings)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.settings)
	s.settings = s.settings.clone()
}

// Advance moves the dates of what is created from now on; it does nothing when Options.Now is set.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// date returns the present moment of the repository, in whole seconds as git and GitHub keep it.
func (s *Server) date() time.Time {
	if s.opts.Now != nil {
		return s.opts.Now().UTC().Truncate(time.Second)
	}
	return s.now
}

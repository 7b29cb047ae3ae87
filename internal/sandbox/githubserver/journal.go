package githubserver

import (
	"fmt"
	"slices"
	"sync"
)

// Record is one request that the server received.
type Record struct {
	Method string
	// Path is decoded and lacks "/api/v3": "/repos/acme/infrastructure/pulls" or "/graphql".
	Path string
	// Query is the raw query string.
	Query string
	// Operation names the root fields of a GraphQL request, joined by commas in their order
	// ("repository"); "" for REST.
	Operation string
	// Status is what was answered; 0 when the connection was cut instead.
	Status int
}

// String returns the request line and the status.
func (r Record) String() string {
	path := r.Path
	if r.Query != "" {
		path += "?" + r.Query
	}
	if r.Operation != "" {
		path += " " + r.Operation
	}
	return fmt.Sprintf("%s %s %d", r.Method, path, r.Status)
}

// journal has a lock of its own, so that it can be read while a request is worked on.
type journal struct {
	mu         sync.Mutex
	records    []Record
	violations []string
}

func (j *journal) add(r Record) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.records = append(j.records, r)
}

func (j *journal) violate(line, reason string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.violations = append(j.violations, line+": "+reason)
}

// Requests returns the requests answered so far, in the order of their answers.
func (s *Server) Requests() []Record {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return slices.Clone(s.journal.records)
}

// Count returns the number of requests answered so far.
func (s *Server) Count() int {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return len(s.journal.records)
}

// ResetRequests forgets the requests answered so far, not the violations.
func (s *Server) ResetRequests() {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	s.journal.records = nil
}

// Violations returns one line for each request that was answered with 599: its request line and
// what was wrong. A test ends by requiring that there is none.
func (s *Server) Violations() []string {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return slices.Clone(s.journal.violations)
}

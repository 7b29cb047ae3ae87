package vantaserver

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"strings"
	"time"
)

// Fault makes some requests go wrong.
type Fault struct {
	// Method and PathPrefix choose the requests; empty means all.
	Method, PathPrefix string
	// Nth is the first of them that goes wrong, counted from 1 on since the injection; 0 is the first.
	Nth int
	// Times is how many in a row go wrong; 0 means one, a negative number all that follow.
	Times int

	// Status answers in place of the server; 0 lets the server answer, unless Body is set.
	Status int
	// Header is added to the answer.
	Header http.Header
	// Body is the answer's body.
	Body string
	// Truncate cuts the body in half, with a Content-Length that fits the half.
	Truncate bool
	// Hangup cuts the connection in place of an answer.
	Hangup bool
	// RevokeToken ends the active token before the request is looked at.
	RevokeToken bool
	// Delay is waited for first, or until the client gives up.
	Delay time.Duration

	seen int
}

// Inject adds a fault. The first one that fits a request applies.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.seen = 0
	s.faults = append(s.faults, &f)
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault returns the one that applies to the request. Each fault counts the requests that fit it.
func (s *Server) fault(r *http.Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var applies *Fault
	for _, f := range s.faults {
		if (f.Method != "" && f.Method != r.Method) || !strings.HasPrefix(r.URL.Path, f.PathPrefix) {
			continue
		}
		f.seen++
		first, times := max(f.Nth, 1), f.Times
		if times == 0 {
			times = 1
		}
		if applies == nil && f.seen >= first && (times < 0 || f.seen < first+times) {
			applies = f
		}
	}
	return applies
}

func (f *Fault) pause(r *http.Request) error {
	if f.Delay <= 0 {
		return nil
	}
	t := time.NewTimer(f.Delay)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-r.Context().Done():
		return context.Cause(r.Context())
	}
}

// answers tells whether the fault stands in for the server.
func (f *Fault) answers() bool { return f.Status != 0 || f.Body != "" }

func (f *Fault) write(rec *recorder) {
	rec.header.Set("Content-Type", "application/json")
	rec.WriteHeader(max(f.Status, http.StatusOK))
	rec.body.WriteString(f.Body)
}

func (f *Fault) damage(rec *recorder) {
	for name, values := range f.Header {
		rec.header[http.CanonicalHeaderKey(name)] = values
	}
	if f.Truncate {
		rec.body.Truncate(rec.body.Len() / 2)
	}
}

// recorder holds an answer until it is known whether it may leave whole.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

func (r *recorder) copy(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	w.WriteHeader(max(r.status, http.StatusOK))
	// The client may be gone, which is its own business.
	_, _ = w.Write(r.body.Bytes())
}

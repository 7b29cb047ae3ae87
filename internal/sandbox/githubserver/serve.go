package githubserver

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

const (
	restPrefix  = "/api/v3"
	graphqlPath = "/api/graphql"
	// maxBody bounds a request's body; GitHub takes about 40 MiB.
	maxBody = 40 << 20
	// statusViolation is no HTTP status: nothing that retries or branches on a known one can
	// take it for an answer of GitHub.
	statusViolation = 599
)

// call is one request on its way through the server.
type call struct {
	s       *Server
	ctx     context.Context // not ended by the client: work that was begun is finished
	method  string
	path    string // see Record.Path
	vars    map[string]string
	query   url.Values
	body    []byte
	docs    string // documentation_url of the route
	graphql bool
	gql     *gqlRequest // of a GraphQL request
}

// handler does the work of one route with Server.mu held. An error means that the stand-in
// itself failed.
type handler func(*call) (reply, error)

// record returns what the journal keeps of the call.
func (c *call) record(r *http.Request, status int) Record {
	rec := Record{Method: c.method, Path: c.path, Query: r.URL.RawQuery, Status: status}
	if c.gql != nil {
		rec.Operation = c.gql.operation()
	}
	return rec
}

// write reports whether the call changes something.
func (c *call) write() bool {
	if c.graphql {
		return c.gql.mutation()
	}
	return c.method != http.MethodGet
}

// serve is the entry of every request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-GitHub-Request-Id", requestID)
	w.Header().Set("X-GitHub-Media-Type", "github.v3; format=json")
	// The mux would answer such a path with a redirect; to GitHub it names something else.
	if p := strings.TrimSuffix(r.URL.Path, "/"); p != "" && path.Clean(p) != p {
		s.violation(w, r, "the path is not clean")
		return
	}
	s.mux.ServeHTTP(w, r)
}

// violation answers 599 and keeps the reason.
func (s *Server) violation(w http.ResponseWriter, r *http.Request, reason string) {
	line := r.Method + " " + r.URL.RequestURI()
	s.journal.violate(line, reason)
	s.journal.add(Record{Method: r.Method, Path: strings.TrimPrefix(r.URL.Path, restPrefix), Query: r.URL.RawQuery, Status: statusViolation})
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	reply{status: statusViolation, body: map[string]string{
		"message": "the stand-in for GitHub refuses " + line + ": " + reason,
	}}.write(w)
}

// rest serves one REST route.
func (s *Server) rest(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := readBody(r)
		if err != nil {
			s.violation(w, r, err.Error())
			return
		}
		c := &call{
			s: s, ctx: context.WithoutCancel(r.Context()), method: r.Method,
			path: strings.TrimPrefix(r.URL.Path, restPrefix), vars: map[string]string{},
			query: r.URL.Query(), body: body, docs: s.check.docs(rt.method, rt.template),
		}
		for _, name := range rt.variables() {
			c.vars[name] = r.PathValue(name)
		}
		if err := s.check.request(r, rt.template, c.vars, body); err != nil {
			s.violation(w, r, err.Error())
			return
		}
		s.finish(w, r, c, rt.handle)
	}
}

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if len(body) > maxBody {
		return nil, fmt.Errorf("the body is longer than %d bytes", maxBody)
	}
	return body, nil
}

// finish lets a fault strike before or after the work and sends the answer.
func (s *Server) finish(w http.ResponseWriter, r *http.Request, c *call, handle handler) {
	f := s.faults.strike(c.method, c.path, c.record(r, 0).Operation)
	if f != nil && !f.After && s.disturb(w, r, c, f) {
		return
	}
	rep, err := s.work(w.Header(), r, c, handle)
	if err != nil {
		s.violation(w, r, "the stand-in failed: "+err.Error())
		return
	}
	if f != nil && f.After && s.disturb(w, r, c, f) {
		return
	}
	s.journal.add(c.record(r, rep.status))
	rep.write(w)
}

// disturb carries out a fault and reports whether the request is over.
func (s *Server) disturb(w http.ResponseWriter, r *http.Request, c *call, f *Fault) (over bool) {
	f.act(r.Context(), s)
	if f.Drop {
		s.journal.add(c.record(r, 0))
		panic(http.ErrAbortHandler) // net/http cuts the connection and logs nothing
	}
	rep, ok := f.answer()
	if ok {
		s.journal.add(c.record(r, rep.status))
		rep.write(w)
	}
	return ok
}

// work checks token, limits and repository, then runs the handler.
func (s *Server) work(h http.Header, r *http.Request, c *call, handle handler) (reply, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if rep, ok := s.unauthorized(r); ok {
		return rep, nil
	}
	if rep, ok := s.limited(h, c, c.write()); ok {
		return rep, nil
	}
	if !c.graphql && !s.named(c.vars["owner"], c.vars["repo"]) {
		return c.notFound(), nil
	}
	return handle(c)
}

// named reports whether the names are the repository's; case does not matter to GitHub.
func (s *Server) named(owner, repo string) bool {
	return strings.EqualFold(owner, s.opts.Owner) && strings.EqualFold(repo, s.opts.Repo)
}

// unauthorized refuses a request without an accepted token. The caller holds s.mu.
func (s *Server) unauthorized(r *http.Request) (reply, bool) {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	known := strings.EqualFold(kind, "bearer") || strings.EqualFold(kind, "token")
	switch {
	case r.Header.Get("Authorization") == "":
		return refuse(http.StatusUnauthorized, docsRoot, "Requires authentication"), true
	case !known || token == "", len(s.settings.Tokens) > 0 && !slices.Contains(s.settings.Tokens, token):
		return refuse(http.StatusUnauthorized, docsRoot, "Bad credentials"), true
	}
	return reply{}, false
}

// decode reads the body, which the checker has already compared with the schema. An absent body
// leaves the zero value.
func decode[T any](c *call) (T, error) {
	var v T
	if len(c.body) == 0 {
		return v, nil
	}
	if err := json.Unmarshal(c.body, &v); err != nil {
		return v, fmt.Errorf("decoding the body: %w", err)
	}
	return v, nil
}

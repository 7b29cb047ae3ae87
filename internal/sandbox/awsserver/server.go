// Package awsserver stands in for GitHub's OIDC token endpoint, for AWS STS and for Amazon Bedrock's
// Converse API, on loopback.
//
// It is strict where a mistake would be ours: a request that does not fit the published shapes, a
// missing signature or session policy, or an unknown route is answered with 599 and kept in Violations.
// It refuses in AWS's own words where AWS would refuse a well-formed request: forced tools, sampling
// parameters, models without an inference profile. Answers come from a folder of scripted replies, from
// a function, or both; see [LoadScript] and [Responder].
package awsserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// StatusViolation is the status of an answer to a request that should never have been made.
const StatusViolation = 599

// Options say what the server accepts and answers. The zero value accepts any role and has no replies.
type Options struct {
	// RequestToken is the bearer token of the OIDC endpoint; empty means "oidc-request-token".
	RequestToken string
	// Audience is the audience that the OIDC endpoint and STS accept; empty means "sts.amazonaws.com".
	Audience string
	// Repository is "owner/name" in the tokens' sub claim; empty means "acme/infrastructure".
	Repository string
	// RoleARN is the role that may be assumed; empty means any.
	RoleARN string
	// AccessKeys are access key ids, beside those that STS gave out, that may sign requests.
	AccessKeys []string
	// OIDCFailures are statuses that the OIDC endpoint answers first, one a request.
	OIDCFailures []int
	// STSFailures are error codes that STS answers first, one a request: InvalidIdentityToken,
	// ExpiredTokenException, AccessDenied, IDPCommunicationError.
	STSFailures []string
	// Script holds replies that are used before Responder is asked.
	Script []Scripted
	// Responder computes the replies that the script does not hold. May be nil.
	Responder Responder
}

// Responder computes a reply. It is called by one goroutine at a time and must not call the server's
// methods. On repair turns the target stands in Request.First, the findings in Request.User.
type Responder func(Request) Reply

// Server is a running stand-in.
type Server struct {
	http *httptest.Server
	opts Options

	mu         sync.Mutex
	tokens     map[string]bool   // OIDC tokens given out
	sessions   map[string]string // access key id to session token
	signatures map[string]bool   // of reasoning blocks given out
	cached     map[string]bool   // prefixes in the prompt cache
	used       []int             // how often each scripted reply was given
	counter    int
	oidcFailed int
	stsFailed  int
	requests   []Request
	refusals   []string
	violations []string
}

// Start starts a server on loopback. The caller closes it.
func Start(opts Options) *Server {
	defaults := []struct {
		field *string
		value string
	}{
		{&opts.RequestToken, "oidc-request-token"},
		{&opts.Audience, "sts.amazonaws.com"},
		{&opts.Repository, "acme/infrastructure"},
	}
	for _, d := range defaults {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	s := &Server{
		opts:       opts,
		tokens:     map[string]bool{},
		sessions:   map[string]string{},
		signatures: map[string]bool{},
		cached:     map[string]bool{},
		used:       make([]int, len(opts.Script)),
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Close stops the server.
func (s *Server) Close() { s.http.Close() }

// URL returns the base of all three services.
func (s *Server) URL() string { return s.http.URL }

// Environ returns the environment variables that lead a runner's process to the server, in the form of
// os.Environ.
func (s *Server) Environ() []string {
	return []string{
		"ACTIONS_ID_TOKEN_REQUEST_URL=" + s.http.URL + "/oidc/token?api-version=2.0",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN=" + s.opts.RequestToken,
		"AWS_ENDPOINT_URL_STS=" + s.http.URL + "/sts",
		"AWS_ENDPOINT_URL_BEDROCK_RUNTIME=" + s.http.URL + "/bedrock",
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

// Requests returns the Converse requests that were answered, in order. Refused ones are not among them.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Refusals returns the texts with which well-formed Converse requests were refused, in order.
func (s *Server) Refusals() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.refusals...)
}

// Violations returns what should never have been asked. A test ends by finding it empty.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

// Secrets returns every token and key that the server gave out, so that a test can look for them where
// they must not be.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for token := range s.tokens {
		out = append(out, token)
	}
	for key, token := range s.sessions {
		out = append(out, key, secretKey(key), token)
	}
	return out
}

// serve sends a request to its service.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	switch {
	case r.Method == http.MethodGet && path == "/oidc/token":
		s.serveToken(w, r)
	case r.Method == http.MethodPost && (path == "/sts" || path == "/sts/"):
		s.serveSTS(w, r)
	case r.Method == http.MethodPost && strings.HasPrefix(path, "/bedrock/model/") && strings.HasSuffix(path, "/converse"):
		s.serveConverse(w, r)
	default:
		s.violation(w, "no such route: %s %s", r.Method, path)
	}
}

// violation records and answers a request that should not have been made.
func (s *Server) violation(w http.ResponseWriter, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.mu.Lock()
	s.violations = append(s.violations, text)
	s.mu.Unlock()
	writeJSON(w, StatusViolation, map[string]string{"message": "awsserver: " + text})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is no concern of ours
}

package awsserver

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// serveToken is the endpoint at ACTIONS_ID_TOKEN_REQUEST_URL.
// https://docs.github.com/en/actions/reference/security/oidc
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.counter++
	n := s.counter
	status := 0
	if s.oidcFailed < len(s.opts.OIDCFailures) {
		status = s.opts.OIDCFailures[s.oidcFailed]
		s.oidcFailed++
	}
	s.mu.Unlock()
	audience := r.URL.Query().Get("audience")
	switch {
	case r.Header.Get("Authorization") != "Bearer "+s.opts.RequestToken:
		s.violation(w, "the OIDC token was asked for without the request token")
	case audience != s.opts.Audience:
		s.violation(w, "the OIDC token was asked for the audience %q, not %q", audience, s.opts.Audience)
	case status != 0:
		writeJSON(w, status, map[string]string{"message": http.StatusText(status)})
	default:
		token := s.idToken(audience, n)
		s.mu.Lock()
		s.tokens[token] = true
		s.mu.Unlock()
		writeJSON(w, http.StatusOK, map[string]any{"count": len(token), "value": token})
	}
}

// idToken makes a token of the shape of GitHub's. Its signature is made up.
func (s *Server) idToken(audience string, n int) string {
	now := time.Now()
	part := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err) // maps of strings and numbers always encode
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	header := map[string]string{"alg": "RS256", "typ": "JWT", "kid": "stand-in"}
	claims := map[string]any{
		"iss":        "https://token.actions.githubusercontent.com",
		"aud":        audience,
		"sub":        "repo:" + s.opts.Repository + ":ref:refs/heads/main",
		"repository": s.opts.Repository,
		"jti":        fmt.Sprintf("stand-in-%d", n),
		"iat":        now.Unix(),
		"exp":        now.Add(5 * time.Minute).Unix(),
	}
	return part(header) + "." + part(claims) + "." + part(fmt.Sprintf("signature-%d", n))
}

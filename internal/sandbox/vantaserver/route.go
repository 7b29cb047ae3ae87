package vantaserver

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Vanta's limits, in requests a minute.
const (
	generalLimit     = 50
	integrationLimit = 20
	tokenLimit       = 5
)

func (s *Server) routes() {
	paging := []string{"pageSize", "pageCursor"}
	get := func(path string, params []string, h http.HandlerFunc) {
		s.mux.HandleFunc("GET "+path, s.guarded(params, h))
	}
	s.mux.HandleFunc("POST /oauth/token", s.postToken)
	get("/v1/tests", append([]string{"statusFilter", "frameworkFilter", "integrationFilter", "controlFilter", "ownerFilter", "categoryFilter", "isInRollout"}, paging...), s.getTests)
	get("/v1/tests/{id}", nil, s.getTest)
	get("/v1/tests/{id}/entities", append([]string{"entityStatus"}, paging...), s.getEntities)
	get("/v1/integrations", paging, s.getIntegrations)
	get("/v1/integrations/{integration}", nil, s.getIntegration)
	get("/v1/integrations/{integration}/resource-kinds", nil, s.getKinds)
	get("/v1/integrations/{integration}/resource-kinds/{kind}", []string{"connectionId"}, s.getKind)
	get("/v1/integrations/{integration}/resource-kinds/{kind}/resources", append([]string{"connectionId", "hasDescription", "hasOwner", "isInScope"}, paging...), s.getResources)
	get("/v1/integrations/{integration}/resource-kinds/{kind}/resources/{id}", nil, s.getResource)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		line := r.Method + " " + r.URL.RequestURI()
		s.fail("no such route: %s", line)
		problem(w, 599, "the vanta stand-in has no such route: "+line)
	})
}

// guarded checks limits, token and parameters before a handler runs.
func (s *Server) guarded(params []string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for name := range r.URL.Query() {
			if !slices.Contains(params, name) {
				s.fail("unknown query parameter %q: %s %s", name, r.Method, r.URL.Path)
			}
		}
		limits := map[string]int{"general": generalLimit}
		if strings.HasPrefix(r.URL.Path, "/v1/integrations") {
			limits["integrations"] = integrationLimit
		}
		if !s.admit(w, limits) {
			return
		}
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		s.mu.Lock()
		ok = ok && s.token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) == 1 && time.Now().Before(s.expires)
		s.mu.Unlock()
		if !ok {
			problem(w, http.StatusUnauthorized, "Unauthorized")
			return
		}
		if size := r.URL.Query().Get("pageSize"); size != "" {
			if n, err := strconv.Atoi(size); err != nil || n < 1 || n > 100 {
				s.fail("pageSize=%s is not in 1..100: %s", size, r.URL.Path)
				problem(w, http.StatusBadRequest, "pageSize must be between 1 and 100")
				return
			}
		}
		h(w, r)
	}
}

// admit answers 429 when one of the limits is used up. A request that is refused does not count.
func (s *Server) admit(w http.ResponseWriter, limits map[string]int) bool {
	if s.opts.Unlimited {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for name, limit := range limits {
		window := slices.DeleteFunc(s.windows[name], func(at time.Time) bool { return now.Sub(at) >= s.opts.Minute })
		s.windows[name] = window
		if len(window) < limit {
			continue
		}
		if s.opts.RetryAfter {
			left := s.opts.Minute - now.Sub(window[0])
			w.Header().Set("Retry-After", strconv.Itoa(int((left+time.Second-1)/time.Second)))
		}
		problem(w, http.StatusTooManyRequests, fmt.Sprintf("Too many requests: %d a minute (%s)", limit, name))
		return false
	}
	for name := range limits {
		s.windows[name] = append(s.windows[name], now)
	}
	return true
}

// postToken is the client credentials grant. A new token ends the one before.
func (s *Server) postToken(w http.ResponseWriter, r *http.Request) {
	if !s.admit(w, map[string]int{"token": tokenLimit}) {
		return
	}
	var grant struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		Scope        string `json:"scope"`
		GrantType    string `json:"grant_type"`
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&grant); err != nil || media != "application/json" {
		s.fail("the token request is not application/json")
		reply(w, http.StatusBadRequest, map[string]any{"error": "invalid_request"})
		return
	}
	if grant.GrantType != "client_credentials" {
		s.fail("the grant type is %q", grant.GrantType)
		reply(w, http.StatusBadRequest, map[string]any{"error": "unsupported_grant_type"})
		return
	}
	if grant.ClientID != s.opts.ClientID || subtle.ConstantTimeCompare([]byte(grant.ClientSecret), []byte(s.opts.ClientSecret)) != 1 {
		reply(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client", "error_description": "Client authentication failed"})
		return
	}
	for _, scope := range strings.Fields(grant.Scope) {
		if !slices.Contains(s.opts.Scopes, scope) {
			reply(w, http.StatusBadRequest, map[string]any{"error": "invalid_scope", "error_description": "The application does not have the scope " + scope})
			return
		}
	}
	s.mu.Lock()
	s.minted++
	s.token = fmt.Sprintf("vat_sandbox-%d-%s", s.minted, digits(s.opts.ClientSecret, strconv.Itoa(s.minted)))
	s.expires = time.Now().Add(s.opts.TokenLifetime)
	token := s.token
	s.mu.Unlock()
	reply(w, http.StatusOK, map[string]any{"access_token": token, "expires_in": int(s.opts.TokenLifetime / time.Second), "token_type": "Bearer"})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// Only a recorder is ever written to.
	_ = json.NewEncoder(w).Encode(body)
}

func problem(w http.ResponseWriter, status int, message string) {
	reply(w, status, map[string]any{"error": map[string]any{"message": message, "code": status}})
}

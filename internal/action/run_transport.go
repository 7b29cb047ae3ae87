package action

import (
	"net/http"
	"strings"
)

// counter counts the requests that pass through it.
type counter struct {
	base  http.RoundTripper
	count func()
}

// RoundTrip implements http.RoundTripper.
func (c *counter) RoundTrip(request *http.Request) (*http.Response, error) {
	c.count()
	return c.base.RoundTrip(request)
}

func (r *run) countVanta() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Requests.Vanta++
}

// countGitHub tells writes apart: a GraphQL query is a POST that reads.
func (r *run) countGitHub(request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Requests.GitHub++
	if request.Method != http.MethodGet && !strings.HasSuffix(request.URL.Path, "/graphql") {
		r.report.Requests.GitHubWrites++
	}
}

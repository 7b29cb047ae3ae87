package pullrequest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestNewRefuses(t *testing.T) {
	good := Config{Token: "t", APIURL: "https://api.github.com", GraphQLURL: "https://api.github.com/graphql", Owner: "acme", Repo: "infra", Prefix: "terrafix/", WritesPerMinute: 60}
	tests := []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"nothing wrong", func(*Config) {}, ""},
		{"underscore of an EMU account", func(c *Config) { c.Owner = "jane_acme" }, ""},
		{"prefix of two segments", func(c *Config) { c.Prefix = "bots/terrafix/" }, ""},
		{"prefix without slash", func(c *Config) { c.Prefix = "terrafix-" }, ""},
		{"relative API", func(c *Config) { c.APIURL = "api.github.com" }, "the API URL"},
		{"password in the URL", func(c *Config) { c.GraphQLURL = "https://u:p@x/graphql" }, "the GraphQL URL"},
		{"owner climbs", func(c *Config) { c.Owner = ".." }, "GitHub account"},
		{"repo climbs", func(c *Config) { c.Repo = ".." }, "GitHub repository"},
		{"repo with a slash", func(c *Config) { c.Repo = "a/b" }, "GitHub repository"},
		{"no prefix", func(c *Config) { c.Prefix = "" }, "branch prefix"},
		{"prefix climbs", func(c *Config) { c.Prefix = "a/../" }, "branch prefix"},
		{"prefix is a flag", func(c *Config) { c.Prefix = "-a/" }, "branch prefix"},
		{"prefix begins with a slash", func(c *Config) { c.Prefix = "/a/" }, "branch prefix"},
		{"prefix is a lock", func(c *Config) { c.Prefix = "a.lock/" }, "branch prefix"},
		{"negative pace", func(c *Config) { c.WritesPerMinute = -1 }, "writes per minute"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := good
			tt.change(&cfg)
			_, err := New(cfg)
			if (err != nil) != (tt.want != "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "u:p") {
				t.Errorf("the error shows a password: %v", err)
			}
		})
	}
}

// A redirect may move a repository on its host; it must not carry the token or a write elsewhere.
func TestRedirects(t *testing.T) {
	var leaked string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		leaked = r.Header.Get("Authorization")
	}))
	defer other.Close()
	answer := `{"data":{"repository":{"defaultBranchRef":{"name":"main","target":{"oid":"` + sha1A + `"}}}}}`
	mux := http.NewServeMux()
	mux.HandleFunc("POST /elsewhere", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("POST /moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/graphql", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("POST /lost", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/graphql", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/graphql", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			http.Error(w, "no token", http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(answer))
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	for path, want := range map[string]string{
		"/graphql": "", "/moved": "", "/elsewhere": "redirect to another host", "/lost": "changes the method",
	} {
		client, err := New(Config{Token: "secret", APIURL: server.URL, GraphQLURL: server.URL + path, Owner: "a", Repo: "b", Prefix: "terrafix/"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Preflight(t.Context(), "")
		if (err != nil) != (want != "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", path, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error shows the token: %v", path, err)
		}
	}
	if leaked != "" {
		t.Errorf("another host received %q", leaked)
	}
}

// An answer that is too large is an error; none ends early in silence.
func TestAnswersAreBounded(t *testing.T) {
	for left, want := range map[int64]string{4: "larger than", 5: "larger than", 6: ""} {
		ended := false
		body := &boundedBody{ReadCloser: io.NopCloser(strings.NewReader("12345")), left: left, cancel: func() { ended = true }}
		data, err := io.ReadAll(body)
		if (err != nil) != (want != "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("%d bytes left: %q, error %v, want %q", left, data, err, want)
		}
		if err := body.Close(); err != nil || !ended {
			t.Errorf("closing: error %v, ended %v", err, ended)
		}
	}
}

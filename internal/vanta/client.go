package vanta

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// DefaultBaseURL is Vanta's commercial host. The government host is https://api.vanta-gov.com, and
	// its credentials are not interchangeable with these.
	DefaultBaseURL = "https://api.vanta.com"
	// DefaultRequestsPerMinute is the documented limit of the Manage Vanta API.
	DefaultRequestsPerMinute = 50
	// DefaultMaxElapsed bounds a poll when [Config] does not.
	DefaultMaxElapsed = 15 * time.Minute

	// scope is the only one the client asks for. There is no narrower one for tests.
	scope = "vanta-api.all:read"
	// attemptTimeout bounds one request and the reading of its answer.
	attemptTimeout = 30 * time.Second
)

// Config configures [New].
type Config struct {
	// ClientID and ClientSecret are those of a "Manage Vanta" application. Both are required.
	ClientID     string
	ClientSecret string
	// BaseURL is the API's root without /v1; empty means [DefaultBaseURL]. It must be https, except on
	// the loopback interface.
	BaseURL string
	// RequestsPerMinute is the general limit; the two narrower ones (integrations, token) follow
	// Vanta's documents. 0 means that nothing is paced.
	RequestsPerMinute int
	// Transport sends the requests; nil means a copy of http.DefaultTransport.
	Transport http.RoundTripper
	// Logger receives one debug line a request and a warning for whatever is odd; nil discards them.
	Logger *slog.Logger
	// Mask is called with each access token before its first use; nil means that nobody needs to know.
	Mask func(string)
	// MaxElapsed is the total deadline of one poll, pauses included; 0 means [DefaultMaxElapsed].
	MaxElapsed time.Duration
}

// Client reads from Vanta. It is safe for concurrent use. Make one per run: the token, the limits and
// the single re-mint belong to it.
type Client struct {
	base string
	// transport is used without an http.Client, so that nothing can follow a redirect: Go would drop the
	// token on another host, and turn the token's POST into a GET.
	transport  http.RoundTripper
	log        *slog.Logger
	maxElapsed time.Duration
	limits     limits
	tokens     *tokens
	redact     *redactor
}

// New checks the configuration and returns a client. It makes no request. All mistakes are reported
// together, and none of them repeats a secret.
func New(cfg Config) (*Client, error) {
	base, err := parseBase(cfg.BaseURL)
	mistakes := []error{err}
	if strings.TrimSpace(cfg.ClientID) == "" {
		mistakes = append(mistakes, errors.New("the client id is empty"))
	}
	if strings.TrimSpace(cfg.ClientSecret) == "" {
		mistakes = append(mistakes, errors.New("the client secret is empty"))
	}
	if cfg.RequestsPerMinute < 0 {
		mistakes = append(mistakes, fmt.Errorf("%d requests per minute is below 0; 0 means unpaced", cfg.RequestsPerMinute))
	}
	if cfg.MaxElapsed < 0 {
		mistakes = append(mistakes, fmt.Errorf("the total deadline %s is below 0", cfg.MaxElapsed))
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, configuration("configure the vanta client", 0, err)
	}
	if cfg.Transport == nil {
		cfg.Transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.MaxElapsed == 0 {
		cfg.MaxElapsed = DefaultMaxElapsed
	}
	return &Client{
		base:       base,
		transport:  cfg.Transport,
		log:        cfg.Logger,
		maxElapsed: cfg.MaxElapsed,
		limits:     newLimits(cfg.RequestsPerMinute),
		tokens:     newTokens(cfg.ClientID, cfg.ClientSecret, cfg.Mask),
		redact:     newRedactor(cfg.ClientSecret),
	}, nil
}

// parseBase returns the root to which paths are appended. Its errors do not repeat the value where it
// may hold a password.
func parseBase(raw string) (string, error) {
	if raw == "" {
		return DefaultBaseURL, nil
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "":
		return "", errors.New("the vanta url does not parse; give it like " + DefaultBaseURL)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("the vanta url must be a plain root like " + DefaultBaseURL + ", without user, query or fragment")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return "", fmt.Errorf("the vanta url %s would send the secret in the clear; use https", u.Redacted())
	}
	base := strings.TrimRight(u.String(), "/")
	if strings.HasSuffix(base, "/v1") {
		return "", fmt.Errorf("the vanta url %s ends in /v1; leave that off", base)
	}
	return base, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

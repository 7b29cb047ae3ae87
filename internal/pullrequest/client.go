package pullrequest

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/google/go-github/v66/github"
)

// Config says which repository a client works on and how it reaches GitHub.
type Config struct {
	// Token is the workflow's token or that of a GitHub App.
	Token string
	// APIURL is the REST API as a runner names it in GITHUB_API_URL.
	APIURL string
	// GraphQLURL is the GraphQL API as a runner names it in GITHUB_GRAPHQL_URL.
	GraphQLURL string
	// Owner and Repo name the repository.
	Owner, Repo string
	// Prefix starts the name of every branch; usually "terrafix/".
	Prefix string
	// WritesPerMinute paces the requests that write; 0 does not pace. GitHub asks for at most one a second.
	WritesPerMinute int
	// Logger may be nil.
	Logger *slog.Logger
	// UserAgent may be empty.
	UserAgent string
	// File is the path of a file that Preflight reads from the default branch; empty reads none.
	File string
	// Observe is called for each request that is sent, retries included; it may be nil. It must not keep
	// the request.
	Observe func(*http.Request)
}

// Client reads and writes the branches and pull requests of one repository. It is safe for concurrent use.
type Client struct {
	github  *github.Client
	graphql string
	owner   string
	repo    string
	prefix  string
	logger  *slog.Logger
	file    string
}

var (
	ownerName = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_])?$`)
	repoName  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
)

// New returns a client. It checks the configuration and makes no request.
func New(cfg Config) (*Client, error) {
	api, apiErr := endpoint("the API URL", cfg.APIURL)
	graph, graphErr := endpoint("the GraphQL URL", cfg.GraphQLURL)
	err := errors.Join(apiErr, graphErr, checkRepository(cfg.Owner, cfg.Repo), checkPrefix(cfg.Prefix))
	if cfg.WritesPerMinute < 0 {
		err = errors.Join(err, fmt.Errorf("writes per minute must not be negative, it is %d", cfg.WritesPerMinute))
	}
	if err != nil {
		return nil, err
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	hosts := map[string]bool{origin(api): true, origin(graph): true}
	// WithEnterpriseURLs leaves api.github.com and api.X.ghe.com as they are and completes the rest.
	client, err := github.NewClient(newHTTPClient(cfg, hosts)).WithEnterpriseURLs(cfg.APIURL, cfg.APIURL)
	if err != nil {
		return nil, fmt.Errorf("use the API URL: %w", err)
	}
	if cfg.UserAgent != "" {
		client.UserAgent = cfg.UserAgent
	}
	return &Client{
		github: client, graphql: cfg.GraphQLURL, owner: cfg.Owner, repo: cfg.Repo,
		prefix: cfg.Prefix, logger: cfg.Logger, file: cfg.File,
	}, nil
}

func endpoint(name, raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil || u.RawQuery != "" {
		return nil, fmt.Errorf("%s must be an absolute http(s) URL such as https://api.github.com", name)
	}
	return u, nil
}

func checkRepository(owner, repo string) error {
	if !ownerName.MatchString(owner) {
		return fmt.Errorf("%q is not the name of a GitHub account", owner)
	}
	// "." and ".." would climb in the request's path.
	if !repoName.MatchString(repo) || strings.Trim(repo, ".") == "" {
		return fmt.Errorf("%q is not the name of a GitHub repository", repo)
	}
	return nil
}

func checkPrefix(prefix string) error {
	if strings.Trim(prefix, "/") == "" || !refSafe(prefix+"x") {
		return fmt.Errorf("the branch prefix %q cannot start a branch name; use letters, digits, \"-\", \"_\", \".\" and \"/\", such as \"terrafix/\"", prefix)
	}
	return nil
}

var refChars = regexp.MustCompile(`^[A-Za-z0-9._/-]{1,200}$`)

// refSafe is stricter than git check-ref-format --branch: what it accepts needs no escaping anywhere.
func refSafe(name string) bool {
	if !refChars.MatchString(name) || strings.HasPrefix(name, "-") || strings.Contains(name, "..") {
		return false
	}
	for segment := range strings.SplitSeq(name, "/") {
		if segment == "" || strings.HasPrefix(segment, ".") || strings.HasSuffix(segment, ".") ||
			strings.HasSuffix(segment, ".lock") {
			return false
		}
	}
	return true
}

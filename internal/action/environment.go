package action

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Environment is what the runner says about the run.
type Environment struct {
	// Owner and Repository are the two halves of GITHUB_REPOSITORY.
	Owner      string
	Repository string
	// APIURL, GraphQLURL and ServerURL have no trailing slash.
	APIURL     string
	GraphQLURL string
	ServerURL  string
	// Workspace is the absolute path of the checkout.
	Workspace string
	SHA       string
	Ref       string
	RefName   string
	RefType   string
	EventName string
	EventPath string
	RunID     string
	// RunURL is the page of this run, empty when RunID is.
	RunURL string
	// StepSummary and Output are the files of the runner; empty at a terminal.
	StepSummary string
	Output      string
	// RunnerTemp is empty at a terminal.
	RunnerTemp string
	// TokenRequestURL and TokenRequestToken are set if the job has the permission id-token: write.
	TokenRequestURL   string
	TokenRequestToken Secret
	// Debug says that the run was started with debug logging.
	Debug bool
}

// HasOIDC reports whether the runner hands out OIDC tokens.
func (e *Environment) HasOIDC() bool { return e.TokenRequestURL != "" && e.TokenRequestToken != "" }

// FullName returns "owner/repository".
func (e *Environment) FullName() string { return e.Owner + "/" + e.Repository }

var repositoryName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+$`)

const outsideActions = "run inside GitHub Actions or use a subcommand (terrafix --help)"

func readEnvironment(getenv func(string) string, errs *InputErrors) Environment {
	env := Environment{
		Workspace: getenv("GITHUB_WORKSPACE"),
		SHA:       getenv("GITHUB_SHA"),
		Ref:       getenv("GITHUB_REF"),
		RefName:   getenv("GITHUB_REF_NAME"),
		RefType:   getenv("GITHUB_REF_TYPE"),
		EventName: getenv("GITHUB_EVENT_NAME"),
		EventPath: getenv("GITHUB_EVENT_PATH"),
		RunID:     getenv("GITHUB_RUN_ID"),

		StepSummary: getenv("GITHUB_STEP_SUMMARY"),
		Output:      getenv("GITHUB_OUTPUT"),
		RunnerTemp:  getenv("RUNNER_TEMP"),

		TokenRequestURL:   getenv("ACTIONS_ID_TOKEN_REQUEST_URL"),
		TokenRequestToken: Secret(getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")),
		Debug:             getenv("RUNNER_DEBUG") == "1",
	}
	env.APIURL = readURL(getenv, "GITHUB_API_URL", "https://api.github.com", errs)
	env.GraphQLURL = readURL(getenv, "GITHUB_GRAPHQL_URL", "https://api.github.com/graphql", errs)
	env.ServerURL = readURL(getenv, "GITHUB_SERVER_URL", "https://github.com", errs)

	repository := getenv("GITHUB_REPOSITORY")
	switch {
	case repository == "":
		errs.add("GITHUB_REPOSITORY", fault{"it is not set", outsideActions})
	case !repositoryName.MatchString(repository) || strings.HasSuffix(repository, "/.") || strings.HasSuffix(repository, "/.."):
		errs.add("GITHUB_REPOSITORY", fault{quote(repository) + " is not owner/name", outsideActions})
	default:
		env.Owner, env.Repository, _ = strings.Cut(repository, "/")
	}
	if env.RunID != "" && repository != "" {
		env.RunURL = env.ServerURL + "/" + repository + "/actions/runs/" + url.PathEscape(env.RunID)
	}
	if f := checkWorkspace(env.Workspace); f != nil {
		errs.add("GITHUB_WORKSPACE", *f)
	}
	return env
}

func readURL(getenv func(string) string, name, def string, errs *InputErrors) string {
	value := getenv(name)
	if value == "" {
		return def
	}
	address, f := parseURL(value)
	if f != nil {
		errs.add(name, *f)
		return def
	}
	return address
}

func checkWorkspace(dir string) *fault {
	if dir == "" {
		return &fault{"it is not set", outsideActions}
	}
	if !filepath.IsAbs(dir) {
		return &fault{quote(dir) + " is not an absolute path", outsideActions}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return &fault{quote(dir) + " is not a folder", "run actions/checkout in an earlier step of the same job"}
	}
	return nil
}

// Package sandbox sets up a world in which the action can run on one machine: stand-ins for Vanta,
// GitHub, the runner's OIDC endpoint, AWS STS and Bedrock on loopback, and a checkout of a repository.
// It is never linked into the action.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sort"

	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/githubserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
)

// The token and the role of a world. They have the shape of real ones and open nothing.
const (
	Token   = "ghs_sandboxsandboxsandboxsandboxsandbox"
	RoleARN = "arn:aws:iam::111111111111:role/terrafix"
)

// Options say what a world holds. Dir is required.
type Options struct {
	// Dir receives everything that the world writes; it must exist.
	Dir string
	// Source is the folder whose content becomes the repository.
	Source string
	// Vanta is what fails.
	Vanta        vantaserver.State
	VantaOptions vantaserver.Options
	// GitHub are the repository's settings; Tokens defaults to Token.
	GitHub githubserver.Settings
	// AWS says how the model answers; RoleARN defaults to RoleARN.
	AWS awsserver.Options
	// Path is the PATH of the action's process.
	Path string
	// TerraformConfig is Terraform's CLI configuration file; it may be empty.
	TerraformConfig string
}

// World is a set of running stand-ins.
type World struct {
	Vanta  *vantaserver.Server
	GitHub *githubserver.Server
	AWS    *awsserver.Server

	opts      Options
	vanta     *httptest.Server
	checkouts int
}

// Start starts the stand-ins. The caller closes the world.
func Start(opts Options) (*World, error) {
	if len(opts.GitHub.Tokens) == 0 {
		opts.GitHub.Tokens = []string{Token}
	}
	if opts.AWS.RoleARN == "" {
		opts.AWS.RoleARN = RoleARN
	}
	for _, dir := range []string{"home", "temp"} {
		if err := os.MkdirAll(filepath.Join(opts.Dir, dir), 0o755); err != nil {
			return nil, fmt.Errorf("start the sandbox: %w", err)
		}
	}
	github, err := githubserver.New(githubserver.Options{
		Dir: filepath.Join(opts.Dir, "github.git"), Source: opts.Source, Settings: opts.GitHub,
	})
	if err != nil {
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	w := &World{GitHub: github, AWS: awsserver.Start(opts.AWS), opts: opts}
	w.Vanta = vantaserver.New(opts.Vanta, opts.VantaOptions)
	w.vanta = httptest.NewServer(w.Vanta)
	return w, nil
}

// Close stops the stand-ins. The files stay.
func (w *World) Close() error {
	w.vanta.Close()
	w.AWS.Close()
	return w.GitHub.Close()
}

// Violations are the requests that no stand-in should ever have received.
func (w *World) Violations() []string {
	var all []string
	for name, violations := range map[string][]string{
		"vanta": w.Vanta.Errors(), "github": w.GitHub.Violations(), "aws": w.AWS.Violations(),
	} {
		for _, violation := range violations {
			all = append(all, name+": "+violation)
		}
	}
	sort.Strings(all)
	return all
}

// Job is one run of the action as a runner prepares it.
type Job struct {
	// Workspace is the checkout.
	Workspace string
	// Summary and Output are the runner's files.
	Summary, Output string
	// Environ is the environment of the action's process.
	Environ []string
}

// Job makes a fresh checkout of the default branch and the environment of a scheduled run. inputs are by
// their names in action.yml; those that the world must set are set.
func (w *World) Job(ctx context.Context, inputs map[string]string) (*Job, error) {
	w.checkouts++
	dir := filepath.Join(w.opts.Dir, fmt.Sprintf("job%d", w.checkouts))
	job := &Job{
		Workspace: filepath.Join(dir, "workspace"),
		Summary:   filepath.Join(dir, "summary.md"), Output: filepath.Join(dir, "output"),
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("prepare a job: %w", err)
	}
	if err := w.GitHub.Clone(ctx, job.Workspace, githubserver.Checkout{Depth: 1}); err != nil {
		return nil, fmt.Errorf("prepare a job: %w", err)
	}
	err := errors.Join(os.WriteFile(job.Summary, nil, 0o644), os.WriteFile(job.Output, nil, 0o644))
	if err != nil {
		return nil, fmt.Errorf("prepare a job: %w", err)
	}
	job.Environ = append(w.environ(job), Inputs(w.inputs(inputs))...)
	return job, nil
}

func (w *World) environ(job *Job) []string {
	environ := []string{
		"PATH=" + w.opts.Path,
		"HOME=" + filepath.Join(w.opts.Dir, "home"),
		"TMPDIR=" + filepath.Join(w.opts.Dir, "temp"),
		"GITHUB_ACTIONS=true",
		"GITHUB_REPOSITORY=" + w.GitHub.Repository(),
		"GITHUB_API_URL=" + w.GitHub.APIURL(),
		"GITHUB_GRAPHQL_URL=" + w.GitHub.GraphQLURL(),
		"GITHUB_SERVER_URL=https://github.com",
		"GITHUB_EVENT_NAME=schedule",
		"GITHUB_REF=refs/heads/main", "GITHUB_REF_NAME=main", "GITHUB_REF_TYPE=branch",
		fmt.Sprintf("GITHUB_RUN_ID=%d", 1000+w.checkouts),
		"GITHUB_WORKSPACE=" + job.Workspace,
		"GITHUB_STEP_SUMMARY=" + job.Summary,
		"GITHUB_OUTPUT=" + job.Output,
		"RUNNER_TEMP=" + filepath.Join(w.opts.Dir, "temp"),
	}
	if w.opts.TerraformConfig != "" {
		environ = append(environ, "TF_CLI_CONFIG_FILE="+w.opts.TerraformConfig)
	}
	return append(environ, w.AWS.Environ()...)
}

// inputs completes inputs with what leads to the stand-ins.
func (w *World) inputs(given map[string]string) map[string]string {
	all := map[string]string{
		"vanta-client-id": vantaserver.DefaultClientID, "vanta-client-secret": vantaserver.DefaultClientSecret,
		"vanta-api-url": w.vanta.URL, "github-token": Token, "aws-role-arn": RoleARN,
		"vanta-requests-per-minute": "0", "github-writes-per-minute": "0",
	}
	for name, value := range given {
		all[name] = value
	}
	return all
}

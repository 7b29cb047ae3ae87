package action

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var update = flag.Bool("update", false, "rewrite golden files and the tables of the README")

// environment returns a complete environment of a runner with changes.
func environment(t *testing.T, changes map[string]string) map[string]string {
	t.Helper()
	env := map[string]string{
		"INPUT_VANTA-CLIENT-ID":     "vci_0123456789",
		"INPUT_VANTA-CLIENT-SECRET": "vcs_0123456789",
		"INPUT_GITHUB-TOKEN":        "ghs_0123456789",
		"GITHUB_REPOSITORY":         "acme/infra",
		"GITHUB_WORKSPACE":          t.TempDir(),
		"GITHUB_REF":                "refs/heads/main",
		"GITHUB_REF_NAME":           "main",
		"GITHUB_REF_TYPE":           "branch",
		"GITHUB_RUN_ID":             "77",
	}
	for name, value := range changes {
		env[name] = value
	}
	return env
}

func getter(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

func TestParseInputsDefaults(t *testing.T) {
	t.Parallel()
	env := environment(t, nil)
	got, err := ParseInputs(getter(env))
	if err != nil {
		t.Fatal(err)
	}
	want := &Inputs{
		VantaClientID: "vci_0123456789", VantaClientSecret: "vcs_0123456789", VantaAPIURL: "https://api.vanta.com",
		GitHubToken: "ghs_0123456789", AWSRegion: "us-west-2", ModelID: "global.anthropic.claude-sonnet-4-6",
		Proposer: ProposerBedrock, Mode: ModeApply, BaseBranch: "main", BranchPrefix: "terrafix/", Labels: []string{"terrafix"},
		MaxOpenPullRequests: 10, MaxNewPullRequests: 5, MaxModelCalls: 30, VantaRequestsPerMinute: 50, GitHubWritesPerMinute: 60,
		OnUnverified: UnverifiedDraft, LogFormat: LogText,
		Environment: Environment{
			Owner: "acme", Repository: "infra", Workspace: env["GITHUB_WORKSPACE"],
			APIURL: "https://api.github.com", GraphQLURL: "https://api.github.com/graphql", ServerURL: "https://github.com",
			Ref: "refs/heads/main", RefName: "main", RefType: "branch", RunID: "77",
			RunURL: "https://github.com/acme/infra/actions/runs/77",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
}

func TestParseInputsEverything(t *testing.T) {
	t.Parallel()
	env := environment(t, map[string]string{
		"INPUT_VANTA-API-URL":            "http://127.0.0.1:8080/vanta/",
		"INPUT_AWS-ROLE-ARN":             "arn:aws-us-gov:iam::123456789012:role/ci/terrafix",
		"INPUT_AWS-REGION":               "us-gov-west-1",
		"INPUT_MODEL-ID":                 "arn:aws:bedrock:us-west-2:123456789012:inference-profile/global.anthropic.claude-opus-5",
		"INPUT_PROPOSER":                 "auto",
		"INPUT_MODE":                     "propose",
		"INPUT_FAILURE-ID":               "aws-s3-public-access-blocked/arn:aws:s3:::a/b",
		"INPUT_TESTS":                    "\n aws-s3-* \n\n aws-{rds,kms}-*\n aws-s3-*\n",
		"INPUT_PATHS":                    "./infra/**\nmodules/*/main.tf",
		"INPUT_BASE-BRANCH":              "refs/heads/release/1",
		"INPUT_BRANCH-PREFIX":            "bots/terrafix",
		"INPUT_LABELS":                   "compliance, good first issue",
		"INPUT_DRAFT":                    "TRUE",
		"INPUT_REVIEWERS":                "@octocat, dependabot[bot]\nann_acme",
		"INPUT_TEAM-REVIEWERS":           "platform",
		"INPUT_ASSIGNEES":                "octocat",
		"INPUT_MAX-OPEN-PULL-REQUESTS":   "0",
		"INPUT_MAX-NEW-PULL-REQUESTS":    "1000",
		"INPUT_GITHUB-WRITES-PER-MINUTE": "0",
		"INPUT_ON-UNVERIFIED":            "skip",
		"INPUT_TERRAFORM-PATH":           "bin/terraform",
		"INPUT_TERRAFORM-VERSION":        "~> 1.14",
		"INPUT_LOG-FORMAT":               "json",
		"INPUT_LOG-LEVEL":                "error",
		"ACTIONS_ID_TOKEN_REQUEST_URL":   "http://127.0.0.1/token",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
		"RUNNER_DEBUG":                   "1",
		"GITHUB_API_URL":                 "https://ghe.example.com/api/v3",
		"GITHUB_SERVER_URL":              "https://ghe.example.com/",
		"GITHUB_GRAPHQL_URL":             "https://ghe.example.com/api/graphql",
	})
	tool := filepath.Join(env["GITHUB_WORKSPACE"], "bin", "terraform")
	if err := os.MkdirAll(filepath.Dir(tool), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tool, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	got, err := ParseInputs(getter(env))
	if err != nil {
		t.Fatal(err)
	}
	want := &Inputs{
		VantaClientID: "vci_0123456789", VantaClientSecret: "vcs_0123456789", VantaAPIURL: "http://127.0.0.1:8080/vanta",
		GitHubToken: "ghs_0123456789", AWSRoleARN: env["INPUT_AWS-ROLE-ARN"], AWSRegion: "us-gov-west-1", ModelID: env["INPUT_MODEL-ID"],
		Proposer: ProposerAuto, Mode: ModePropose,
		FailureID:  FailureID{Test: "aws-s3-public-access-blocked", Entity: "arn:aws:s3:::a/b"},
		Tests:      []string{"aws-s3-*", "aws-{rds,kms}-*"},
		Paths:      []string{"infra/**", "modules/*/main.tf"},
		BaseBranch: "release/1", BranchPrefix: "bots/terrafix/",
		Labels: []string{"compliance", "good first issue", "terrafix"}, Draft: true,
		Reviewers: []string{"octocat", "dependabot[bot]", "ann_acme"}, TeamReviewers: []string{"platform"}, Assignees: []string{"octocat"},
		MaxNewPullRequests: 1000, MaxModelCalls: 30, VantaRequestsPerMinute: 50,
		OnUnverified: UnverifiedSkip, TerraformPath: tool, TerraformVersion: "~> 1.14", LogFormat: LogJSON, LogLevel: -4,
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Inputs{}, "Environment")); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	if !got.HasOIDC() || !got.Debug || got.RunURL != "https://ghe.example.com/acme/infra/actions/runs/77" {
		t.Errorf("environment = %+v", got.Environment)
	}
}

// TestParseInputsMistakes gives one bad value at a time; a row says which input is named and what the
// whole message holds.
func TestParseInputsMistakes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 51)
	for _, test := range []struct {
		variable, value string
		input, message  string
	}{
		{"INPUT_VANTA-CLIENT-ID", "", "vanta-client-id", "it is empty; store the client id"},
		{"INPUT_VANTA-CLIENT-ID", "a b", "vanta-client-id", "white space"},
		{"INPUT_VANTA-CLIENT-SECRET", "", "vanta-client-secret", "secrets.VANTA_CLIENT_SECRET"},
		{"INPUT_VANTA-CLIENT-SECRET", "abc", "vanta-client-secret", "fewer than 6 characters"},
		{"INPUT_GITHUB-TOKEN", "", "github-token", "workflow's token"},
		{"INPUT_VANTA-API-URL", "http://api.vanta.com", "vanta-api-url", "unencrypted"},
		{"INPUT_VANTA-API-URL", "https://user:pw@api.vanta.com", "vanta-api-url", "without a user name"},
		{"INPUT_VANTA-API-URL", "api.vanta.com", "vanta-api-url", "is not a URL"},
		{"INPUT_AWS-ROLE-ARN", "arn:aws:iam::1234:role/x", "aws-role-arn", "arn:aws:iam::<12 digits>:role/<name>"},
		{"INPUT_AWS-ROLE-ARN", "arn:aws:iam::123456789012:user/x", "aws-role-arn", "not the ARN of an IAM role"},
		{"INPUT_AWS-ROLE-ARN", "arn:aws:iam::123456789012:role/x", "aws-role-arn", "id-token: write"},
		{"INPUT_AWS-REGION", "Oregon", "aws-region", "us-west-2"},
		{"INPUT_MODEL-ID", "claude sonnet", "model-id", "inference profile"},
		{"INPUT_PROPOSER", "catalog", "proposer", "did you mean catalogue?"},
		{"INPUT_MODE", "dry-run", "mode", "write apply, propose or report"},
		{"INPUT_FAILURE-ID", "https://app.vanta.com/tests/x", "failure-id", "<test id>/<entity id>"},
		{"INPUT_FAILURE-ID", "test/", "failure-id", "not a failure id"},
		{"INPUT_TESTS", "aws-[", "tests", "not a valid glob"},
		{"INPUT_PATHS", "../other/**", "paths", "not a path in the repository"},
		{"INPUT_PATHS", "/infra/**", "paths", "repository's root"},
		{"INPUT_BASE-BRANCH", "a..b", "base-branch", "two dots"},
		{"INPUT_BRANCH-PREFIX", "fix it/", "branch-prefix", "white space"},
		{"INPUT_BRANCH-PREFIX", "//", "branch-prefix", "empty part"},
		{"INPUT_BRANCH-PREFIX", "main/", "branch-prefix", "begins with it"},
		{"INPUT_LABELS", long, "labels", "more than 50"},
		{"INPUT_DRAFT", "yes", "draft", "true or false"},
		{"INPUT_REVIEWERS", "acme/platform", "reviewers", "team-reviewers"},
		{"INPUT_ASSIGNEES", "o c", "assignees", "not a GitHub login"},
		{"INPUT_TEAM-REVIEWERS", "acme/platform", "team-reviewers", "slug alone"},
		{"INPUT_MAX-OPEN-PULL-REQUESTS", "-1", "max-open-pull-requests", "from 0 to 1000"},
		{"INPUT_MAX-NEW-PULL-REQUESTS", "many", "max-new-pull-requests", "whole number"},
		{"INPUT_MAX-MODEL-CALLS", "1e3", "max-model-calls", "whole number"},
		{"INPUT_VANTA-REQUESTS-PER-MINUTE", "100001", "vanta-requests-per-minute", "100000"},
		{"INPUT_GITHUB-WRITES-PER-MINUTE", "99999999999999999999", "github-writes-per-minute", "100000"},
		{"INPUT_ON-UNVERIFIED", "drafts", "on-unverified", "did you mean draft?"},
		{"INPUT_TERRAFORM-PATH", "no/such", "terraform-path", "does not exist"},
		{"INPUT_TERRAFORM-PATH", "/", "terraform-path", "is a folder"},
		{"INPUT_TERRAFORM-VERSION", "latest", "terraform-version", "~> 1.14"},
		{"INPUT_LOG-LEVEL", "verbose", "log-level", "write debug, info, warn or error"},
		{"INPUT_LOG-FORMAT", "jsonl", "log-format", "did you mean json?"},
		{"GITHUB_REPOSITORY", "", "GITHUB_REPOSITORY", "run inside GitHub Actions or use a subcommand"},
		{"GITHUB_REPOSITORY", "acme/..", "GITHUB_REPOSITORY", "not owner/name"},
		{"GITHUB_WORKSPACE", "", "GITHUB_WORKSPACE", "run inside GitHub Actions"},
		{"GITHUB_WORKSPACE", "/no/such/folder", "GITHUB_WORKSPACE", "actions/checkout"},
		{"GITHUB_API_URL", "http://ghe.example.com", "GITHUB_API_URL", "unencrypted"},
		{"GITHUB_REF", "refs/pull/7/merge", "base-branch", "not on a branch"},
		{"GITHUB_REF", "refs/heads/terrafix/x", "branch-prefix", "begins with it"},
	} {
		t.Run(test.variable+"="+test.value, func(t *testing.T) {
			t.Parallel()
			_, err := ParseInputs(getter(environment(t, map[string]string{test.variable: test.value})))
			var all *InputErrors
			if !errors.As(err, &all) {
				t.Fatalf("error = %v, want an *InputErrors", err)
			}
			if len(all.Errors) != 1 || all.Errors[0].Input != test.input {
				t.Fatalf("mistakes = %q, want one of %s", all.Errors, test.input)
			}
			if !strings.Contains(err.Error(), test.message) {
				t.Errorf("error = %q, want it to hold %q", err, test.message)
			}
			if all.Errors[0].Problem == "" || all.Errors[0].Remedy == "" || all.ExitCode() != ExitUsage {
				t.Errorf("mistake = %+v, exit code %d: a part is missing", all.Errors[0], all.ExitCode())
			}
		})
	}
}

// TestParseInputsReportsAllTogether also holds that no credential is echoed, wherever it was pasted with
// a line break, and that a value with line breaks keeps to one line.
func TestParseInputsReportsAllTogether(t *testing.T) {
	t.Parallel()
	env := environment(t, map[string]string{
		"INPUT_VANTA-CLIENT-ID":     "hunter2\nhunter2",
		"INPUT_VANTA-CLIENT-SECRET": "hunter2 hunter2",
		"INPUT_GITHUB-TOKEN":        "hunter2\rhunter2",
		"INPUT_MODE":                "a\n::error::b",
		"INPUT_LOG-FORMAT":          "xml",
		"GITHUB_REPOSITORY":         "",
	})
	in, err := ParseInputs(getter(env))
	if err == nil {
		t.Fatal("no error")
	}
	want := `the inputs have 6 mistakes:
  vanta-client-id: it holds white space or a line break; store the secret again without quotes and line breaks
  vanta-client-secret: it holds white space or a line break; store the secret again without quotes and line breaks
  github-token: it holds white space or a line break; store the secret again without quotes and line breaks
  mode: "a\n::error::b" is not allowed; write apply, propose or report
  log-format: "xml" is not allowed; write text or json
  GITHUB_REPOSITORY: it is not set; run inside GitHub Actions or use a subcommand (terrafix --help)`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	if in.LogFormat != LogText || in.Mode != ModeApply {
		t.Errorf("bad values were not replaced by defaults: %+v", in)
	}
}

func TestRoleNeedsNoTokenWithoutModel(t *testing.T) {
	t.Parallel()
	for _, without := range []map[string]string{
		{"INPUT_PROPOSER": "catalogue"}, {"INPUT_MODE": "report"}, {"INPUT_MAX-MODEL-CALLS": "0"},
	} {
		without["INPUT_AWS-ROLE-ARN"] = "arn:aws:iam::123456789012:role/x"
		if _, err := ParseInputs(getter(environment(t, without))); err != nil {
			t.Errorf("%v: %v", without, err)
		}
	}
}

func TestUnknownInputs(t *testing.T) {
	t.Parallel()
	got := UnknownInputs([]string{"INPUT_MODEL", "PATH=/bin", "INPUT_VANTA_CLIENT_ID=x", "INPUT_MODE=apply", "INPUT_QWERTYUIOP=1", "INPUT_LABEL=x=y"})
	want := []string{
		`there is no input "label"; it has no effect; did you mean labels?`,
		`there is no input "model"; it has no effect; did you mean mode?`,
		`there is no input "qwertyuiop"; it has no effect`,
		`there is no input "vanta_client_id"; it has no effect; did you mean vanta-client-id?`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	in, err := ParseInputs(getter(environment(t, nil)))
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{sprint("%v", in), sprint("%+v", in), sprint("%#v", in), sprint("%s", in.GitHubToken), sprint("%q", in.GitHubToken), encode(in)} {
		if strings.Contains(printed, "ghs_") || strings.Contains(printed, "vcs_") {
			t.Errorf("a secret is printed: %s", printed)
		}
	}
}

func TestSecretsNamesEveryCredential(t *testing.T) {
	t.Parallel()
	in, err := ParseInputs(getter(environment(t, map[string]string{"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token"})))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, secret := range in.Secrets() {
		got = append(got, secret.Reveal())
	}
	if diff := cmp.Diff([]string{"vcs_0123456789", "ghs_0123456789", "request-token"}, got); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
}

func FuzzParseInputs(f *testing.F) {
	f.Add("main", "terrafix/", "a,b", "x/y", "https://a")
	f.Add("..", "\x00", "\xff", "/", "http://[::1]:1")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, branch, prefix, labels, id, address string) {
		in, err := ParseInputs(getter(map[string]string{
			"INPUT_BASE-BRANCH": branch, "INPUT_BRANCH-PREFIX": prefix, "INPUT_LABELS": labels, "INPUT_FAILURE-ID": id,
			"INPUT_VANTA-API-URL": address, "GITHUB_WORKSPACE": dir,
		}))
		if err == nil {
			t.Fatal("inputs without credentials were accepted")
		}
		if badRef(in.BranchPrefix+"x") != "" || in.VantaAPIURL == "" || len(in.Labels) == 0 {
			t.Errorf("unchecked values: %+v", in)
		}
	})
}

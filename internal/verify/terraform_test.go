package verify_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terrafix/terrafix-action/internal/verify"
)

const small = `
-- main.tf --
terraform {
  required_version = ">= 1.5"
}

resource "aws_kms_key" "a" {
}
`

// validated runs one good patch through Check and Validate and returns its change.
func validated(t *testing.T, opts verify.Options, archive string) *verify.Change {
	t.Helper()
	repo := load(t, archive)
	v := newVerifier(t, repo, opts)
	r := v.Validate(t.Context(), drafts(t, v, set(t, repo, ".", "aws_kms_key.a", "enable_key_rotation", "true")))[0]
	if r.Change == nil {
		t.Fatalf("no change: %v %v", r.Findings, r.Err)
	}
	return r.Change
}

func TestDiscovery(t *testing.T) {
	releases := httptest.NewServer(http.NotFoundHandler())
	defer releases.Close()
	version := func(v string) map[string]string {
		return map[string]string{"version": "Warning: { not json\n{\n  \"terraform_version\": \"" + v + "\"\n}\n"}
	}
	for _, test := range []struct {
		name string
		// onPath and given are versions of the terraform on PATH and at TerraformPath; "" means none.
		onPath, given, constraint string
		status                    verify.Status
		detail                    string
	}{
		{"on PATH, after a warning", "1.9.8", "", "", verify.Passed, "in the repository's root (terraform 1.9.8"},
		{"on PATH, constrained", "1.9.8", "", "~> 1.9.0", verify.Passed, "in the repository's root (terraform 1.9.8"},
		{"given", "1.9.8", "1.8.0", "", verify.Passed, "in the repository's root (terraform 1.8.0"},
		{"given is too old", "1.9.8", "1.4.0", "", verify.NotRun, `is 1.4.0, which does not satisfy ">= 1.5"`},
		{"on PATH is too old, no download", "1.4.0", "", "", verify.NotRun, `terraform on PATH is 1.4.0, which does not satisfy ">= 1.5" and no other could be downloaded`},
		{"on PATH is not what is asked for", "1.9.8", "", "1.11.4", verify.NotRun, `does not satisfy "1.11.4, >= 1.5"`},
		{"none", "", "", "", verify.NotRun, "terraform is not on PATH and no other could be downloaded"},
		{"a constraint that is none", "1.9.8", "", "latest", verify.NotRun, "cannot be read"},
		{"no version", "x", "", "", verify.NotRun, "cannot be run"},
	} {
		t.Run(test.name, func(t *testing.T) {
			opts := verify.Options{TerraformVersion: test.constraint, ReleasesURL: releases.URL}
			path := t.TempDir()
			if test.onPath != "" {
				path = fakeTerraform(t, version(test.onPath))
			}
			if test.given != "" {
				opts.TerraformPath = filepath.Join(fakeTerraform(t, version(test.given)), "terraform")
			}
			opts.Getenv = env(map[string]string{"PATH": path})
			change := validated(t, opts, small)
			got := checkNamed(change.Checks(), "init")
			if got.Status != test.status || !strings.Contains(got.Detail, test.detail) {
				t.Errorf("init = %+v, want %s %q", got, test.status, test.detail)
			}
			if strings.ContainsAny(got.Detail, "\n\r") || strings.HasSuffix(got.Detail, ".") && test.status == verify.NotRun {
				t.Errorf("%q is not one sentence without a full stop", got.Detail)
			}
			if got := checkNamed(change.Checks(), "fmt"); got.Status != test.status {
				t.Errorf("fmt = %+v", got)
			}
		})
	}
}

// Terraform and the providers that it runs see what they need and no secret.
func TestEnvironment(t *testing.T) {
	dir := fakeTerraform(t, nil)
	getenv := env(map[string]string{
		"PATH": dir, "HTTPS_PROXY": "http://proxy.invalid", "TF_CLI_CONFIG_FILE": "/does/not/exist", "HOME": "/home/me",
		"GITHUB_TOKEN": "secret", "INPUT_GITHUB-TOKEN": "secret", "VANTA_CLIENT_SECRET": "secret", "AWS_SECRET_ACCESS_KEY": "secret",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret", "TF_VAR_password": "secret",
	})
	t.Setenv("GITHUB_TOKEN", "secret")
	t.Setenv("AWS_SESSION_TOKEN", "secret")
	validated(t, verify.Options{Getenv: getenv}, small)
	allowed := map[string]bool{}
	for _, name := range strings.Fields(`PATH HOME TMPDIR HTTPS_PROXY CHECKPOINT_DISABLE TF_PLUGIN_CACHE_DIR
		TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE GIT_TERMINAL_PROMPT GIT_SSH_COMMAND TF_IN_AUTOMATION
		TF_APPEND_USER_AGENT TF_LOG TF_LOG_CORE TF_LOG_PATH TF_LOG_PROVIDER`) {
		allowed[name] = true
	}
	for _, command := range []string{"version", "fmt", "init", "validate"} {
		seen := read(t, filepath.Join(dir, "env."+command))
		if !strings.Contains(seen, "HTTPS_PROXY=http://proxy.invalid") || strings.Contains(seen, "HOME=/home/me") {
			t.Errorf("%s saw\n%s", command, seen)
		}
		for line := range strings.Lines(seen) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			if !allowed[name] || value == "secret" {
				t.Errorf("%s sees %s", command, name)
			}
		}
	}
}

func TestInitFailures(t *testing.T) {
	for _, test := range []struct{ name, script, want string }{
		{"provider", "Error: Failed to query available provider packages\n\nCould not retrieve the list of available versions for provider\nhashicorp/random: no such host\n\n",
			"terraform init of root . failed: Failed to query available provider packages: Could not retrieve the list of available versions for provider hashicorp/random: no such host (the runner must reach the provider's registry or a mirror)"},
		{"version", "╷\n│ Error: Unsupported Terraform Core version\n│ \n│   on main.tf line 1, in terraform:\n│    1: terraform {\n│ \n│ This configuration does not support Terraform version 1.11.4. To proceed,\n│ change it.\n╵\n",
			"Unsupported Terraform Core version: This configuration does not support Terraform version 1.11.4. To proceed, change it (set terraform-version"},
		{"git module with a token", "Error: Failed to download module\n\nCould not download module \"x\" source code from\n\"git::https://user:hunter2@github.invalid/x.git\": exited with 128\n",
			"from \"git::https://github.invalid/x.git\": exited with 128 (the runner needs access"},
		{"anything", "boom\n", "terraform init of root . failed: exit status 1 boom"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := fakeTerraform(t, map[string]string{"init": "fail\n" + test.script})
			change := validated(t, verify.Options{Getenv: env(map[string]string{"PATH": dir})}, small)
			got := checkNamed(change.Checks(), "validate")
			if change.Verified() || got.Status != verify.NotRun || !strings.Contains(got.Detail, test.want) || strings.Contains(got.Detail, "hunter2") {
				t.Errorf("validate = %+v\nwant %q", got, test.want)
			}
		})
	}
}

func TestCommandsAreBounded(t *testing.T) {
	for _, test := range []struct {
		name, command, script, want string
		timeout                     time.Duration
	}{
		{"an init that hangs", "init", "hang", "took longer than", 3 * time.Second},
		{"a validate that hangs", "validate", "hang", "it took longer than the time limit", 3 * time.Second},
		{"a validate without end", "validate", "endless", "it printed more than 16 MiB", time.Minute},
		{"a validate that says nothing useful", "validate", "no json", "failed before any change", time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := fakeTerraform(t, map[string]string{test.command: test.script})
			change := validated(t, verify.Options{Timeout: test.timeout, Getenv: env(map[string]string{"PATH": dir})}, small)
			if got := checkNamed(change.Checks(), "validate"); got.Status != verify.NotRun || !strings.Contains(got.Detail, test.want) {
				t.Errorf("validate = %+v", got)
			}
		})
	}
}

func TestCancelledRunMakesNoChange(t *testing.T) {
	dir := fakeTerraform(t, map[string]string{"init": "hang"})
	repo := load(t, small)
	v := newVerifier(t, repo, verify.Options{Getenv: env(map[string]string{"PATH": dir})})
	all := drafts(t, v, set(t, repo, ".", "aws_kms_key.a", "enable_key_rotation", "true"))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for {
			if log, err := os.ReadFile(filepath.Join(dir, "log")); err != nil || strings.Contains(string(log), "init") {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	r := v.Validate(ctx, all)[0]
	if r.Change != nil || !errors.Is(r.Err, context.Canceled) {
		t.Errorf("result %+v", r)
	}
}

func TestLibraryModuleIsNotValidatedAlone(t *testing.T) {
	dir := fakeTerraform(t, nil)
	change := validated(t, verify.Options{Getenv: env(map[string]string{"PATH": dir})}, `
-- main.tf --
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.west]
    }
  }
}
resource "aws_kms_key" "a" {
}
`)
	if got := checkNamed(change.Checks(), "validate"); got.Status != verify.NotRun || !strings.Contains(got.Detail, "configuration_aliases") {
		t.Errorf("validate = %+v", got)
	}
	if strings.Contains(read(t, filepath.Join(dir, "log")), "init") {
		t.Error("init was run")
	}
}

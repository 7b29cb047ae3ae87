// Package terraformtest finds terraform and the provider hashicorp/aws for tests and for the demo, so that
// both run without a network where a mirror of the provider is at hand. The action itself does not
// import it.
package terraformtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// MirrorVariable names the environment variable that points at a provider mirror, the folder that holds
// registry.terraform.io.
const MirrorVariable = "TERRAFIX_TEST_PROVIDER_MIRROR"

// Tools is what a test needs to run terraform.
type Tools struct {
	// Terraform is the absolute path of the program.
	Terraform string
	// CLIConfig is the Terraform CLI configuration file that was written; TF_CLI_CONFIG_FILE takes it.
	CLIConfig string
	// Mirror is the provider mirror in use; empty means that providers come from the registry.
	Mirror string
}

// Getenv returns an environment with PATH and what terraform needs to use these tools, nothing else.
func (t Tools) Getenv(name string) string {
	switch name {
	case "PATH":
		return filepath.Dir(t.Terraform) + string(filepath.ListSeparator) + os.Getenv("PATH")
	case "TF_CLI_CONFIG_FILE":
		return t.CLIConfig
	}
	return ""
}

// ErrNoTerraform says that terraform is not on PATH.
var ErrNoTerraform = errors.New("terraform is not on PATH: install it from https://developer.hashicorp.com/terraform/install")

// ErrNoProvider says that neither a mirror of hashicorp/aws nor the registry can be reached.
var ErrNoProvider = errors.New("the provider hashicorp/aws cannot be had, neither from a mirror on this machine nor from registry.terraform.io: " +
	"set " + MirrorVariable + " to a folder made with \"terraform providers mirror\", or allow the network")

// TB is what Find needs of testing.TB; the package does not import testing since the demo links it.
type TB interface {
	Helper()
	Fatal(args ...any)
	TempDir() string
}

// Find returns the tools for a test and ends the test with the remedy when they cannot be had.
func Find(t TB) Tools {
	t.Helper()
	tools, err := Look(context.Background(), os.Getenv, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return tools
}

// Look finds terraform and the provider and writes a CLI configuration file into dir. The error wraps
// ErrNoTerraform or ErrNoProvider when one of them cannot be had; Tools then holds what was found.
func Look(ctx context.Context, getenv func(string) string, dir string) (Tools, error) {
	var tools Tools
	var missing []error
	if path, err := exec.LookPath("terraform"); err == nil {
		tools.Terraform, _ = filepath.Abs(path)
	} else {
		missing = append(missing, ErrNoTerraform)
	}
	tools.Mirror = mirror(ctx, getenv)
	if tools.Mirror == "" && !reachable(ctx) {
		return tools, errors.Join(append(missing, ErrNoProvider)...)
	}
	tools.CLIConfig = filepath.Join(dir, "terraform.rc")
	if err := os.WriteFile(tools.CLIConfig, []byte(Config(tools.Mirror)), 0o600); err != nil {
		return tools, fmt.Errorf("writing the terraform CLI configuration: %w", err)
	}
	return tools, errors.Join(missing...)
}

// Config returns a Terraform CLI configuration that installs hashicorp/aws from the mirror and other
// providers from their registry. Without a mirror all come from the registry.
func Config(mirror string) string {
	if mirror == "" {
		return "provider_installation {\n  direct {}\n}\n"
	}
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(mirror)
	// "direct" must exclude what the mirror holds, since terraform would ask the registry for it as well
	// and fail without a network.
	return fmt.Sprintf(`provider_installation {
  filesystem_mirror {
    path    = "%s"
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }
}
`, escaped)
}

// reachable reports whether the public registry answers.
func reachable(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, "https://registry.terraform.io/.well-known/terraform.json", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode == http.StatusOK
}

package verify

import (
	"os"
	"path/filepath"
)

// passedOn are the variables that terraform needs from the real environment to reach a registry
// through a company's network. Everything else stays behind, because terraform runs downloaded
// providers, which can read all that it can.
var passedOn = []string{
	"PATH",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
	"SSL_CERT_FILE", "SSL_CERT_DIR",
}

// environment returns the whole environment of a terraform process. TF_IN_AUTOMATION is missing since
// terraform-exec sets it itself and refuses it from others.
func environment(s *scratch, getenv func(string) string) map[string]string {
	env := map[string]string{
		"HOME":                s.home(),
		"TMPDIR":              s.tmp(),
		"CHECKPOINT_DISABLE":  "1",
		"TF_PLUGIN_CACHE_DIR": s.plugins(),
		// Without it terraform ignores the cache for a root without a lock file and downloads the
		// provider again. Lock files of the scratch copy are thrown away, so nothing is lost.
		"TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
		// A module in a private repository must fail, not wait for a password.
		"GIT_TERMINAL_PROMPT": "0",
		"GIT_SSH_COMMAND":     "ssh -o BatchMode=yes",
	}
	for _, name := range passedOn {
		if value := getenv(name); value != "" {
			env[name] = value
		}
	}
	if file := cliConfig(getenv); file != "" {
		env["TF_CLI_CONFIG_FILE"] = file
	}
	return env
}

// cliConfig returns the user's Terraform CLI configuration file, or "" when there is none. A variable
// that names a missing file is ignored: terraform would only warn, in the middle of its JSON.
func cliConfig(getenv func(string) string) string {
	candidates := []string{getenv("TF_CLI_CONFIG_FILE"), getenv("TERRAFORM_CONFIG")}
	if home := getenv("HOME"); home != "" {
		candidates = append(candidates, filepath.Join(home, ".terraformrc"))
	}
	for _, file := range candidates {
		if file == "" {
			continue
		}
		abs, err := filepath.Abs(file)
		if err != nil {
			continue
		}
		if info, err := os.Stat(abs); err == nil && info.Mode().IsRegular() {
			return abs
		}
	}
	return ""
}

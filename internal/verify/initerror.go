package verify

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// initRemedies tell what to do about terraform's own summaries of why init failed. Each is measured
// with terraform 1.11.4.
var initRemedies = []struct{ text, remedy string }{
	{"doesn't match any of the checksums", "the lock file lacks this platform's checksum: run terraform providers lock for linux_amd64"},
	{"Unsupported Terraform Core version", "set terraform-version or terraform-path to a version that the configuration accepts"},
	{"Failed to query available provider packages", "the runner must reach the provider's registry or a mirror"},
	{"Failed to install provider", "the runner must reach the provider's registry or a mirror"},
	{"Could not resolve host", "the runner must reach the module's source"},
	{"Failed to download module", "the runner needs access to the module's source"},
	{"Error accessing remote module registry", "the runner must reach the module registry, with credentials if it is private"},
	{"Module not found", "the runner must reach the module registry, with credentials if it is private"},
}

// credentials in the address of a git module are part of what terraform prints.
var userinfo = regexp.MustCompile(`://[^/\s"'@]+@`)

// initFailure says in one sentence why a root could not be initialised.
func initFailure(root string, err error, timeout time.Duration) string {
	switch {
	case errors.Is(err, errTimeout), errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("terraform init of root %s took longer than %s", root, timeout)
	case errors.Is(err, errTooMuch):
		return fmt.Sprintf("terraform init of root %s was stopped: %s", root, err)
	}
	text := userinfo.ReplaceAllString(err.Error(), "://")
	reason := firstError(text)
	for _, known := range initRemedies {
		if strings.Contains(squeeze(text), known.text) {
			reason += " (" + known.remedy + ")"
			break
		}
	}
	return fmt.Sprintf("terraform init of root %s failed: %s", root, reason)
}

// firstError extracts the first "Error: summary" with the first paragraph that explains it, leaving out
// the source lines between them.
func firstError(text string) string {
	var clean []string
	for line := range strings.Lines(text) {
		clean = append(clean, strings.TrimRight(strings.TrimLeft(line, "│╷╵ "), " \r\n"))
	}
	_, rest, found := strings.Cut(strings.Join(clean, "\n"), "Error: ")
	if !found {
		return oneLine(text)
	}
	summary, rest, _ := strings.Cut(rest, "\n")
	for paragraph := range strings.SplitSeq(rest, "\n\n") {
		paragraph = strings.TrimSpace(paragraph)
		if strings.HasPrefix(paragraph, "Error: ") {
			break
		}
		if paragraph != "" && !strings.HasPrefix(paragraph, "on ") {
			return oneLine(summary + ": " + paragraph)
		}
	}
	return oneLine(summary)
}

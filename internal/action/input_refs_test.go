package action

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// TestBadRefAgreesWithGit asks git itself about every name. The one exception is "@", which git lets a
// branch be called and reads as HEAD everywhere else.
func TestBadRefAgreesWithGit(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"main", "release/1.0", "terrafix/x", "a-b_c", "größe", "a@b", "a{b", "x.lock.d", "feature/#7", "a$b", "a'b",
		"", "HEAD", "-x", "a.", "a..b", "a@{b", "a b", "a~b", "a^b", "a:b", "a?b", "a*b", "a[b", `a\b`, "a\tb", "a\x7fb",
		"/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a/b.lock",
	} {
		cmd := exec.Command("git", "check-ref-format", "--branch", name)
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		refused := err != nil
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatalf("git is needed by this test: %v", err)
		}
		if reason := badRef(name); (reason != "") != refused {
			t.Errorf("badRef(%q) = %q, git says %q (%v)", name, reason, strings.TrimSpace(string(out)), err)
		}
	}
	if badRef(strings.Repeat("a", 241)) == "" {
		t.Error("a name that is too long was accepted")
	}
}

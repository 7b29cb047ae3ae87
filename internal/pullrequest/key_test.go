package pullrequest

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// The names are state on GitHub: a change here orphans every open pull request of every user.
func TestKeyGolden(t *testing.T) {
	tests := []struct {
		key  Key
		want string
	}{
		{Key{"s3-bucket-public-access-blocked", "modules/bucket", "aws_s3_bucket.this", "main"}, "terrafix/s3-bucket-public-access-blocked/aws-s3-bucket-this-1a10681c31c8"},
		{Key{"s3-bucket-public-access-blocked", ".", "aws_s3_bucket.this", "main"}, "terrafix/s3-bucket-public-access-blocked/aws-s3-bucket-this-c4e4df55c94f"},
		{Key{"kms-key-rotation", ".", "aws_kms_key.logs", "release/2026"}, "terrafix/kms-key-rotation/aws-kms-key-logs-d7f7fee17e5e"},
		{Key{"", "", "", ""}, "terrafix/x/x-c293bf8c8955"},
		{Key{"@öÄ", ".", "module.a[\"ü\"]", "main"}, "terrafix/x/module-a-9907d07ad3d8"},
	}
	for _, tt := range tests {
		if got := tt.key.Branch("terrafix/"); got != tt.want {
			t.Errorf("%+v: got %s, want %s", tt.key, got, tt.want)
		}
	}
}

func TestKeysDoNotCollide(t *testing.T) {
	parts := []string{"", "a", "ab", "a\n", "\n", "1:a"}
	seen := map[string]Key{}
	for _, c := range parts {
		for _, d := range parts {
			for _, a := range parts {
				for _, b := range parts {
					key := Key{c, d, a, b}
					if other, ok := seen[key.Hash()]; ok {
						t.Fatalf("%+v and %+v have the hash %s", key, other, key.Hash())
					}
					seen[key.Hash()] = key
				}
			}
		}
	}
}

var branchShape = regexp.MustCompile(`^terrafix/[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?/[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?-[0-9a-f]{12}$`)

func FuzzBranch(f *testing.F) {
	f.Add("s3-bucket", ".", "aws_s3_bucket.logs", "main")
	f.Add("..", "../..", "a.lock", "@{")
	f.Add("-", "", "--", "")
	f.Add(strings.Repeat("é", 300), "x", strings.Repeat("a-", 300), "x")
	f.Fuzz(func(t *testing.T, control, dir, address, base string) {
		branch := Key{control, dir, address, base}.Branch("terrafix/")
		if !branchShape.MatchString(branch) {
			t.Errorf("branch %q", branch)
		}
	})
}

func TestBranchIsAGitRef(t *testing.T) {
	for _, text := range []string{"a", "..", ".lock", "x.lock", "@{u}", "a b\t~^:?*[\\", "-x", strings.Repeat("long.", 100), "über"} {
		branch := Key{text, text, text, text}.Branch("terrafix/")
		if out, err := exec.Command("git", "check-ref-format", "--branch", branch).CombinedOutput(); err != nil {
			t.Errorf("git refuses %q: %v %s", branch, err, out)
		}
	}
}

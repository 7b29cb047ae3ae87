package pullrequest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

const (
	keyVersion = "terrafix/key/1\n"
	maxSlug    = 60
)

// Key is the identity of a remediation: what is repaired, where, and for which branch. Instances, runs,
// models and patches are not part of it.
type Key struct {
	// Control is the control's id, or the id of Vanta's test when no control is known.
	Control string
	// Dir is the folder of the edited block from the repository's root, "." for the root itself.
	Dir string
	// Address is the edited block's address inside its module, without instance keys.
	Address string
	// Base is the name of the branch that the pull request is for.
	Base string
}

// Hash returns 12 hex digits that stand for the whole key. They never change for the same key.
func (k Key) Hash() string {
	h := sha256.New()
	h.Write([]byte(keyVersion))
	for _, field := range []string{k.Control, k.Dir, k.Address, k.Base} {
		// The length in front keeps ("a", "bc") and ("ab", "c") apart.
		fmt.Fprintf(h, "%d:%s\n", len(field), field)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// Branch returns the name of the key's branch: prefix, control, address and hash, such as
// "terrafix/s3-versioning/aws-s3-bucket-logs-0123456789ab".
func (k Key) Branch(prefix string) string {
	return prefix + slug(k.Control) + "/" + slug(k.Address) + "-" + k.Hash()
}

// slug returns text as at most 60 characters of a-z, 0-9 and "-", never empty, and neither beginning
// nor ending with "-". It is for the eye; the hash keeps names apart.
func slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		if b.Len() >= maxSlug {
			break
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	s := strings.TrimRight(b.String(), "-")
	if s == "" {
		return "x"
	}
	return s
}

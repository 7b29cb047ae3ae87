package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Revision is a hash of what the policy means, 12 hexadecimal digits. Comments, order of keys, quoting and
// position do not change it; the revision of an empty file is that of Default.
func (p *Policy) Revision() string {
	// Maps are written in the order of their keys, and no field can fail to be written.
	meaning, err := json.Marshal(p)
	if err != nil {
		panic("policy: " + err.Error())
	}
	sum := sha256.Sum256(append([]byte("terrafix/policy/1\n"), meaning...))
	return hex.EncodeToString(sum[:6])
}

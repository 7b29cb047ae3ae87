package schema

import "math/bits"

// Releases is a set of the releases that a Schema knows; bit 0 is the oldest. The set of a nested part is
// relative to what it is in: a bit says that the part is there in that release if its parent is.
type Releases uint8

// oldest returns the number of the oldest release in the set, which must not be empty.
func (r Releases) oldest() int { return bits.TrailingZeros8(uint8(r)) }

// newest returns the number of the newest release in the set, which must not be empty.
func (r Releases) newest() int { return bits.Len8(uint8(r)) - 1 }

// all returns the set of every release that the schema knows.
func (s *Schema) all() Releases { return Releases(1<<len(s.tables().releases) - 1) }

// Releases returns the releases of the provider that the data covers, oldest first.
func (s *Schema) Releases() []string { return append([]string(nil), s.tables().releases...) }

// Since returns the first known release with what r belongs to, and "" when the oldest has it already. The
// thing came at that release or at one between it and the known release before.
func (s *Schema) Since(r Releases) string {
	r &= s.all()
	if r == 0 || r.oldest() == 0 {
		return ""
	}
	return s.tables().releases[r.oldest()]
}

// Until returns the last known release with what r belongs to, and "" when the newest still has it.
func (s *Schema) Until(r Releases) string {
	r &= s.all()
	if r == 0 || r.newest() == s.all().newest() {
		return ""
	}
	return s.tables().releases[r.newest()]
}

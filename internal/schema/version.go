package schema

import (
	"fmt"
	"strconv"

	goversion "github.com/hashicorp/go-version"
)

// Version is what is known of the provider version that a configuration uses: the exact version, only its
// major version, or, as the zero value, nothing.
type Version struct {
	major int // zero when unknown; the AWS provider never released a version 0 that is in use
	exact *goversion.Version
}

// MajorVersion returns a version of which only the major number is known.
func MajorVersion(major int) Version { return Version{major: major} }

// ParseVersion reads a version ("5.100.0", as in a lock file) or a version constraint ("~> 5.0"). A
// constraint that admits several major versions gives the zero Version; text that is neither is an error.
// https://developer.hashicorp.com/terraform/language/expressions/version-constraints
func ParseVersion(text string) (Version, error) {
	if v, err := goversion.NewVersion(text); err == nil {
		return exactly(v), nil
	}
	constraints, err := parseConstraint(text)
	if err != nil {
		return Version{}, fmt.Errorf("reading the provider version %q: %w", text, err)
	}
	return implied(constraints), nil
}

func exactly(v *goversion.Version) Version { return Version{major: v.Segments()[0], exact: v} }

// Known reports whether at least the major version is known.
func (v Version) Known() bool { return v.major > 0 }

// Major returns the major version, zero when it is unknown.
func (v Version) Major() int { return v.major }

// Exact reports whether the whole version is known.
func (v Version) Exact() bool { return v.exact != nil }

// String returns "5.31.0", "5.x" or "unknown".
func (v Version) String() string {
	switch {
	case v.exact != nil:
		return v.exact.String()
	case v.major > 0:
		return strconv.Itoa(v.major) + ".x"
	}
	return "unknown"
}

// scope is which known releases stand for a version, and how far to trust them.
type scope struct {
	// releases are those to judge by; something is wrong only if it is wrong in all of them.
	releases Releases
	// firm says that the major version is one of those known. Otherwise there are only notes.
	firm bool
	// newer says that the version is newer than the known release of its major version, so that a name
	// which is not known may have come since.
	newer bool
	// name is how messages call the version.
	name string
}

// scope returns the known releases that stand for v: the one of its major version, else the oldest or the
// newest, else all of them when nothing is known.
func (s *Schema) scope(v Version) scope {
	if !v.Known() {
		return scope{releases: s.all(), name: "any known release of the provider"}
	}
	names := s.tables().releases
	nearest := 0
	for i, name := range names {
		release, err := goversion.NewVersion(name)
		if err != nil {
			continue
		}
		switch major := release.Segments()[0]; {
		case major == v.major:
			return scope{
				releases: 1 << i, firm: true, newer: v.exact != nil && v.exact.GreaterThan(release),
				name: "provider version " + v.String(),
			}
		case major < v.major:
			nearest = i
		}
	}
	return scope{releases: 1 << nearest, name: "provider version " + names[nearest]}
}

// Release returns a version to hold constraints against: the exact one, or the last that a major version
// can have, which terraform init selects when nothing else binds it. It is nil when nothing is known.
func (v Version) Release() *goversion.Version {
	switch {
	case v.exact != nil:
		return v.exact
	case v.major > 0:
		return goversion.Must(goversion.NewVersion(strconv.Itoa(v.major) + ".99999.0"))
	}
	return nil
}

// Less reports whether v is older than another known version of the same major version. One of which only
// the major number is known counts as the newest.
func (v Version) Less(other Version) bool { return v.Release().LessThan(other.Release()) }

// Covers reports whether the data has a release of the version's major number, so that Check may refuse.
func (s *Schema) Covers(v Version) bool { return s.scope(v).firm }

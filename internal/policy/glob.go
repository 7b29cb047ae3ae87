package policy

import (
	"fmt"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

const (
	mostGlobBytes = 256
	// mostAlternatives bounds matching: every { multiplies the ways to try.
	mostAlternatives = 3
)

// matchesAny tells whether a path matches a glob. A glob also covers what is below the folder it names.
func matchesAny(globs []string, name string) bool {
	name, ok := local(name)
	if !ok {
		return false
	}
	for _, glob := range globs {
		if glob == "." && name == "." || doublestar.MatchUnvalidated(glob, name) || doublestar.MatchUnvalidated(glob+"/**", name) {
			return true
		}
	}
	return false
}

// parseGlob cleans a glob; the problem is empty when it can be used.
func parseGlob(text string) (glob, problem, remedy string) {
	switch {
	case text == "":
		return "", "the glob is empty", `write one such as "infra/**"`
	case len(text) > mostGlobBytes:
		return "", fmt.Sprintf("the glob has %d bytes, more than %d", len(text), mostGlobBytes), "use several short globs"
	case strings.HasPrefix(text, "!"):
		return "", "a glob cannot be negated", `write it without "!" under paths.exclude`
	case strings.Contains(text, `\`):
		return "", `the glob holds a backslash`, `separate folders with "/"`
	case path.IsAbs(text):
		return "", "the glob is an absolute path", "write it from the repository's root, without the leading /"
	case strings.Count(text, "{") > mostAlternatives:
		return "", fmt.Sprintf("the glob has more than %d {", mostAlternatives), "use several globs"
	case !doublestar.ValidatePattern(text):
		return "", "the glob is malformed", "close every [ and {"
	}
	for part := range strings.SplitSeq(text, "/") {
		if part == ".." {
			return "", `the glob holds ".."`, "write it from the repository's root"
		}
	}
	return path.Clean(text), "", ""
}

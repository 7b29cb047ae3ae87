package action

import "strings"

func parseBranch(value string, to *string) *fault {
	value = strings.TrimPrefix(value, "refs/heads/")
	if reason := badRef(value); reason != "" {
		return &fault{quote(value) + " is not a branch name: " + reason, "write a branch such as main"}
	}
	*to = value
	return nil
}

// maxBranchPrefix leaves room for control, address and hash within the 255 bytes that a file system
// grants one component of a ref, and within the length that GitHub shows in full.
const maxBranchPrefix = 100

// parseBranchPrefix adds a final slash: with it the branches of the action stand in a folder of their own
// and one listing finds them all.
func parseBranchPrefix(value string, to *string) *fault {
	const remedy = "write a prefix such as terrafix/"
	value = strings.TrimPrefix(value, "refs/heads/")
	if !strings.HasSuffix(value, "/") {
		value += "/"
	}
	if len(value) > maxBranchPrefix {
		return &fault{quote(value) + " is too long", "write a prefix of at most 99 characters"}
	}
	if reason := badRef(value + "x"); reason != "" {
		return &fault{quote(value) + " cannot begin a branch name: " + reason, remedy}
	}
	*to = value
	return nil
}

// badRef says why git would refuse a branch of this name, or "".
// The rules are those of https://git-scm.com/docs/git-check-ref-format with --branch.
func badRef(name string) string {
	switch {
	case name == "" || name == "@" || name == "HEAD":
		return "git reserves it"
	case strings.HasPrefix(name, "-"):
		return "it begins with a hyphen"
	case strings.HasSuffix(name, "."):
		return "it ends with a dot"
	case strings.Contains(name, ".."):
		return "it holds two dots in a row"
	case strings.Contains(name, "@{"):
		return "it holds @{"
	case len(name) > 240:
		return "it is too long"
	}
	if strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune(`~^:?*[\`, r)
	}) {
		return `it holds white space, a control character or one of ~^:?*[\`
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case part == "":
			return "it has an empty part between slashes"
		case strings.HasPrefix(part, "."):
			return "a part begins with a dot"
		case strings.HasSuffix(part, ".lock"):
			return "a part ends with .lock"
		}
	}
	return ""
}

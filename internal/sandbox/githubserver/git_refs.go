package githubserver

import (
	"context"
	"fmt"
	"strings"
)

// zeroID stands for "no object" in compare-and-swap, as in git and GitHub.
const zeroID = "0000000000000000000000000000000000000000"

// gitRef is a fully qualified name and the object that it points at.
type gitRef struct{ name, sha string }

// refChange moves one ref. An old of "" means any value, zeroID that the ref must not exist; a
// sha of zeroID deletes the ref.
type refChange struct{ name, old, sha string }

// ref returns the object of a fully qualified name, "" when the ref does not exist.
func (st *store) ref(ctx context.Context, name string) (string, error) {
	// A name with a meaning to rev-parse, such as refs/heads/main~1, is not a ref's.
	if !st.validRef(ctx, name) {
		return "", nil
	}
	out, err := st.line(ctx, "show-ref", "--verify", "--hash", "--", name)
	if absent(err) {
		return "", nil
	}
	return out, err
}

// validRef reports whether git accepts the name and it lies under refs/.
func (st *store) validRef(ctx context.Context, name string) bool {
	if !strings.HasPrefix(name, "refs/") {
		return false
	}
	_, err := st.run(ctx, nil, nil, "check-ref-format", name)
	return err == nil
}

// refs lists the refs whose name begins with the prefix, sorted by name. The prefix need not end
// at a slash: GitHub matches characters.
func (st *store) refs(ctx context.Context, prefix string) ([]gitRef, error) {
	out, err := st.run(ctx, nil, nil, "for-each-ref", "--format=%(objectname) %(refname)")
	if err != nil {
		return nil, err
	}
	var refs []gitRef
	for line := range strings.Lines(string(out)) {
		sha, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if !ok {
			return nil, fmt.Errorf("git for-each-ref printed %q", line)
		}
		if strings.HasPrefix(name, prefix) {
			refs = append(refs, gitRef{name, sha})
		}
	}
	return refs, nil
}

// conflict returns the existing ref that makes the new name impossible (a against a/b), or "".
func (st *store) conflict(ctx context.Context, name string) (string, error) {
	refs, err := st.refs(ctx, "refs/")
	if err != nil {
		return "", err
	}
	for _, r := range refs {
		if strings.HasPrefix(name, r.name+"/") || strings.HasPrefix(r.name, name+"/") {
			return r.name, nil
		}
	}
	return "", nil
}

// move makes all changes or none, in one transaction of git.
func (st *store) move(ctx context.Context, changes ...refChange) error {
	var in strings.Builder
	in.WriteString("start\n")
	for _, c := range changes {
		switch {
		case c.sha == zeroID && (c.old == "" || c.old == zeroID):
			fmt.Fprintf(&in, "delete %s\n", c.name)
		case c.sha == zeroID:
			fmt.Fprintf(&in, "delete %s %s\n", c.name, c.old)
		case c.old == "":
			fmt.Fprintf(&in, "update %s %s\n", c.name, c.sha)
		default:
			fmt.Fprintf(&in, "update %s %s %s\n", c.name, c.sha, c.old)
		}
	}
	in.WriteString("commit\n")
	_, err := st.run(ctx, []byte(in.String()), nil, "update-ref", "--stdin")
	return err
}

// ancestor reports whether the first commit is the second or one of its ancestors.
func (st *store) ancestor(ctx context.Context, older, newer string) (bool, error) {
	_, err := st.run(ctx, nil, nil, "merge-base", "--is-ancestor", older, newer)
	if absent(err) {
		return false, nil
	}
	return err == nil, err
}

package githubserver

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// treeEntry is one change to a base tree: content that is set, an existing object, or a deletion.
type treeEntry struct {
	path, mode string
	sha        string // "" when content is set or the path is deleted
	content    *string
}

// writeTree applies the entries to the base tree ("" for an empty one) and returns the new tree.
func (st *store) writeTree(ctx context.Context, base string, entries []treeEntry) (string, error) {
	tmp, err := os.MkdirTemp(st.dir, "index-")
	if err != nil {
		return "", fmt.Errorf("making a scratch index: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	// read-tree --prefix wants a work tree, though it writes nothing to it.
	env := []string{"GIT_INDEX_FILE=" + filepath.Join(tmp, "index"), "GIT_WORK_TREE=" + tmp}
	if base != "" {
		if _, err := st.run(ctx, nil, env, "read-tree", base); err != nil {
			return "", err
		}
	}
	var info bytes.Buffer
	for _, e := range entries {
		sha := e.sha
		switch {
		case e.content != nil:
			if sha, err = st.writeObject(ctx, "blob", []byte(*e.content)); err != nil {
				return "", err
			}
		case sha == "":
			fmt.Fprintf(&info, "0 %s\t%s\x00", zeroID, e.path)
			continue
		case e.mode == "040000":
			if _, err := st.run(ctx, nil, env, "read-tree", "--prefix="+e.path+"/", sha); err != nil {
				return "", err
			}
			continue
		}
		fmt.Fprintf(&info, "%s %s\t%s\x00", e.mode, sha, e.path)
	}
	if _, err := st.run(ctx, info.Bytes(), env, "update-index", "-z", "--index-info"); err != nil {
		return "", err
	}
	out, err := st.run(ctx, nil, env, "write-tree")
	return strings.TrimSpace(string(out)), err
}

// holds reports whether the tree ("" for an empty one) has something at the path.
func (st *store) holds(ctx context.Context, tree, path string) (bool, error) {
	if tree == "" {
		return false, nil
	}
	_, err := st.run(ctx, nil, nil, "cat-file", "-e", tree+":"+path)
	if absent(err) {
		return false, nil
	}
	return err == nil, err
}

func (st *store) writeObject(ctx context.Context, kind string, data []byte) (string, error) {
	out, err := st.run(ctx, data, nil, "hash-object", "-w", "-t", kind, "--stdin")
	return strings.TrimSpace(string(out)), err
}

// person is an author or committer.
type person struct {
	name, email string
	date        time.Time
}

// commitObject is a commit as git stores it; the message is kept byte for byte.
type commitObject struct {
	sha               string
	tree              string
	parents           []string
	author, committer person
	signature         string // "" when unsigned
	message           string
}

// signature marks the commits that GitHub would have signed. It verifies nothing.
const signature = "-----BEGIN PGP SIGNATURE-----\n\nc3RhbmQtaW4gc2lnbmF0dXJl\n-----END PGP SIGNATURE-----\n"

// payload is what a signature covers: the object without its signature.
func (c commitObject) payload() string {
	c.signature = ""
	return c.encode()
}

func (c commitObject) encode() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", c.tree)
	for _, p := range c.parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	for _, p := range []struct {
		role string
		person
	}{{"author", c.author}, {"committer", c.committer}} {
		fmt.Fprintf(&b, "%s %s <%s> %d +0000\n", p.role, p.name, p.email, p.date.Unix())
	}
	if c.signature != "" {
		body := strings.ReplaceAll(strings.TrimSuffix(c.signature, "\n"), "\n", "\n ")
		fmt.Fprintf(&b, "gpgsig %s\n", body)
	}
	b.WriteString("\n" + c.message)
	return b.String()
}

func (st *store) writeCommit(ctx context.Context, c commitObject) (commitObject, error) {
	sha, err := st.writeObject(ctx, "commit", []byte(c.encode()))
	c.sha = sha
	return c, err
}

func (st *store) readCommit(ctx context.Context, sha string) (commitObject, error) {
	out, err := st.run(ctx, nil, nil, "cat-file", "commit", sha)
	if err != nil {
		return commitObject{}, err
	}
	return decodeCommit(sha, string(out))
}

func decodeCommit(sha, text string) (commitObject, error) {
	c := commitObject{sha: sha}
	head, message, ok := strings.Cut(text, "\n\n")
	if !ok {
		return c, fmt.Errorf("commit %s has no message", sha)
	}
	c.message = message
	inSignature := false
	for line := range strings.Lines(head + "\n") {
		line = strings.TrimSuffix(line, "\n")
		if more, ok := strings.CutPrefix(line, " "); ok {
			if inSignature {
				c.signature += more + "\n"
			}
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		inSignature = key == "gpgsig"
		var err error
		switch key {
		case "tree":
			c.tree = value
		case "parent":
			c.parents = append(c.parents, value)
		case "author":
			c.author, err = decodePerson(value)
		case "committer":
			c.committer, err = decodePerson(value)
		case "gpgsig":
			c.signature = value + "\n"
		}
		if err != nil {
			return c, fmt.Errorf("commit %s: %w", sha, err)
		}
	}
	return c, nil
}

func decodePerson(s string) (person, error) {
	name, rest, ok := strings.Cut(s, " <")
	email, when, ok2 := strings.Cut(rest, "> ")
	seconds, _, _ := strings.Cut(when, " ")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if !ok || !ok2 || err != nil {
		return person{}, fmt.Errorf("malformed person %q", s)
	}
	return person{name, email, time.Unix(unix, 0).UTC()}, nil
}

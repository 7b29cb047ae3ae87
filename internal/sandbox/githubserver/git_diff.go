package githubserver

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// emptyTree is the id of the tree without entries, the base of a first commit's difference.
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

// fileChange is one file of a difference, as the API lists it.
type fileChange struct {
	path, previous       string
	status               string // added, removed, modified, renamed, changed
	blob                 string
	additions, deletions int
	patch                string // the hunks; "" for a binary file
}

// unified returns git's difference of two trees.
func (st *store) unified(ctx context.Context, from, to string) (string, error) {
	out, err := st.run(ctx, nil, nil, "diff", "--no-color", "--no-ext-diff", "-M", from, to, "--")
	return string(out), err
}

// changes lists the files that differ between two trees.
func (st *store) changes(ctx context.Context, from, to string) ([]fileChange, error) {
	raw, err := st.run(ctx, nil, nil, "diff", "--raw", "--no-abbrev", "-z", "-M", from, to, "--")
	if err != nil {
		return nil, err
	}
	text, err := st.unified(ctx, from, to)
	if err != nil {
		return nil, err
	}
	files, err := decodeRaw(string(raw))
	if err != nil {
		return nil, err
	}
	patches := splitPatches(text)
	if len(patches) != len(files) {
		return nil, fmt.Errorf("git diff lists %d files and prints %d", len(files), len(patches))
	}
	for i := range files {
		files[i].read(patches[i])
	}
	return files, nil
}

// decodeRaw reads ":mode mode sha sha status NUL path NUL [path NUL]".
func decodeRaw(raw string) ([]fileChange, error) {
	var files []fileChange
	fields := strings.Split(strings.TrimSuffix(raw, "\x00"), "\x00")
	for i := 0; i < len(fields) && fields[i] != ""; {
		meta := strings.Fields(strings.TrimPrefix(fields[i], ":"))
		if len(meta) != 5 || i+1 >= len(fields) {
			return nil, fmt.Errorf("git diff printed %q", fields[i])
		}
		f := fileChange{blob: meta[3], path: fields[i+1]}
		i += 2
		switch meta[4][0] {
		case 'A':
			f.status = "added"
		case 'D':
			f.status, f.blob = "removed", meta[2]
		case 'M':
			f.status = "modified"
		case 'R':
			if i >= len(fields) {
				return nil, fmt.Errorf("git diff printed a renaming without its new name: %q", f.path)
			}
			f.status, f.previous, f.path = "renamed", f.path, fields[i]
			i++
		default:
			f.status = "changed"
		}
		files = append(files, f)
	}
	return files, nil
}

// splitPatches cuts a difference before each file. A line of content cannot begin with "diff".
func splitPatches(text string) []string {
	if text == "" {
		return nil
	}
	parts := strings.Split("\n"+text, "\ndiff --git ")
	return parts[1:]
}

func (f *fileChange) read(patch string) {
	at := strings.Index(patch, "\n@@ ")
	if at < 0 {
		return
	}
	f.patch = strings.TrimSuffix(patch[at+1:], "\n")
	for line := range strings.Lines(f.patch) {
		switch line[0] {
		case '+':
			f.additions++
		case '-':
			f.deletions++
		}
	}
}

// mergeBase returns the best common ancestor, "" when the histories are unrelated.
func (st *store) mergeBase(ctx context.Context, a, b string) (string, error) {
	out, err := st.line(ctx, "merge-base", a, b)
	if absent(err) {
		return "", nil
	}
	return out, err
}

// distance counts the commits that only head has and those that only base has.
func (st *store) distance(ctx context.Context, base, head string) (ahead, behind int, err error) {
	out, err := st.line(ctx, "rev-list", "--left-right", "--count", base+"..."+head)
	if err != nil {
		return 0, 0, err
	}
	left, right, _ := strings.Cut(out, "\t")
	if behind, err = strconv.Atoi(left); err == nil {
		ahead, err = strconv.Atoi(right)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("git rev-list printed %q", out)
	}
	return ahead, behind, nil
}

// between returns the commits that head has and base has not, oldest first.
func (st *store) between(ctx context.Context, base, head string) ([]commitObject, error) {
	out, err := st.run(ctx, nil, nil, "rev-list", "--reverse", "--topo-order", base+".."+head)
	if err != nil {
		return nil, err
	}
	var commits []commitObject
	for _, sha := range strings.Fields(string(out)) {
		c, err := st.readCommit(ctx, sha)
		if err != nil {
			return nil, err
		}
		commits = append(commits, c)
	}
	return commits, nil
}

// mergeTree returns the tree of a merge of two commits; clean is false when they conflict.
func (st *store) mergeTree(ctx context.Context, a, b string) (tree string, clean bool, err error) {
	out, err := st.line(ctx, "merge-tree", "--write-tree", a, b)
	if absent(err) {
		return "", false, nil
	}
	return out, err == nil, err
}

package githubserver

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Person is the login that does what the methods below do.
const Person = "ada"

func (s *Server) human() person {
	return person{"Ada Example", "ada@example.com", s.date()}
}

// initialCommit puts the content of Options.Source on the default branch.
func (s *Server) initialCommit(ctx context.Context) error {
	source := s.opts.Source
	tmp, err := os.MkdirTemp(s.git.dir, "index-")
	if err != nil {
		return fmt.Errorf("making a scratch index: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	if source == "" {
		source = filepath.Join(tmp, "source")
		if err := os.MkdirAll(source, 0o755); err != nil {
			return fmt.Errorf("making the first commit's folder: %w", err)
		}
		if err := os.WriteFile(filepath.Join(source, "README.md"), []byte("# "+s.opts.Repo+"\n"), 0o644); err != nil {
			return fmt.Errorf("writing the first commit's file: %w", err)
		}
	}
	if source, err = filepath.Abs(source); err != nil {
		return fmt.Errorf("making the source folder's path absolute: %w", err)
	}
	env := []string{"GIT_INDEX_FILE=" + filepath.Join(tmp, "index"), "GIT_DIR=" + s.git.dir, "GIT_WORK_TREE=" + source}
	if _, err := s.git.runIn(ctx, source, nil, env, "add", "--all", "."); err != nil {
		return fmt.Errorf("adding the content of %s: %w", source, err)
	}
	tree, err := s.git.runIn(ctx, source, nil, env, "write-tree")
	if err != nil {
		return err
	}
	_, err = s.commitTo(ctx, s.opts.DefaultBranch, commitObject{
		tree: string(tree[:len(tree)-1]), message: "Initial commit\n", author: s.human(), committer: s.human(),
	})
	return err
}

// commitTo writes the commit and points the branch at it. The caller holds s.mu.
func (s *Server) commitTo(ctx context.Context, branch string, obj commitObject) (string, error) {
	obj, err := s.git.writeCommit(ctx, obj)
	if err != nil {
		return "", err
	}
	refusal, err := s.moveRef(ctx, refChange{name: "refs/heads/" + branch, sha: obj.sha}, false)
	if err == nil && refusal != "" {
		err = fmt.Errorf("moving branch %s: %s", branch, refusal)
	}
	return obj.sha, err
}

// PushCommit adds a person's commit to the branch, which starts from the default branch when it
// does not exist, and returns the commit's id. A nil content deletes the file.
func (s *Server) PushCommit(branch string, files map[string][]byte) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	parent, err := s.git.ref(ctx, "refs/heads/"+branch)
	if err == nil && parent == "" {
		parent, err = s.git.ref(ctx, "refs/heads/"+s.opts.DefaultBranch)
	}
	if err != nil {
		return "", err
	}
	var entries []treeEntry
	for _, path := range slices.Sorted(maps.Keys(files)) {
		e := treeEntry{path: path, mode: "100644"}
		if data := files[path]; data != nil {
			text := string(data)
			e.content = &text
		}
		entries = append(entries, e)
	}
	tree, err := s.git.writeTree(ctx, parent, entries)
	if err != nil {
		return "", err
	}
	return s.commitTo(ctx, branch, commitObject{
		tree: tree, parents: []string{parent}, message: "A person's change\n", author: s.human(), committer: s.human(),
	})
}

// CreateBranch makes a branch at a commit, or at the default branch's when sha is empty.
func (s *Server) CreateBranch(branch, sha string) error {
	return s.branch(branch, func(ctx context.Context) (refChange, error) {
		if sha != "" {
			return refChange{old: zeroID, sha: sha}, nil
		}
		head, err := s.git.ref(ctx, "refs/heads/"+s.opts.DefaultBranch)
		return refChange{old: zeroID, sha: head}, err
	})
}

// DeleteBranch deletes a branch; its open pull requests are closed, as by GitHub.
func (s *Server) DeleteBranch(branch string) error {
	return s.branch(branch, func(ctx context.Context) (refChange, error) {
		head, err := s.git.ref(ctx, "refs/heads/"+branch)
		if err == nil && head == "" {
			err = fmt.Errorf("branch %s does not exist", branch)
		}
		return refChange{sha: zeroID}, err
	})
}

func (s *Server) branch(name string, change func(context.Context) (refChange, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	ch, err := change(ctx)
	if err != nil {
		return err
	}
	ch.name = "refs/heads/" + name
	refusal, err := s.moveRef(ctx, ch, true)
	if err == nil && refusal != "" {
		err = fmt.Errorf("changing branch %s: %s", name, refusal)
	}
	return err
}

// Branch returns the commit of a branch, "" when the branch does not exist.
func (s *Server) Branch(name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.git.ref(context.Background(), "refs/heads/"+name)
}

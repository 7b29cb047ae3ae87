package githubserver

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// Checkout says what Clone leaves in the folder.
type Checkout struct {
	// Depth is the number of commits; 0 means all of them. actions/checkout takes 1 unless told
	// otherwise.
	Depth int
	// Branch is checked out; the default branch when empty.
	Branch string
}

// Clone makes a checkout in dir as actions/checkout does: one branch of the wanted depth, tracked
// from origin, without credentials. The folder must be empty or absent. Nothing can be pushed
// from it.
func (s *Server) Clone(ctx context.Context, dir string, opts Checkout) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if opts.Branch == "" {
		opts.Branch = s.opts.DefaultBranch
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("making the checkout's path absolute: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the checkout's folder: %w", err)
	}
	remote := "refs/remotes/origin/" + opts.Branch
	fetch := []string{"fetch", "--quiet", "--no-tags", "--no-auto-gc"}
	if opts.Depth > 0 {
		fetch = append(fetch, "--depth="+strconv.Itoa(opts.Depth))
	}
	for _, args := range [][]string{
		{"init", "--quiet", "--template=", "--initial-branch=" + opts.Branch},
		{"config", "gc.auto", "0"},
		{"remote", "add", "origin", "file://" + filepath.ToSlash(s.git.dir)},
		{"remote", "set-url", "--push", "origin", "file:///no-credentials"},
		append(fetch, "origin", "+refs/heads/"+opts.Branch+":"+remote),
		{"checkout", "--quiet", "--force", "-B", opts.Branch, remote},
	} {
		if _, err := s.git.runIn(ctx, dir, nil, nil, args...); err != nil {
			return fmt.Errorf("checking out %s: %w", opts.Branch, err)
		}
	}
	return nil
}

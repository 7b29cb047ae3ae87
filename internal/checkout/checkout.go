// Package checkout reads what git knows about the workspace: the commit that is checked out, its tree and
// whether the files still are what the commit says. It only asks the git program and changes nothing.
package checkout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// timeout bounds one git command; status on a large repository takes a few seconds.
const timeout = 2 * time.Minute

// ErrNone says that the folder is not a git work tree.
var ErrNone = errors.New("the folder is not a git checkout")

// DirtyError says that files of the work tree differ from the commit, so that a pull request made from
// the commit would not be what was read.
type DirtyError struct {
	// Paths are the files, from the root of the work tree.
	Paths []string
}

// Error implements error.
func (e *DirtyError) Error() string {
	shown := e.Paths
	if len(shown) > 5 {
		shown = append(shown[:5:5], fmt.Sprintf("and %d more", len(e.Paths)-5))
	}
	return "the checkout has changes that are not committed: " + strings.Join(shown, ", ")
}

// Checkout is a clean work tree.
type Checkout struct {
	// Dir is the absolute path of the root of the work tree.
	Dir string
	// Head is the commit that is checked out and Tree its tree, both as 40 hex digits.
	Head, Tree string

	git git
}

// Read inspects the work tree whose root is dir. It returns an error wrapping [ErrNone] when there is no
// checkout and a [*DirtyError] when a tracked file is modified or a Terraform file is not tracked. getenv
// is asked for PATH and HOME only.
func Read(ctx context.Context, dir string, getenv func(string) string) (*Checkout, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("read the checkout: %w", err)
	}
	c := &Checkout{Dir: dir, git: git{dir: dir, getenv: getenv}}
	out, err := c.git.run(ctx, "rev-parse", "--show-prefix", "HEAD", "HEAD^{tree}")
	if err != nil {
		return nil, fmt.Errorf("read the checkout of %s: %w: %w", dir, ErrNone, err)
	}
	lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
	if len(lines) != 3 || lines[0] != "" {
		return nil, fmt.Errorf("read the checkout of %s: %w: it is not the root of one", dir, ErrNone)
	}
	c.Head, c.Tree = lines[1], lines[2]
	dirty, err := c.dirty(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the checkout of %s: %w", dir, err)
	}
	if len(dirty) > 0 {
		return nil, &DirtyError{Paths: dirty}
	}
	return c, nil
}

// dirty lists what differs from the commit. Untracked files matter only if Terraform would read them.
func (c *Checkout) dirty(ctx context.Context) ([]string, error) {
	out, err := c.git.run(ctx, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
	if err != nil {
		return nil, err
	}
	var paths []string
	for entry := range strings.SplitSeq(out, "\x00") {
		if len(entry) < 4 {
			continue
		}
		path := entry[3:]
		if strings.HasPrefix(entry, "??") && !isTerraform(path) {
			continue
		}
		paths = append(paths, path)
	}
	return paths, nil
}

func isTerraform(path string) bool {
	if strings.Contains("/"+path, "/.terraform/") {
		return false
	}
	for _, ending := range []string{".tf", ".tf.json", ".tfvars", ".tfvars.json", ".terraform.lock.hcl"} {
		if strings.HasSuffix(path, ending) {
			return true
		}
	}
	return false
}

// Modes returns git's mode of each file in the commit, such as "100644", by its path.
func (c *Checkout) Modes(ctx context.Context) (map[string]string, error) {
	modes := map[string]string{}
	out, err := c.git.run(ctx, "ls-tree", "-r", "-z", c.Head)
	if err != nil {
		return nil, fmt.Errorf("read file modes: %w", err)
	}
	for entry := range strings.SplitSeq(out, "\x00") {
		meta, path, ok := strings.Cut(entry, "\t")
		if mode, _, found := strings.Cut(meta, " "); ok && found {
			modes[path] = mode
		}
	}
	return modes, nil
}

// File returns the content of a file of the commit; found is false when the commit has none at the path.
func (c *Checkout) File(ctx context.Context, path string) (content []byte, found bool, err error) {
	out, err := c.git.run(ctx, "ls-tree", "-z", "--name-only", c.Head, "--", path)
	if err != nil || out == "" {
		return nil, false, err
	}
	out, err = c.git.run(ctx, "cat-file", "blob", c.Head+":"+path)
	return []byte(out), err == nil, err
}

type git struct {
	dir    string
	getenv func(string) string
}

// run calls git with an environment of its own: no credentials, no prompt, and no program that the
// repository's configuration could name. The workspace of a container belongs to another user, hence
// safe.directory.
func (g git) run(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", append([]string{
		"-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
		"-c", "core.quotePath=false", "-C", g.dir,
	}, args...)...)
	cmd.Env = []string{
		"PATH=" + g.getenv("PATH"), "HOME=" + g.getenv("HOME"),
		"GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_LITERAL_PATHSPECS=1", "LC_ALL=C",
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", fmt.Errorf("git %s: %w", args[0], ctx.Err())
		}
		if message := strings.TrimSpace(stderr.String()); message != "" {
			return "", fmt.Errorf("git %s: %s", args[0], firstLine(message))
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return stdout.String(), nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

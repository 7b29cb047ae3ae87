package githubserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// store runs git on one bare repository. It holds no lock: Server.mu orders its callers.
type store struct {
	bin string // absolute path of git
	dir string // absolute path of the bare repository
}

// newStore makes an empty bare repository whose HEAD is the branch.
func newStore(ctx context.Context, dir, branch string) (*store, error) {
	bin, err := exec.LookPath("git")
	if err != nil {
		return nil, fmt.Errorf("looking for git: %w", err)
	}
	if bin, err = filepath.Abs(bin); err != nil {
		return nil, fmt.Errorf("making the path of git absolute: %w", err)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, fmt.Errorf("making the repository's path absolute: %w", err)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("folder %s is not empty: name an empty or absent one", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the repository's folder: %w", err)
	}
	st := &store{bin: bin, dir: dir}
	if _, err := st.run(ctx, nil, nil, "init", "--quiet", "--bare", "--template=", "--initial-branch="+branch); err != nil {
		return nil, err
	}
	for _, kv := range [][2]string{
		{"gc.auto", "0"}, // objects of closed pull requests must stay readable
		{"core.autocrlf", "false"},
		{"core.logAllRefUpdates", "false"},
		{"uploadpack.allowAnySHA1InWant", "true"}, // actions/checkout fetches by commit id
	} {
		if _, err := st.run(ctx, nil, nil, "config", kv[0], kv[1]); err != nil {
			return nil, err
		}
	}
	return st, nil
}

// gitError is a git command that ended with another code than zero.
type gitError struct {
	args   []string
	code   int
	stderr string
}

func (e *gitError) Error() string {
	return fmt.Sprintf("git %s: exit code %d: %s", strings.Join(e.args, " "), e.code, e.stderr)
}

// run executes git in the bare repository and returns its standard output. An unsuccessful end
// is a *gitError. The environment is minimal, so that the user's configuration has no influence.
func (st *store) run(ctx context.Context, stdin []byte, env []string, args ...string) ([]byte, error) {
	return st.runIn(ctx, st.dir, stdin, append([]string{"GIT_DIR=" + st.dir}, env...), args...)
}

func (st *store) runIn(ctx context.Context, dir string, stdin []byte, env []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, st.bin, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{
		"PATH=" + filepath.Dir(st.bin) + ":/usr/bin:/bin",
		"HOME=" + st.dir,
		"LC_ALL=C",
		"TZ=UTC",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_TERMINAL_PROMPT=0",
	}, env...)
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			return nil, fmt.Errorf("running git %s: %w", strings.Join(args, " "), err)
		}
		return stdout.Bytes(), &gitError{args: args, code: exit.ExitCode(), stderr: strings.TrimSpace(stderr.String())}
	}
	return stdout.Bytes(), nil
}

// line runs git and returns its output without the final line break.
func (st *store) line(ctx context.Context, args ...string) (string, error) {
	out, err := st.run(ctx, nil, nil, args...)
	return strings.TrimSuffix(string(out), "\n"), err
}

// absent reports whether err is git's way to say no: an end with code 1, or 128 for a name that
// cannot be resolved.
func absent(err error) bool {
	var ge *gitError
	return errors.As(err, &ge) && (ge.code == 1 || ge.code == 128)
}

// resolve returns the id of the object that the revision names, of the given kind ("commit",
// "tree", "blob" or "object" for any); ok is false when there is none.
func (st *store) resolve(ctx context.Context, rev, kind string) (sha string, ok bool, err error) {
	if rev == "" || strings.ContainsAny(rev, " \t\n\x00") {
		return "", false, nil
	}
	sha, err = st.line(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{"+kind+"}")
	if absent(err) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	// A full id resolves to itself whether it exists or not.
	if _, err := st.run(ctx, nil, nil, "cat-file", "-e", sha); absent(err) {
		return "", false, nil
	} else if err != nil {
		return "", false, err
	}
	return sha, true, nil
}

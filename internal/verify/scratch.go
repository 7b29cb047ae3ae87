package verify

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Limits of the scratch copy. Assets above the size of one file are left out: Terraform reads such a
// file at most to hash it, and the baseline misses it in the same way.
const (
	maxScratchFiles    = 100_000
	maxScratchFileSize = 32 << 20
	maxScratchSize     = 1 << 30
)

// scratch is the folder in which terraform works: home, temporary files, plugin cache, downloaded
// programs and, after copyRepository, the copy of the repository.
type scratch struct {
	dir string
	// short is the folder for temporary files when dir's own has too long a path.
	short  string
	copied bool
}

// maxTmp is the longest path of a folder for temporary files. A provider listens on a Unix socket in it,
// whose path holds 103 bytes on every system and ends with up to 17 of its own; with a longer one terraform
// fails with "Failed to load plugin schemas".
const maxTmp = 80

func (s *scratch) home() string       { return filepath.Join(s.dir, "home") }
func (s *scratch) tmp() string        { return cmp.Or(s.short, filepath.Join(s.dir, "tmp")) }
func (s *scratch) plugins() string    { return filepath.Join(s.dir, "plugins") }
func (s *scratch) programs() string   { return filepath.Join(s.dir, "bin") }
func (s *scratch) repository() string { return filepath.Join(s.dir, "repository") }

// inRepository returns the place of a slash-separated repository path in the scratch copy.
func (s *scratch) inRepository(p string) string {
	return filepath.Join(s.repository(), filepath.FromSlash(p))
}

// workspace returns the scratch folder and makes it the first time.
func (v *Verifier) workspace() (*scratch, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.scratch != nil {
		return v.scratch, nil
	}
	dir, err := os.MkdirTemp(v.opts.ScratchParent, "terrafix-")
	if err != nil {
		return nil, fmt.Errorf("making the scratch folder for terraform: %w", err)
	}
	// Terraform reports paths with links resolved, so the folder must be named that way too.
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	s := &scratch{dir: dir}
	if len(s.tmp()) > maxTmp {
		// Without such a folder the long one may still do.
		s.short, _ = os.MkdirTemp("/tmp", "terrafix-")
	}
	for _, d := range []string{s.home(), s.tmp(), s.plugins(), s.programs(), s.repository()} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, errors.Join(fmt.Errorf("making the scratch folder for terraform: %w", err), s.remove())
		}
	}
	v.scratch = s
	return s, nil
}

// remove removes what workspace made.
func (s *scratch) remove() error {
	err := os.RemoveAll(s.dir)
	if s.short != "" {
		err = errors.Join(err, os.RemoveAll(s.short))
	}
	return err
}

// copyRepository copies the repository's regular files, once. Git's and Terraform's own folders stay
// behind, and so do links that lead out of the repository.
func (s *scratch) copyRepository(from string) error {
	if s.copied {
		return nil
	}
	src, err := os.OpenRoot(from)
	if err != nil {
		return fmt.Errorf("copying the repository for terraform: %w", err)
	}
	defer src.Close()
	dst, err := os.OpenRoot(s.repository())
	if err != nil {
		return fmt.Errorf("copying the repository for terraform: %w", err)
	}
	defer dst.Close()
	c := copier{src: src, dst: dst}
	if err := fs.WalkDir(src.FS(), ".", c.visit); err != nil {
		return fmt.Errorf("copying the repository for terraform: %w", err)
	}
	s.copied = true
	return nil
}

type copier struct {
	src, dst *os.Root
	files    int
	size     int64
}

func (c *copier) visit(name string, entry fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	if name == "." {
		return nil
	}
	switch {
	case entry.IsDir():
		if entry.Name() == ".git" || entry.Name() == ".terraform" {
			return fs.SkipDir
		}
		return c.dst.Mkdir(name, 0o700)
	case entry.Type()&fs.ModeSymlink != 0:
		return c.link(name)
	case entry.Type().IsRegular():
		return c.file(name)
	}
	return nil
}

func (c *copier) file(name string) error {
	in, err := c.src.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if info.Size() > maxScratchFileSize {
		return nil
	}
	c.files++
	c.size += info.Size()
	if c.files > maxScratchFiles || c.size > maxScratchSize {
		return fmt.Errorf("the repository holds more than %d files or %d MiB", maxScratchFiles, maxScratchSize>>20)
	}
	out, err := c.dst.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600|info.Mode().Perm()&0o100)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, io.LimitReader(in, maxScratchFileSize))
	return errors.Join(err, out.Close())
}

// link repeats a relative link that stays inside the repository. os.Root refuses to follow any other,
// which is how those are told apart.
func (c *copier) link(name string) error {
	target, err := c.src.Readlink(name)
	if err != nil {
		return err
	}
	if filepath.IsAbs(target) {
		return nil
	}
	inside := path.Join(path.Dir(name), filepath.ToSlash(target))
	if inside == ".." || strings.HasPrefix(inside, "../") {
		return nil
	}
	if _, err := c.src.Stat(name); err != nil {
		return nil
	}
	return c.dst.Symlink(target, name)
}

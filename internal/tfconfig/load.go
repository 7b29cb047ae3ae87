package tfconfig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/sync/errgroup"
)

// Options say what Load makes of a checkout.
type Options struct {
	// Paths are doublestar globs, relative to the repository's root, of the files whose blocks may be
	// targets. A pattern without wildcards also covers the folder of that name. Empty means every
	// file. All files are read in any case, since evaluation needs them.
	Paths []string
}

// allows tells whether a block in file may be a target.
func (o Options) allows(file string) bool {
	if len(o.Paths) == 0 {
		return true
	}
	for _, pattern := range o.Paths {
		pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/")
		if doublestar.MatchUnvalidated(pattern, file) || doublestar.MatchUnvalidated(pattern+"/**", file) {
			return true
		}
	}
	return false
}

// skippedDirs are folders that hold no Terraform of the repository's own. Hidden folders, among them
// .git, .terraform and .terragrunt-cache, are skipped as well.
var skippedDirs = map[string]bool{"node_modules": true}

// Load reads the Terraform in dir. A file that cannot be read or parsed becomes a Problem. The error is
// for a folder that cannot be listed, a malformed glob, or the end of ctx; a folder without Terraform
// is a Repository without modules.
func Load(ctx context.Context, dir string, opts Options) (*Repository, error) {
	for _, pattern := range opts.Paths {
		if !doublestar.ValidatePattern(pattern) {
			return nil, fmt.Errorf("read the paths filter: %q is not a glob", pattern)
		}
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("read terraform: %w", err)
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, fmt.Errorf("read terraform: %w", err)
	}
	defer root.Close()

	paths, problems, err := discover(ctx, root)
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w", dir, err)
	}
	sources, err := readAll(ctx, root, paths)
	if err != nil {
		return nil, fmt.Errorf("read the files of %s: %w", dir, err)
	}
	for _, problem := range problems {
		sources[problem.Path] = &source{path: problem.Path, kind: kindOf(problem.Path), problem: &problem}
	}
	return link(abs, opts, sources), nil
}

// discover lists the files that matter. Symbolic links to folders are not followed; one to a file is
// followed as long as it stays inside the repository.
func discover(ctx context.Context, root *os.Root) ([]string, []Problem, error) {
	var paths []string
	var problems []Problem
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if name == "." {
				return err
			}
			problems = append(problems, Problem{Path: name, Reason: "it cannot be listed: " + cause(err)})
			return nil
		}
		if entry.IsDir() {
			if name != "." && (strings.HasPrefix(entry.Name(), ".") || skippedDirs[entry.Name()]) {
				return fs.SkipDir
			}
			return nil
		}
		if kindOf(name) == ignored {
			return nil
		}
		info, err := root.Stat(name)
		switch {
		case err != nil && entry.Type()&fs.ModeSymlink != 0:
			problems = append(problems, Problem{Path: name, Reason: "it is a symbolic link that leads nowhere or out of the repository"})
		case err != nil:
			problems = append(problems, Problem{Path: name, Reason: "it cannot be read: " + cause(err)})
		case info.IsDir():
		case !info.Mode().IsRegular():
			problems = append(problems, Problem{Path: name, Reason: "it is not a regular file"})
		case info.Size() > maxFileBytes:
			problems = append(problems, Problem{Path: name, Reason: tooLarge(info.Size())})
		default:
			paths = append(paths, name)
		}
		return nil
	})
	return paths, problems, err
}

func readAll(ctx context.Context, root *os.Root, paths []string) (map[string]*source, error) {
	read := make([]*source, len(paths))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range paths {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			data, err := root.ReadFile(name)
			if err != nil {
				read[i] = &source{path: name, kind: kindOf(name), problem: &Problem{Path: name, Reason: "it cannot be read: " + cause(err)}}
				return nil
			}
			read[i] = parse(name, data)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	sources := make(map[string]*source, len(read))
	for _, s := range read {
		sources[s.path] = s
	}
	return sources, nil
}

// cause strips the path from a file system error, since a Problem names it anyway.
func cause(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}

// WithFiles returns a copy of the repository with some files replaced or added; a nil value removes a
// file. Only these files are parsed. Paths are relative to the repository's root. It is an error if a
// path leaves the repository or a file does not parse; files that are not Terraform are ignored.
func (r *Repository) WithFiles(files map[string][]byte) (*Repository, error) {
	sources := make(map[string]*source, len(r.sources)+len(files))
	for name, s := range r.sources {
		sources[name] = s
	}
	for name, data := range files {
		clean := path.Clean(filepath.ToSlash(name))
		if !fs.ValidPath(clean) {
			return nil, fmt.Errorf("replace files: %q is not a path inside the repository", name)
		}
		if data == nil {
			delete(sources, clean)
			continue
		}
		if kindOf(clean) == ignored {
			continue
		}
		s := parse(clean, data)
		if s.problem != nil {
			return nil, fmt.Errorf("replace files: %s:%d: %s", s.problem.Path, s.problem.Line, s.problem.Reason)
		}
		sources[clean] = s
	}
	return link(r.Dir, r.opts, sources), nil
}

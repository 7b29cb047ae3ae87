package command

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// writeFiles replaces files by renaming, so that a crash leaves either the old or the new content.
func writeFiles(dir string, files map[string][]byte) error {
	for _, name := range sortedNames(files) {
		content := files[name]
		// A link is followed, so that the file it leads to changes and the link stays.
		path, err := filepath.EvalSymlinks(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		temporary := path + ".terrafix"
		if err := os.WriteFile(temporary, content, info.Mode().Perm()); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		// The umask has no say: the file keeps the mode that it had.
		if err := os.Chmod(temporary, info.Mode().Perm()); err != nil {
			return fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(temporary)))
		}
		if err := os.Rename(temporary, path); err != nil {
			return fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(temporary)))
		}
	}
	return nil
}

// sortedNames are the names of files in order; never nil.
func sortedNames(files map[string][]byte) []string {
	return append([]string{}, slices.Sorted(maps.Keys(files))...)
}

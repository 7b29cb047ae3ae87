package action

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"regexp"
)

// The output folder of a run in the workspace, and the report in it.
const (
	OutputFolder = ".terrafix"
	ReportFile   = "report.json"
)

// WriteReport writes the JSON report and the patches of mode propose below the output folder of the
// workspace, and returns the report's path from the workspace's root. The path is relative because the
// workspace has another absolute path inside a container than for later steps. Each file is replaced as a
// whole; masked secrets are removed. Links in the checkout cannot lead the files out of the workspace.
//
// The folder ignores itself for git, so that a later run does not find the checkout changed.
func (w *Workflow) WriteReport(workspace string, r *Report) (reportPath string, err error) {
	root, err := os.OpenRoot(workspace)
	if err != nil {
		return "", fmt.Errorf("open the workspace: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()

	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return "", fmt.Errorf("encode the report: %w", err)
	}
	folder := outputFolder{root: root, redact: w.Redact}
	if err := folder.write(".gitignore", []byte("*\n")); err != nil {
		return "", err
	}
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; o.Diff != "" {
			if err := folder.write(patchFile(o.CorrelationID), []byte(o.Diff)); err != nil {
				return "", err
			}
		}
	}
	if err := folder.write(ReportFile, content.Bytes()); err != nil {
		return "", err
	}
	return path.Join(OutputFolder, ReportFile), nil
}

var notInFileName = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// patchFile names the patch of one remediation in the output folder.
func patchFile(correlationID string) string {
	return "patches/" + notInFileName.ReplaceAllString(correlationID, "-") + ".patch"
}

// outputFolder writes files below [OutputFolder].
type outputFolder struct {
	root   *os.Root
	redact func(string) string
}

// write replaces a file. A reader sees the old content or the new one.
func (f outputFolder) write(name string, content []byte) error {
	name = path.Join(OutputFolder, name)
	if err := f.replace(name, []byte(f.redact(string(content)))); err != nil {
		return fmt.Errorf("write %s in the workspace: %w", name, err)
	}
	return nil
}

func (f outputFolder) replace(name string, content []byte) error {
	if err := f.mkdir(path.Dir(name)); err != nil {
		return err
	}
	random := make([]byte, 8)
	if _, err := rand.Read(random); err != nil {
		return err
	}
	temporary := name + "." + hex.EncodeToString(random) + ".tmp"
	if err := f.root.WriteFile(temporary, content, 0o644); err != nil {
		return errors.Join(err, f.root.RemoveAll(temporary))
	}
	f.giveAway(temporary)
	if err := f.root.Rename(temporary, name); err != nil {
		return errors.Join(err, f.root.Remove(temporary))
	}
	return nil
}

func (f outputFolder) mkdir(dir string) error {
	if info, err := f.root.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if parent := path.Dir(dir); parent != "." {
		if err := f.mkdir(parent); err != nil {
			return err
		}
	}
	if err := f.root.Mkdir(dir, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	f.giveAway(dir)
	return nil
}

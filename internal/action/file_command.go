package action

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var outputName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// SetOutput sets an output of the step. The value may hold anything: a random delimiter, made for each
// call, keeps it from ending the output early and setting another. At a terminal it becomes a log line.
func (w *Workflow) SetOutput(name, value string) error {
	if !outputName.MatchString(name) {
		return fmt.Errorf("set output %q: the name does not fit %s", name, outputName)
	}
	value = w.Redact(value)
	if w.getenv("GITHUB_OUTPUT") == "" {
		w.Line("output " + name + ": " + value)
		return nil
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return fmt.Errorf("set output %s: make a delimiter: %w", name, err)
	}
	delimiter := "terrafix_" + hex.EncodeToString(random)
	if strings.Contains(value, delimiter) {
		return fmt.Errorf("set output %s: the value holds its delimiter; run again", name)
	}
	text := name + "<<" + delimiter + "\n" + value + "\n" + delimiter + "\n"
	if err := w.appendTo("GITHUB_OUTPUT", []byte(text)); err != nil {
		return fmt.Errorf("set output %s: %w", name, err)
	}
	return nil
}

// maxSummary is the most bytes of a step's summary. The runner drops a larger one whole; see
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const maxSummary = 1 << 20

// AddSummary appends Markdown to the job summary, byte for byte but for masked secrets. What would make
// the step's summary larger than 1 MiB is cut at the end of a line, with a note. At a terminal nothing is
// written: the summary repeats the log.
func (w *Workflow) AddSummary(markdown []byte) error {
	name := w.getenv("GITHUB_STEP_SUMMARY")
	if name == "" {
		return nil
	}
	taken := 0
	if info, err := os.Stat(name); err == nil {
		taken = int(min(info.Size(), maxSummary))
	}
	kept := cutMarkdown([]byte(w.Redact(string(markdown))), maxSummary-taken)
	if err := w.appendTo("GITHUB_STEP_SUMMARY", kept); err != nil {
		return fmt.Errorf("write the job summary: %w", err)
	}
	return nil
}

// appendTo appends to the file that a variable of the runner names.
func (w *Workflow) appendTo(variable string, content []byte) (err error) {
	name := w.getenv(variable)
	if !filepath.IsAbs(name) {
		return fmt.Errorf("%s does not hold an absolute path", variable)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s does not name a file", variable)
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("open the file of %s: %w", variable, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(content); err != nil {
		return fmt.Errorf("append to the file of %s: %w", variable, err)
	}
	return nil
}

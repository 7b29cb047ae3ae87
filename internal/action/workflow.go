package action

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/sethvargo/go-githubactions"
)

// Workflow owns every write to the runner: log lines, commands, outputs and the job summary. Text of
// others can be passed to any method; it cannot become a command, forge an output or reveal a secret that
// was given to [Workflow.Mask]. It is safe for concurrent use.
//
// Outside GitHub Actions (GITHUB_ACTIONS is not "true") no command is written: groups and annotations are
// plain lines, and a mask only works on what the Workflow itself writes.
type Workflow struct {
	getenv func(string) string
	runner bool
	masks  masker

	mu     sync.Mutex
	out    io.Writer
	err    error
	issued map[Severity]int
}

// NewWorkflow returns a Workflow that writes log lines and commands to out and finds the runner's files
// through getenv.
func NewWorkflow(out io.Writer, getenv func(string) string) *Workflow {
	return &Workflow{
		getenv: getenv,
		runner: getenv("GITHUB_ACTIONS") == "true",
		out:    out,
		issued: map[Severity]int{},
	}
}

// Err returns the first error of writing to the log, nil when all went well.
func (w *Workflow) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Mask hides secrets in everything that is written from now on, by this program and by the runner. It
// must be called before the first use of a secret. An empty secret is no secret. A secret that is too
// short is refused with an error that does not hold it; the others are masked all the same.
func (w *Workflow) Mask(secrets ...string) error {
	var errs []error
	for _, secret := range secrets {
		added, err := w.masks.add(secret)
		errs = append(errs, err)
		if !w.runner {
			continue
		}
		for _, line := range added {
			w.write(command("add-mask", nil, line))
		}
	}
	return errors.Join(errs...)
}

// Redact returns text without the masked secrets.
func (w *Workflow) Redact(text string) string { return w.masks.redact(text) }

// Line writes one line to the log. Line breaks in text become visible escapes.
func (w *Workflow) Line(text string) { w.write(w.clean(text)) }

// Group writes lines as one collapsible group, in one write, so that no other line falls into it.
func (w *Workflow) Group(title string, body []string) {
	var b strings.Builder
	if w.runner {
		b.WriteString(command("group", nil, w.safe(title)))
	} else {
		b.WriteString(w.clean(title))
	}
	for _, line := range body {
		b.WriteByte('\n')
		if !w.runner {
			b.WriteString("  ")
		}
		b.WriteString(w.clean(line))
	}
	if w.runner {
		b.WriteString("\n" + command("endgroup", nil, ""))
	}
	w.write(b.String())
}

// safe removes secrets and control characters from text.
func (w *Workflow) safe(text string) string { return oneLine(w.Redact(text)) }

// clean is safe for a whole line.
func (w *Workflow) clean(line string) string { return noCommand(w.safe(line)) }

// write writes lines that are clean already.
func (w *Workflow) write(lines string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := io.WriteString(w.out, lines+"\n"); err != nil && w.err == nil {
		w.err = fmt.Errorf("write the log: %w", err)
	}
}

// command renders a workflow command. The library escapes what the runner unescapes; its own writing
// functions panic when a write fails, so they are not used.
func command(name string, properties map[string]string, message string) string {
	c := githubactions.Command{Name: name, Message: message, Properties: properties}
	return c.String()
}

package action

import (
	"fmt"
	"strconv"
)

// Severity is how an annotation is shown.
type Severity string

// The severities, by the names of their workflow commands.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNotice  Severity = "notice"
)

// maxAnnotations is how many annotations of one severity the runner keeps a step; it drops the rest
// without a word (ExecutionContext.cs in https://github.com/actions/runner).
const maxAnnotations = 10

// Annotation is a remark at a place in the repository, or on the run when File is empty.
type Annotation struct {
	Severity Severity
	Title    string
	Message  string
	// File is the path from the repository's root.
	File string
	// Line and EndLine count from 1; 0 means that there is none.
	Line    int
	EndLine int
}

// Annotate writes annotations, the most important first within each severity. The runner shows ten of a
// severity in a step; those beyond are written as lines of one group, so that the log has them all.
func (w *Workflow) Annotate(annotations ...Annotation) {
	var beyond []string
	for _, a := range annotations {
		switch {
		case !w.runner:
			w.Line(a.text())
		case w.claim(a.Severity):
			w.write(command(string(a.Severity), w.properties(a), oneLine(clip(w.Redact(a.Message)))))
		default:
			beyond = append(beyond, a.text())
		}
	}
	if len(beyond) > 0 {
		w.Group(fmt.Sprintf("%d more annotations than GitHub shows", len(beyond)), beyond)
	}
}

// claim reports whether one more annotation of this severity will be shown, and counts it.
func (w *Workflow) claim(s Severity) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.issued[s] == maxAnnotations {
		return false
	}
	w.issued[s]++
	return true
}

func (w *Workflow) properties(a Annotation) map[string]string {
	properties := map[string]string{}
	if a.Title != "" {
		properties["title"] = w.safe(a.Title)
	}
	if a.File == "" {
		return properties
	}
	properties["file"] = w.safe(a.File)
	if a.Line > 0 {
		properties["line"] = strconv.Itoa(a.Line)
	}
	if a.EndLine > a.Line {
		properties["endLine"] = strconv.Itoa(a.EndLine)
	}
	return properties
}

// text is the annotation as a plain line.
func (a Annotation) text() string {
	text := a.Message
	if a.Title != "" {
		text = a.Title + ": " + text
	}
	switch {
	case a.File != "" && a.Line > 0:
		text = fmt.Sprintf("%s:%d: %s", a.File, a.Line, text)
	case a.File != "":
		text = a.File + ": " + text
	}
	return string(a.Severity) + ": " + text
}

package pullrequest

import (
	"fmt"
	"strings"
)

// maxBody is one below GitHub's limit of 65,536 characters, counted in bytes to be safe whatever GitHub
// counts.
const maxBody = 65535

// detail is how much of the parts that can be cut a body shows.
type detail struct {
	// rows bounds tables and lists, cell the characters of a cell, prose those of a quoted text, and diff
	// the bytes of the diff.
	rows, cell, prose, diff int
}

// details are tried in turn until the body fits. The last one fits whatever the description holds.
var details = []detail{
	{rows: 25, cell: 120, prose: 3000, diff: 40000},
	{rows: 15, cell: 80, prose: 1500, diff: 20000},
	{rows: 8, cell: 60, prose: 600, diff: 8000},
	{rows: 3, cell: 40, prose: 200, diff: 2000},
}

// renderBody returns the body that a reviewer reads. note is a sentence about the pull request as such.
// The marker and the checklist are always whole.
func renderBody(d Description, e evidence, note string) (string, error) {
	marker, err := d.marker(e.baseSHA, e.headSHA).Comment()
	if err != nil {
		return "", err
	}
	for _, much := range details {
		w := &writer{d: d, e: e, detail: much}
		w.banner(note)
		w.intro()
		w.failing()
		w.mapping()
		w.change()
		w.impact()
		w.checks()
		w.checklist()
		w.dismissal()
		w.line("")
		w.line(marker)
		if w.Len() <= maxBody {
			return w.String(), nil
		}
	}
	return "", fmt.Errorf("the body cannot be brought below %d bytes", maxBody)
}

// writer collects the body. Its methods write one section each.
type writer struct {
	strings.Builder
	detail
	d Description
	e evidence
}

func (w *writer) line(text string) { w.WriteString(text + "\n") }

func (w *writer) heading(text string) { w.WriteString("\n### " + text + "\n\n") }

// table writes a table of n rows; the cells must be harmless already. Rows beyond the limit are counted
// and never built.
func (w *writer) table(head []string, n int, row func(i int) []string) {
	w.line("| " + strings.Join(head, " | ") + " |")
	w.line("|" + strings.Repeat(" --- |", len(head)))
	for i := range min(n, w.rows) {
		w.line("| " + strings.Join(row(i), " | ") + " |")
	}
	if n > w.rows {
		w.line(fmt.Sprintf("\n… and %d more.", n-w.rows))
	}
}

// cutLines returns at most n bytes of text, cut at the end of a line, and whether it was cut.
func cutLines(text string, n int) (string, bool) {
	if len(text) <= n {
		return text, false
	}
	cut := text[:n]
	if i := strings.LastIndexByte(cut, '\n'); i >= 0 {
		return cut[:i+1], true
	}
	return strings.ToValidUTF8(cut, ""), true
}

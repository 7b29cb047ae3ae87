package action

import (
	"log/slog"
	"slices"
	"sync"
)

// Logs makes the loggers of a run. All of them write through one [Workflow], so no line holds a masked
// secret, a line break of someone else's text or a command to the runner.
type Logs struct {
	workflow *Workflow
	format   LogFormat
	level    slog.Level

	mu   sync.Mutex
	open []*Group
}

// NewLogs returns the loggers that write to w. Lines below level are dropped.
func NewLogs(w *Workflow, format LogFormat, level slog.Level) *Logs {
	return &Logs{workflow: w, format: format, level: level}
}

// Logger returns a logger whose lines are written at once.
func (l *Logs) Logger() *slog.Logger {
	return slog.New(&handler{format: l.format, level: l.level, redact: l.workflow.Redact, line: l.workflow.Line})
}

// Group collects the log lines of one remediation, so that those of several that run at the same time do
// not mix. It is safe for concurrent use.
type Group struct {
	logs   *Logs
	logger *slog.Logger

	mu      sync.Mutex
	title   string
	body    []string
	flushed bool
}

// Group starts a group. Nothing is written before Flush. attrs are on every line; the text format leaves
// them out of the lines, since the title of a group tells them.
func (l *Logs) Group(title string, attrs ...slog.Attr) *Group {
	g := &Group{logs: l, title: title}
	h := &handler{format: l.format, level: l.level, redact: l.workflow.Redact, line: g.line}
	for _, attr := range attrs {
		h.quiet = append(h.quiet, attr.Key)
	}
	g.logger = slog.New(h.WithAttrs(attrs))
	l.mu.Lock()
	l.open = append(l.open, g)
	l.mu.Unlock()
	return g
}

// Logger returns the group's logger.
func (g *Group) Logger() *slog.Logger { return g.logger }

// SetTitle replaces the title, for a group whose title tells how the work ended.
func (g *Group) SetTitle(title string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.title = title
}

// Flush writes the group as one block. A line that is logged afterwards is written at once on its own.
// Flush may be called more than once; a group without lines writes nothing.
func (g *Group) Flush() {
	g.mu.Lock()
	if !g.flushed && len(g.body) > 0 {
		g.logs.workflow.Group(g.title, g.body)
	}
	g.flushed, g.body = true, nil
	g.mu.Unlock()

	g.logs.mu.Lock()
	defer g.logs.mu.Unlock()
	g.logs.open = slices.DeleteFunc(g.logs.open, func(other *Group) bool { return other == g })
}

// Flush writes the groups that were not flushed yet, in the order in which they were started: the last
// thing that a run does, also when it is cancelled.
func (l *Logs) Flush() {
	l.mu.Lock()
	open := slices.Clone(l.open)
	l.mu.Unlock()
	for _, g := range open {
		g.Flush()
	}
}

func (g *Group) line(text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.flushed {
		g.logs.workflow.Line(text)
		return
	}
	g.body = append(g.body, text)
}

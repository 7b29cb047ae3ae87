package action

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The keys of log attributes that mean the same in every line. They come first, in this order.
const (
	KeyCorrelationID = "correlation_id"
	KeyTest          = "test"
	KeyEntity        = "entity"
	KeyStage         = "stage"
	KeyDuration      = "duration_ms"
	KeyOutcome       = "outcome"
)

var firstKeys = []string{KeyCorrelationID, KeyTest, KeyEntity, KeyStage, KeyDuration, KeyOutcome}

// handler is a slog.Handler that passes each record on as one line without secrets, control characters
// or commands to the runner.
type handler struct {
	format LogFormat
	level  slog.Level
	redact func(string) string
	line   func(string)
	// quiet are the keys that a text line leaves out, because the group's title says them.
	quiet  []string
	prefix string
	attrs  []slog.Attr
}

var _ slog.Handler = (*handler)(nil)

func (h *handler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	next := *h
	next.attrs = slices.Clone(h.attrs)
	for _, attr := range attrs {
		next.attrs = flatten(next.attrs, h.prefix, attr)
	}
	return &next
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	next := *h
	next.prefix = h.prefix + name + "."
	return &next
}

func (h *handler) Handle(_ context.Context, record slog.Record) error {
	attrs := slices.Clone(h.attrs)
	record.Attrs(func(attr slog.Attr) bool {
		attrs = flatten(attrs, h.prefix, attr)
		return true
	})
	attrs = arrange(attrs)
	if h.format == LogJSON {
		h.line(h.json(record, attrs))
		return nil
	}
	h.line(h.text(record, attrs))
	return nil
}

// flatten appends attr, a group as one attribute for each member with dots between the names.
func flatten(to []slog.Attr, prefix string, attr slog.Attr) []slog.Attr {
	attr.Value = attr.Value.Resolve()
	if attr.Value.Kind() == slog.KindGroup {
		if attr.Key != "" {
			prefix += attr.Key + "."
		}
		for _, member := range attr.Value.Group() {
			to = flatten(to, prefix, member)
		}
		return to
	}
	if attr.Equal(slog.Attr{}) {
		return to
	}
	attr.Key = prefix + attr.Key
	return append(to, attr)
}

// arrange puts the well-known keys first and keeps the last of several values of one key, so that a JSON
// line has each key once.
func arrange(attrs []slog.Attr) []slog.Attr {
	latest := map[string]int{}
	for i, attr := range attrs {
		latest[attr.Key] = i
	}
	arranged := make([]slog.Attr, 0, len(latest))
	for _, key := range firstKeys {
		if i, ok := latest[key]; ok {
			arranged = append(arranged, attrs[i])
		}
	}
	for i, attr := range attrs {
		if latest[attr.Key] == i && !slices.Contains(firstKeys, attr.Key) {
			arranged = append(arranged, attr)
		}
	}
	return arranged
}

// value returns what JSON shows of a value: a number, a boolean or a clean string. A duration is a number
// of milliseconds.
func (h *handler) value(v slog.Value) any {
	switch v.Kind() {
	case slog.KindBool, slog.KindInt64, slog.KindUint64, slog.KindFloat64:
		return v.Any()
	case slog.KindDuration:
		return v.Duration().Milliseconds()
	case slog.KindTime:
		return stamp(v.Time())
	}
	return oneLine(clip(h.redact(v.String())))
}

// stamp is RFC 3339 in UTC with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

func levelName(level slog.Level) string { return strings.ToLower(level.String()) }

func (h *handler) json(record slog.Record, attrs []slog.Attr) string {
	var b bytes.Buffer
	b.WriteString(`{"time":` + encode(stamp(record.Time)))
	b.WriteString(`,"level":` + encode(levelName(record.Level)))
	b.WriteString(`,"msg":` + encode(oneLine(clip(h.redact(record.Message)))))
	for _, attr := range attrs {
		switch attr.Key {
		case "time", "level", "msg":
			attr.Key += "_"
		}
		b.WriteString("," + encode(oneLine(attr.Key)) + ":" + encode(h.value(attr.Value)))
	}
	b.WriteByte('}')
	return b.String()
}

// encode marshals without HTML escapes; a value that JSON cannot hold, such as NaN, becomes a string.
func encode(value any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return strconv.Quote("not a JSON value")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// text leaves the time out: the runner stamps every line itself.
func (h *handler) text(record slog.Record, attrs []slog.Attr) string {
	var b strings.Builder
	if record.Level != slog.LevelInfo {
		b.WriteString(levelName(record.Level) + ": ")
	}
	b.WriteString(oneLine(clip(h.redact(record.Message))))
	for _, attr := range attrs {
		if slices.Contains(h.quiet, attr.Key) {
			continue
		}
		b.WriteString(" " + oneLine(attr.Key) + "=")
		switch value := h.value(attr.Value).(type) {
		case string:
			b.WriteString(quoteIfNeeded(value))
		default:
			b.WriteString(encode(value))
		}
	}
	return b.String()
}

func quoteIfNeeded(value string) string {
	if value == "" || strings.ContainsAny(value, " =\"") {
		return `"` + strings.ReplaceAll(value, `"`, `\"`) + `"`
	}
	return value
}

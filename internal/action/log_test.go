package action

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"time"
)

// emit logs a record with a fixed time through a logger's handler.
func emit(t *testing.T, logger *slog.Logger, level slog.Level, message string, attrs ...slog.Attr) {
	t.Helper()
	handler := logger.Handler()
	if !handler.Enabled(context.Background(), level) {
		return
	}
	at := time.Date(2026, 11, 23, 20, 15, 4, 5_999_999, time.FixedZone("", 3600))
	record := slog.NewRecord(at, level, message, 0)
	record.AddAttrs(attrs...)
	if err := handler.Handle(context.Background(), record); err != nil {
		t.Fatal(err)
	}
}

// story logs what a run could log, hostile text included.
func story(t *testing.T, format LogFormat) string {
	t.Helper()
	w, out := onRunner(t, nil)
	if err := w.Mask("ghs_topsecret"); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	logs := NewLogs(w, format, slog.LevelInfo)
	run := logs.Logger()
	emit(t, run, slog.LevelInfo, "run started", slog.Any("mode", ModeApply), slog.Int("failures", 8))
	emit(t, run, slog.LevelDebug, "not shown")

	first := logs.Group("s3-bucket-public-access-blocked aws_s3_bucket.logs",
		slog.String(KeyCorrelationID, "c0ffee"), slog.String(KeyTest, "aws-s3-public-access-blocked"), slog.String(KeyEntity, "S3-1"))
	second := logs.Group("second\n::error::title", slog.String(KeyCorrelationID, "beef"))
	emit(t, first.Logger(), slog.LevelInfo, "located", slog.Duration(KeyDuration, 1234567*time.Microsecond), slog.String(KeyStage, "locate"), slog.String("file", "main.tf"))
	emit(t, second.Logger().With("entity", "x\n::add-mask::y"), slog.LevelWarn, "50% of \x1b[31m\u202e", slog.Any("error", errors.New("token ghs_topsecret refused")))
	emit(t, first.Logger().WithGroup("usage").With("in", 12), slog.LevelInfo, "opened", slog.String(KeyStage, "claim"), slog.Group("cache", "read", true),
		slog.Any("token", Secret("ghs_topsecret")), slog.String("say", `a "quoted" word`), slog.String("empty", ""))
	emit(t, run, slog.LevelInfo, "between", slog.Time("at", time.Unix(0, 0)), slog.Float64("nan", math.NaN()), slog.String("msg", "twice"))
	second.SetTitle("second: rejected")
	second.Flush()
	emit(t, second.Logger(), slog.LevelError, "::late", slog.String(KeyOutcome, "error"), slog.String(KeyOutcome, "rejected"))
	logs.Flush()
	logs.Flush()
	return out.String()
}

func TestLogText(t *testing.T) {
	t.Parallel()
	golden(t, "testdata/log.txt", story(t, LogText))
}

func TestLogJSON(t *testing.T) {
	t.Parallel()
	got := story(t, LogJSON)
	golden(t, "testdata/log.jsonl", got)
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "::group::") || strings.HasPrefix(line, "::endgroup::") {
			continue
		}
		fields := map[string]any{}
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Errorf("line %q: %v", line, err)
		}
	}
}

func TestLongValuesAreClipped(t *testing.T) {
	t.Parallel()
	w, out := onRunner(t, nil)
	long := strings.Repeat("\"ü\n", 5000)
	emit(t, NewLogs(w, LogJSON, slog.LevelInfo).Logger(), slog.LevelInfo, long, slog.String("a", long), slog.String("b", long))
	var fields map[string]string
	if err := json.Unmarshal([]byte(out.String()), &fields); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"msg", "a", "b"} {
		if value := fields[key]; !strings.HasSuffix(value, "…") || len(value) > 3*maxValue {
			t.Errorf("%s has %d bytes and ends with %q", key, len(value), value[len(value)-5:])
		}
	}
}

func TestGroupsOfConcurrentWorkDoNotMix(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var blocks []string
	w := NewWorkflow(writerFunc(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		blocks = append(blocks, string(p))
		return len(p), nil
	}), getter(map[string]string{"GITHUB_ACTIONS": "true"}))
	logs := NewLogs(w, LogText, slog.LevelInfo)
	var wait sync.WaitGroup
	for _, name := range []string{"a", "b", "c", "d"} {
		wait.Go(func() {
			group := logs.Group(name)
			defer group.Flush()
			for range 50 {
				group.Logger().Info(name)
			}
		})
	}
	wait.Wait()
	if len(blocks) != 4 {
		t.Fatalf("%d writes, want one for each group", len(blocks))
	}
	for _, block := range blocks {
		name := strings.TrimPrefix(block, "::group::")[:1]
		if want := "::group::" + name + "\n" + strings.Repeat(name+"\n", 50) + "::endgroup::\n"; block != want {
			t.Errorf("block = %q", block)
		}
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

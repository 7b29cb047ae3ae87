package sweep_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/sweep"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// today is when the policies of the tests are read.
var today = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// scene is one file of testdata: controls/, repo/, perhaps policy.yml, and what is wanted. The line
// "allow-replacement" in the comment is the flag.
type scene struct {
	controls   []*control.Control
	repository *tfconfig.Repository
	settings   *sweep.Settings
}

func newScene(t *testing.T, archive *txtar.Archive) scene {
	t.Helper()
	dir, s := t.TempDir(), scene{}
	var decided *policy.Policy
	for _, file := range archive.Files {
		switch name, ok := strings.CutPrefix(file.Name, "repo/"); {
		case ok:
			write(t, filepath.Join(dir, name), file.Data)
		case strings.HasPrefix(file.Name, "controls/"):
			c, err := control.Parse(file.Name, file.Data)
			if err != nil {
				t.Fatal(err)
			}
			s.controls = append(s.controls, c)
		case file.Name == "policy.yml":
			var err error
			if decided, err = policy.Parse(file.Name, file.Data); err != nil {
				t.Fatal(err)
			}
		}
	}
	repository, err := tfconfig.Load(t.Context(), dir, tfconfig.Options{})
	if err != nil || len(repository.Problems) > 0 {
		t.Fatal(err, repository.Problems)
	}
	s.repository = repository
	s.settings = sweep.NewSettings(decided, today, strings.Contains(string(archive.Comment), "\nallow-replacement\n"))
	return s
}

func write(t testing.TB, name string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestGolden shows what check finds and what fix makes of it. For every scene holds: what is fixed is
// satisfied afterwards, a second fix changes nothing, and no comment is lost.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s := newScene(t, archive)
			findings, err := sweep.Check(t.Context(), s.repository, s.controls, s.settings)
			if err != nil {
				t.Fatal(err)
			}
			result := fix(t, s)
			compare(t, path, archive, map[string]string{
				"want/check": describe(findings),
				"want/fix":   outcome(result),
				"want/diff":  patch.Unified(result.Before, result.After),
			})
			holds(t, s, result)
		})
	}
}

func fix(t *testing.T, s scene) *sweep.Result {
	t.Helper()
	result, err := sweep.Fix(t.Context(), s.repository, s.controls, s.settings, verify.Options{Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// holds checks what is true of every result.
func holds(t *testing.T, s scene, result *sweep.Result) {
	t.Helper()
	after, err := sweep.Check(t.Context(), result.Repository, s.controls, s.settings)
	if err != nil {
		t.Fatal(err)
	}
	left := 0
	for _, f := range after {
		if f.Fails() || f.Assessment.Verdict == control.Unknown {
			left++
		}
	}
	if left != len(result.Left) {
		t.Errorf("%d findings are left, the result names %d", left, len(result.Left))
	}
	again := fix(t, scene{s.controls, result.Repository, s.settings})
	contradicted := slices.ContainsFunc(result.Left, func(l sweep.Left) bool { return strings.HasPrefix(l.Reason, "another control") })
	if len(again.Fixed) > 0 && !contradicted {
		t.Errorf("a second fix changes more:\n%s", patch.Unified(again.Before, again.After))
	}
	for name, before := range result.Before {
		for line := range bytes.Lines(before) {
			if comment := bytes.TrimSpace(line); bytes.HasPrefix(comment, []byte("#")) && !bytes.Contains(result.After[name], comment) {
				t.Errorf("%s loses the comment %q", name, comment)
			}
		}
	}
}

func describe(findings []sweep.Finding) string {
	var out strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&out, "%s:%d: %s: %s: %s", f.Block.Ref.File, f.Block.Range().Start.Line, f.Block.Ref.Address, f.Control.ID, f.Assessment.Verdict)
		for what, is := range map[string]bool{", deterministic": f.Deterministic(), ", not applicable": f.Assessment.NotApplicable} {
			if is {
				out.WriteString(what)
			}
		}
		if f.Replaces() {
			fmt.Fprintf(&out, ", replaces (allowed: %v)", f.ReplacementAllowed)
		}
		if f.Obstacle() != "" {
			out.WriteString("; " + f.Obstacle())
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func outcome(result *sweep.Result) string {
	var out strings.Builder
	for _, f := range result.Fixed {
		fmt.Fprintf(&out, "fixed %s: %s: %s\n", f.Ref.Address, f.Control.ID, f.Summary)
	}
	for _, left := range result.Left {
		fmt.Fprintf(&out, "left %s: %s (%s): %s\n", left.Block.Ref.Address, left.Control.ID, left.Assessment.Verdict, left.Reason)
	}
	return out.String()
}

func compare(t *testing.T, path string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	if *update {
		archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want/") })
		for _, name := range []string{"want/check", "want/fix", "want/diff"} {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(got[name])})
		}
		write(t, path, txtar.Format(archive))
		return
	}
	want := map[string]string{}
	for _, file := range archive.Files {
		if strings.HasPrefix(file.Name, "want/") {
			want[file.Name] = string(file.Data)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestCancelled: both end with the context, not with a wrong answer.
func TestCancelled(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/several-controls.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s := newScene(t, archive)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sweep.Check(ctx, s.repository, s.controls, s.settings); !errors.Is(err, context.Canceled) {
		t.Errorf("Check: %v", err)
	}
	if _, err := sweep.Fix(ctx, s.repository, s.controls, s.settings, verify.Options{Offline: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("Fix: %v", err)
	}
}

// TestSource: what is an address is written as one, everything else as text.
func TestSource(t *testing.T) {
	tests := map[string]string{
		"aws_sns_topic.alarms.arn":          `aws_sns_topic.alarms.arn`,
		"aws_sns_topic.alarms[0].arn":       `aws_sns_topic.alarms[0].arn`,
		`aws_sns_topic.alarms["eu"].arn`:    `aws_sns_topic.alarms["eu"].arn`,
		"module.logs.bucket":                `module.logs.bucket`,
		"var.key":                           `var.key`,
		"local.settings.key":                `local.settings.key`,
		"data.aws_kms_alias.s3.target_key":  `data.aws_kms_alias.s3.target_key`,
		`["10.0.0.0/8", var.office]`:        `["10.0.0.0/8", var.office]`,
		"arn:aws:kms:eu-west-1:1:key/2":     `"arn:aws:kms:eu-west-1:1:key/2"`,
		"logs.example.com":                  `"logs.example.com"`,
		"data.example.com":                  `"data.example.com"`,
		"module.logs":                       `"module.logs"`,
		"aws_sns_topic.alarms":              `"aws_sns_topic.alarms"`,
		"var":                               `"var"`,
		"${var.key}":                        `"$${var.key}"`,
		`file("/etc/passwd")`:               `"file(\"/etc/passwd\")"`,
		"var.a ? 1 : 2":                     `"var.a ? 1 : 2"`,
		`[file("x")]`:                       `"[file(\"x\")]"`,
		`["a", /* b */ "c"]`:                `["a", "c"]`,
		"[null]":                            `"[null]"`,
		"var.a /* b */ .c":                  `var.a /* b */ .c`,
		"[]":                                `"[]"`,
		"90":                                `90`,
		"0":                                 `0`,
		"012345678901":                      `"012345678901"`,
		"111111111111":                      `"111111111111"`,
		"-1":                                `"-1"`,
		"true":                              `true`,
		" acme-logs ":                       `"acme-logs"`,
		"var.a # not this\n":                `"var.a # not this"`,
		"aws_kms_key.a.arn\nresource x y{}": `"aws_kms_key.a.arn\nresource x y{}"`,
	}
	for value, want := range tests {
		if got := sweep.Source(value); got != want {
			t.Errorf("%q: got %s, want %s", value, got, want)
		}
	}
}

package action

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// onRunner returns a Workflow as inside GitHub Actions and what it writes.
func onRunner(t *testing.T, env map[string]string) (*Workflow, *strings.Builder) {
	t.Helper()
	all := map[string]string{"GITHUB_ACTIONS": "true"}
	for name, value := range env {
		all[name] = value
	}
	var out strings.Builder
	return NewWorkflow(&out, getter(all)), &out
}

func TestLinesCannotCommand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"100% done", "100% done"},
		{"::error::x", `\::error::x`},
		{" \t\u00a0::set-output name=a::b", " \\t\u00a0::set-output name=a::b"},
		{"  ::stop-commands::x", `  \::stop-commands::x`},
		{"a\n::add-mask::b", `a\n::add-mask::b`},
		{"a\r::add-mask::b", `a\r::add-mask::b`},
		{"see ##[error] and ##[add-mask]x", `see ##\[error] and ##\[add-mask]x`},
		{"\x1b[31mred", `\u001b[31mred`},
		{"abc\u202edef\u200b\u2028", `abc\u202edef\u200b\u2028`},
		{"\u200b::error::x", `\u200b::error::x`},
		{"bad \xff byte", "bad \ufffd byte"},
		{"größe 大", "größe 大"},
	} {
		w, out := onRunner(t, nil)
		w.Line(test.text)
		if diff := cmp.Diff(test.want+"\n", out.String()); diff != "" {
			t.Errorf("Line(%q) (-want +got):\n%s", test.text, diff)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("::error::x")
	f.Add("##[group]\r\n::endgroup::")
	f.Fuzz(func(t *testing.T, text string) {
		w, out := onRunner(t, nil)
		w.Line(text)
		w.Group(text, []string{text})
		w.Annotate(Annotation{Severity: SeverityError, Title: text, Message: text, File: text, Line: 1})
		written := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(written) != 5 {
			t.Fatalf("%d lines, want 5: %q", len(written), written)
		}
		for i, prefix := range map[int]string{1: "::group::", 3: "::endgroup::", 4: "::error"} {
			if !strings.HasPrefix(written[i], prefix) {
				t.Errorf("line %d = %q, want %s", i, written[i], prefix)
			}
		}
		for _, i := range []int{0, 2} {
			// The runner trims white space before it looks for a command.
			if strings.HasPrefix(strings.TrimSpace(written[i]), "::") {
				t.Errorf("a command: %q", written[i])
			}
		}
		if strings.Contains(out.String(), "##[") || strings.ContainsAny(out.String(), "\r\x1b") {
			t.Errorf("a command or an escape: %q", out)
		}
	})
}

func TestMask(t *testing.T) {
	t.Parallel()
	w, out := onRunner(t, nil)
	err := w.Mask("s3cret/value+1", "", "short", "-----BEGIN-----\nabcdefgh\n12\n-----END-----\n", "s3cret/value+1", "50%-secret")
	if err == nil || strings.Contains(err.Error(), "short\"") || !strings.Contains(err.Error(), "fewer than 6") {
		t.Errorf("error = %v, want the short secret refused", err)
	}
	want := "::add-mask::s3cret/value+1\n::add-mask::-----BEGIN-----\n::add-mask::abcdefgh\n::add-mask::-----END-----\n::add-mask::50%25-secret\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
	out.Reset()
	w.Line("a s3cret/value+1 b s3cret%2Fvalue%2B1 c abcdefgh 50%-secret short")
	if got, want := out.String(), "a *** b *** c *** *** short\n"; got != want {
		t.Errorf("line = %q, want %q", got, want)
	}
}

func TestAtATerminalNoCommandIsWritten(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	w := NewWorkflow(&out, getter(nil))
	if err := w.Mask("top-secret"); err != nil {
		t.Fatal(err)
	}
	w.Group("fix", []string{"one", "top-secret"})
	w.Annotate(Annotation{Severity: SeverityWarning, Title: "t", Message: "m", File: "main.tf", Line: 3})
	if err := errors.Join(w.SetOutput("opened", "1"), w.AddSummary([]byte("x"))); err != nil {
		t.Error(err)
	}
	want := "fix\n  one\n  ***\nwarning: main.tf:3: t: m\noutput opened: 1\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

func TestAnnotateKeepsToTheLimit(t *testing.T) {
	t.Parallel()
	w, out := onRunner(t, nil)
	var all []Annotation
	for i := range 12 {
		all = append(all, Annotation{Severity: SeverityWarning, Title: "a,b:c", Message: "one\ntwo 100%", File: "main.tf", Line: i + 1, EndLine: i + 4})
	}
	w.Annotate(all[:6]...)
	w.Annotate(append(all[6:], Annotation{Severity: SeverityError, Message: "e"})...)
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	want := []string{}
	for i := range 10 {
		want = append(want, fmt.Sprintf(`::warning endLine=%d,file=main.tf,line=%d,title=a%%2Cb%%3Ac::one\ntwo 100%%25`, i+4, i+1))
	}
	want = append(want, "::error::e", "::group::2 more annotations than GitHub shows",
		`warning: main.tf:11: a,b:c: one\ntwo 100%`, `warning: main.tf:12: a,b:c: one\ntwo 100%`, "::endgroup::")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

func TestSetOutputCannotBeForged(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "output")
	w, out := onRunner(t, map[string]string{"GITHUB_OUTPUT": file})
	if err := w.Mask("top-secret"); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	value := "_GitHubActionsFileCommandDelimeter_\nEOF\nopened=9\nwith top-secret"
	for _, name := range []string{"report", "opened"} {
		if err := w.SetOutput(name, value); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := parseOutputs(t, string(content))
	clean := strings.ReplaceAll(value, "top-secret", "***")
	if diff := cmp.Diff(map[string]string{"report": clean, "opened": clean}, got); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
	if out.Len() > 0 {
		t.Errorf("log = %q, want nothing", out)
	}
	if err := w.SetOutput("a=b\nc", ""); err == nil {
		t.Error("a name with a line break was accepted")
	}
}

// parseOutputs reads the file as the runner does: name<<delimiter, lines, delimiter.
func parseOutputs(t *testing.T, content string) map[string]string {
	t.Helper()
	outputs, delimiters := map[string]string{}, map[string]bool{}
	for content != "" {
		head, rest, _ := strings.Cut(content, "\n")
		name, delimiter, ok := strings.Cut(head, "<<")
		if !ok || delimiters[delimiter] {
			t.Fatalf("line %q does not begin an output with a fresh delimiter", head)
		}
		delimiters[delimiter] = true
		value, after, ok := strings.Cut(rest, "\n"+delimiter+"\n")
		if !ok {
			t.Fatalf("output %s is not ended", name)
		}
		outputs[name], content = value, after
	}
	return outputs
}

func TestFileCommandsAreCheckedBeforeUse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for value, want := range map[string]string{
		"relative":                            "absolute path",
		dir:                                   "does not name a file",
		filepath.Join(dir, "missing", "file"): "open the file of GITHUB_",
	} {
		w, _ := onRunner(t, map[string]string{"GITHUB_OUTPUT": value, "GITHUB_STEP_SUMMARY": value})
		for _, err := range []error{w.SetOutput("opened", "1"), w.AddSummary([]byte("x\n"))} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error = %v, want %q", value, err, want)
			}
		}
	}
}

func TestSummaryStaysBelowTheLimit(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "summary")
	w, _ := onRunner(t, map[string]string{"GITHUB_STEP_SUMMARY": file})
	row := strings.Repeat("x", 997) + " |\n"
	for range 2 {
		if err := w.AddSummary([]byte(strings.Repeat(row, 600))); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(content) > maxSummary || len(content) < maxSummary-3000 {
		t.Errorf("summary has %d bytes, want a little less than %d", len(content), maxSummary)
	}
	text := string(content)
	if !strings.HasSuffix(text, "The JSON report has everything.\n") || strings.Count(text, "The rest is left out") != 1 {
		t.Errorf("summary ends with %q, want one note", text[len(text)-200:])
	}
	if kept := strings.TrimRight(strings.Split(text, "\n> [!NOTE]")[0], "\n") + "\n"; len(kept)%1000 != 0 {
		t.Errorf("a row was cut: %d bytes", len(kept))
	}
}

func TestCutMarkdownClosesWhatItOpens(t *testing.T) {
	t.Parallel()
	text := "<details><summary>x</summary>\n\n````diff\n```\n" + strings.Repeat("+line\n", 1000) + "````\n\n</details>\n"
	got := string(cutMarkdown([]byte(text), 2000))
	if len(got) > 2000 || !strings.Contains(got, "+line\n````\n\n</details>\n\n> [!NOTE]") {
		t.Errorf("cut = %q", got)
	}
	if got := cutMarkdown([]byte(text), 100); len(got) > 100 {
		t.Errorf("cut has %d bytes", len(got))
	}
	if got := cutMarkdown([]byte(text), len(text)); string(got) != text {
		t.Error("text that fits was cut")
	}
}

// full fails every write, as a closed pipe does.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestWriteErrorsDoNotPanic(t *testing.T) {
	t.Parallel()
	w := NewWorkflow(full{}, getter(map[string]string{"GITHUB_ACTIONS": "true"}))
	w.Line("x")
	w.Annotate(Annotation{Severity: SeverityError, Message: "x"})
	if err := w.Err(); err == nil || err.Error() != "write the log: no space" {
		t.Errorf("Err() = %v", err)
	}
}

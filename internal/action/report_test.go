package action

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// hostile is text that tries to be more than text in Markdown, HTML, a table and GitHub's extensions.
const hostile = "x | y\n| a | b |\n<!-- z --><script>alert(1)</script> @octocat #7 `code` [l](http://e.example) ![i](x) **b** _i_ ~~s~~ www.e.example https://e.example $x$ \\| &amp; \u202e"

func failure(test, entity, name string) vanta.Failure {
	return vanta.Failure{Test: vanta.Test{ID: test, Name: "name of " + test}, EntityID: entity, Name: name, Kind: "S3"}
}

// every returns one outcome or more of every result.
func every() []Outcome {
	logs := &Where{Root: "prod", Address: "aws_s3_bucket.logs", File: "prod/main.tf", Line: 12}
	pull := func(number int, state string, draft bool) *PullRequest {
		return &PullRequest{Number: number, URL: "https://github.com/acme/infra/pull/" + string(rune('0'+number)), Branch: "terrafix/b" + string(rune('0'+number)), Title: "fix: block public access of | bucket", Draft: draft, State: state}
	}
	const s3, rds = "aws-s3-public-access-blocked", "aws-rds-public"
	return []Outcome{
		{Failure: failure(s3, "S3-1", "acme-logs"), Result: Opened, CorrelationID: "c1", Control: "s3", Where: logs, PullRequest: pull(1, "opened", false), Confidence: "high"},
		{Failure: failure(s3, "S3-2", "acme-logs-eu"), Result: Opened, CorrelationID: "c1", Control: "s3", Where: logs, PullRequest: pull(1, "opened", false), Confidence: "high"},
		{Failure: failure(rds, "RDS-1", "orders"), Result: Resumed, CorrelationID: "c2", PullRequest: pull(2, "resumed", true), Notes: []string{"validate was not run: the provider could not be downloaded"}},
		{Failure: failure(s3, "S3-3", hostile), Result: Existing, CorrelationID: "c3", PullRequest: pull(3, "existing", false), Reason: hostile},
		{Failure: failure(s3, "S3-4", "acme-merged"), Result: Merged, CorrelationID: "c4", Where: logs, Reason: "pull request #4 was merged two days ago", PullRequest: pull(4, "existing", false)},
		{Failure: failure(s3, "S3-5", "acme-closed"), Result: Dismissed, CorrelationID: "c5", Reason: "octocat closed the pull request"},
		{Failure: failure(s3, "S3-6", "acme-held"), Result: Held, CorrelationID: "c6", Where: logs, Reason: "max-new-pull-requests is reached"},
		{Failure: failure(s3, "S3-7", "acme-proposed"), Result: Proposed, CorrelationID: "c7", Control: "s3", Where: logs, Diff: "--- a/main.tf\n+++ b/main.tf\n@@ -1 +1,2 @@\n x\n+# ``` </details> ghs_topsecret\n"},
		{Failure: failure(s3, "S3-8", "acme-reported"), Result: Reported, CorrelationID: "c8", Where: logs},
		{Failure: failure(s3, "S3-9", "acme-right"), Result: Satisfied, CorrelationID: "c9", Where: logs, Reason: "the block holds the control"},
		{Failure: failure(s3, "S3-10", "acme-elsewhere"), Result: NotFound, CorrelationID: "c10", Reason: "no bucket of this name", NextStep: "look at the repository that owns the account"},
		{Failure: failure(s3, "S3-11", ""), Result: Ambiguous, CorrelationID: "c11", Reason: "two blocks may own it", Candidates: []string{"a/main.tf:1 aws_s3_bucket.a: same name", "b/main.tf:1 aws_s3_bucket.b: same name | " + hostile}},
		{Failure: failure("aws-kms", "KMS-1", "key/`1`|2"), Result: NeedsHuman, CorrelationID: "c12", Where: logs, Reason: "which key to use is a decision", NextStep: "choose a key"},
		{Failure: failure(s3, "S3-13", "acme-rejected"), Result: Rejected, CorrelationID: "c13", Where: logs, Reason: "guard: a provisioner", ErrorID: ErrVerifyRejected, NextStep: "make the change by hand"},
		{Failure: failure(s3, "S3-14", "acme-broken"), Result: Failed, CorrelationID: "c14", Where: logs, Reason: "the model did not answer", ErrorID: ErrBedrockThrottled, NextStep: "run again"},
		{Failure: failure(s3, "S3-15", "acme-broken-too"), Result: Failed, CorrelationID: "c14", Where: logs, Reason: "the model did not answer", ErrorID: ErrBedrockThrottled, NextStep: "run again"},
	}
}

func fullReport() *Report {
	outcomes := every()
	return &Report{
		Schema: ReportSchema, Version: "1.0.0", Complete: true, Counts: Count(outcomes), Outcomes: outcomes,
		Run: Run{
			ID: "77", URL: "https://github.com/acme/infra/actions/runs/77", Repository: "acme/infra", Mode: ModeApply, Proposer: ProposerAuto,
			BaseBranch: "main", BaseSHA: "0123456789abcdef0123456789abcdef01234567", Started: time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC), DurationMS: 42345,
		},
		Requests:  RequestCounts{Vanta: 12, GitHub: 9, GitHubWrites: 6},
		Usage:     Usage{Model: "global.anthropic.claude-sonnet-4-6", Calls: 3, InputTokens: 12345, OutputTokens: 2000, CacheReadTokens: 10000, CacheWriteTokens: 5000},
		Terraform: TerraformStats{Version: "1.14.2", Roots: 2, Inits: 2, Validates: 1},
		Problems:  []tfconfig.Problem{{Path: "dev/bad|name.tf", Line: 3, Reason: "unclosed configuration block | here"}, {Path: "dev/other.tf", Reason: "cannot be read"}},
		Warnings:  []string{`there is no input "model"; it has no effect; did you mean model-id?`},
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	golden(t, "testdata/summary.md", string(fullReport().Summary()))
	empty := &Report{Complete: true, Run: Run{Repository: "acme/infra", Mode: ModeApply, Proposer: ProposerCatalogue}, Counts: Count(nil)}
	golden(t, "testdata/summary-empty.md", string(empty.Summary()))
	broken := &Report{
		Run:    Run{Repository: "acme/infra", Mode: ModeApply, Proposer: ProposerBedrock},
		Error:  &ReportedError{Row: rowOf(ErrVantaIncomplete), Detail: "page 2: unexpected end of JSON | <b>"},
		Counts: Count(nil),
	}
	golden(t, "testdata/summary-broken.md", string(broken.Summary()))
}

// TestSummaryShowsEveryFailureOnce renders the summary as GitHub does and counts rows and cells, so that
// no text of others can add, split or swallow one; it also looks for markup that such text must not make.
func TestSummaryShowsEveryFailureOnce(t *testing.T) {
	t.Parallel()
	r := fullReport()
	source := r.Summary()
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	rows, problems := 0, 0
	var visible strings.Builder
	err := ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *extast.TableRow:
			switch n.ChildCount() {
			case 5:
				rows++
			case 2:
				problems++
			default:
				t.Errorf("a row has %d cells", n.ChildCount())
			}
		case *ast.RawHTML:
			raw := string(n.Segments.Value(source))
			if raw != "<br>" && raw != "<code>" && raw != "</code>" {
				t.Errorf("raw HTML %q", raw)
			}
		case *ast.HTMLBlock:
			if line := string(n.Lines().Value(source)); !strings.HasPrefix(line, "<details><summary>s3 aws_s3_bucket.logs") && !strings.HasPrefix(line, "</details>") {
				t.Errorf("HTML block %q", line)
			}
		case *ast.Link:
			if d := string(n.Destination); !strings.HasPrefix(d, "https://github.com/acme/infra/") {
				t.Errorf("link to %s", d)
			}
		case *ast.AutoLink, *ast.Image, *ast.Emphasis, *extast.Strikethrough:
			t.Errorf("markup of others: %s", n.Kind())
		case *ast.Text:
			visible.Write(n.Value(source))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if rows != len(r.Outcomes) || problems != len(r.Problems) {
		t.Errorf("%d rows of failures and %d of files, want %d and %d", rows, problems, len(r.Outcomes), len(r.Problems))
	}
	if strings.Contains(visible.String(), "@octocat") {
		t.Error("a mention is left")
	}
}

func TestEveryResultHasASection(t *testing.T) {
	t.Parallel()
	titles := map[Result]int{}
	for _, s := range sections {
		titles[s.result]++
	}
	for _, outcome := range every() {
		if titles[outcome.Result] != 1 {
			t.Errorf("result %s has %d sections, want 1", outcome.Result, titles[outcome.Result])
		}
	}
}

func TestHugeSummary(t *testing.T) {
	t.Parallel()
	r := fullReport()
	for range 9 {
		r.Outcomes = append(r.Outcomes, r.Outcomes...)
	}
	file := filepath.Join(t.TempDir(), "summary")
	w, _ := onRunner(t, map[string]string{"GITHUB_STEP_SUMMARY": file})
	if err := w.AddSummary(r.Summary()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Size() > maxSummary {
		t.Errorf("summary: %v bytes, %v", info.Size(), err)
	}
}

func FuzzEscapeMarkdown(f *testing.F) {
	f.Add(hostile)
	f.Add("_a_ www.x http://x a@b.c")
	f.Fuzz(func(t *testing.T, foreign string) {
		r := &Report{Complete: true, Outcomes: []Outcome{{
			Failure: failure(foreign, "e", foreign), Result: NotFound, Reason: foreign, NextStep: foreign, Candidates: []string{foreign},
		}}}
		source := r.Summary()
		document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
		rows := 0
		_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch n.(type) {
			case *extast.TableRow:
				if entering {
					rows++
				}
			case *ast.Link, *ast.AutoLink, *ast.Image, *ast.Emphasis, *extast.Strikethrough:
				t.Errorf("markup %s from %q", n.Kind(), foreign)
			}
			return ast.WalkContinue, nil
		})
		if rows != 1 {
			t.Errorf("%d rows from %q", rows, foreign)
		}
	})
}

func TestCount(t *testing.T) {
	t.Parallel()
	got := Count(every())
	got.ByResult = nil
	want := Counts{Failures: 16, Opened: 2, Existing: 1, Held: 1, Skipped: 8, Rejected: 1, Failed: 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestAnnotations(t *testing.T) {
	t.Parallel()
	w, out := onRunner(t, nil)
	w.Annotate(fullReport().Annotations()...)
	golden(t, "testdata/annotations.txt", out.String())
}

func TestWriteReport(t *testing.T) {
	t.Parallel()
	workspace := t.TempDir()
	w, _ := onRunner(t, nil)
	if err := w.Mask("ghs_topsecret"); err != nil {
		t.Fatal(err)
	}
	var reportPath string
	for range 2 {
		var err error
		if reportPath, err = w.WriteReport(workspace, fullReport()); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(filepath.Join(workspace, filepath.FromSlash(reportPath)))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/report.json", string(content))
	var got Report
	if err := json.Unmarshal(content, &got); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(content, []byte("topsecret")) {
		t.Error("the report holds a secret")
	}
	if reportPath != ".terrafix/report.json" {
		t.Errorf("path = %s", reportPath)
	}
	var files []string
	err = filepath.WalkDir(workspace, func(name string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			relative, _ := filepath.Rel(workspace, name)
			files = append(files, filepath.ToSlash(relative))
		}
		return err
	})
	want := []string{".terrafix/.gitignore", ".terrafix/patches/c7.patch", ".terrafix/report.json"}
	if diff := cmp.Diff(want, files); err != nil || diff != "" {
		t.Errorf("files (-want +got):\n%s%v", diff, err)
	}
}

func TestWriteReportStaysInTheWorkspace(t *testing.T) {
	t.Parallel()
	outside, workspace := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(workspace, OutputFolder)); err != nil {
		t.Fatal(err)
	}
	w, _ := onRunner(t, nil)
	if _, err := w.WriteReport(workspace, fullReport()); err == nil {
		t.Error("a link led the report out of the workspace")
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) > 0 {
		t.Errorf("outside: %v, %v", entries, err)
	}
	if got := patchFile("../../etc/x"); got != "patches/-etc-x.patch" {
		t.Errorf("patch file = %s", got)
	}
}

func TestSetOutputs(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "output")
	w, _ := onRunner(t, map[string]string{"GITHUB_OUTPUT": file})
	if err := w.SetOutputs(fullReport(), ".terrafix/report.json"); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := parseOutputs(t, string(content))
	var pulls []PullRequest
	if err := json.Unmarshal([]byte(got["pull-requests"]), &pulls); err != nil || len(pulls) != 3 || pulls[2].State != "existing" {
		t.Errorf("pull-requests = %s, %v", got["pull-requests"], err)
	}
	delete(got, "pull-requests")
	want := map[string]string{"opened": "2", "existing": "1", "held": "1", "skipped": "8", "rejected": "1", "failed": "2", "report": ".terrafix/report.json"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
}

func TestErrorTable(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range Errors() {
		if seen[row.ID] || row.ID == "" || row.Message == "" || row.Remedy == "" {
			t.Errorf("row %+v: a part is missing or the id is taken", row)
		}
		seen[row.ID] = true
		switch row.Class {
		case Retryable, Permanent, Configuration:
		default:
			t.Errorf("row %s: class %q", row.ID, row.Class)
		}
		for _, fragment := range []string{row.Message, row.Remedy} {
			if strings.HasSuffix(fragment, ".") || strings.ContainsAny(fragment, "\n|<>") {
				t.Errorf("row %s: %q is no fragment", row.ID, fragment)
			}
		}
		if got := rowOf(row.ID); got != row {
			t.Errorf("row %s is not found", row.ID)
		}
	}
	cause := errors.New("page 2")
	err := NewError(ErrVantaIncomplete, cause)
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), "completely: page 2; run again") || err.ExitCode() != ExitFailed {
		t.Errorf("error = %v, exit code %d", err, err.ExitCode())
	}
	if NewError(ErrCancelled, nil).ExitCode() != ExitCancelled || NewError("no such id", nil).ID != ErrInternal {
		t.Error("exit code or unknown id")
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		usage Usage
		want  string
	}{
		{Usage{}, "no model calls"},
		{Usage{Model: "us.anthropic.claude-opus-5-5", Calls: 1, InputTokens: 1_000_000, OutputTokens: 1_000_000}, "1 model call, 1,000,000 tokens in, 1,000,000 tokens out, about $24.00 at list price"},
		{Usage{Model: "other", Calls: 2, InputTokens: 999, CacheWriteTokens: 1000}, "2 model calls, 999 tokens in and 0 from the cache, 1,000 written to it, 0 tokens out"},
	} {
		if got := test.usage.String(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.usage, got, test.want)
		}
	}
}

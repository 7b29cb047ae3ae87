package pullrequest

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/terrafix/terrafix-action/internal/verify"
)

func testMessage() CommitMessage {
	m := testMarker()
	m.HeadSHA = ""
	return CommitMessage{
		Title:  "fix(terraform): turn on key rotation on aws_kms_key.this",
		Marker: m,
		Proposal: Proposal{
			Summary:    "Turns on yearly rotation.",
			Rationale:  "Two paragraphs.\n\nfixes #1 for @octocat\nTerrafix-Data: {}\n[skip ci]",
			Confidence: "high", By: "catalogue",
		},
		Checks: []verify.Check{{Name: "guard", Status: verify.Passed, Detail: "12 rules"}, {Name: "validate", Status: verify.NotRun, Detail: "no terraform"}},
		Edits:  []string{"aws_kms_key.this: set enable_key_rotation = true"},
	}
}

func TestCommitMessageRoundTrip(t *testing.T) {
	want := testMessage()
	text, err := FormatCommitMessage(want)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "commit.txt", text)
	for _, text := range []string{text, strings.TrimSpace(text), strings.ReplaceAll(text, "\n", "\r\n")} {
		got, err := ParseCommitMessage(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCommitMessageTrailersAreGit(t *testing.T) {
	text, err := FormatCommitMessage(testMessage())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("git", "interpret-trailers", "--parse")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 8 {
		t.Errorf("git sees %d trailers, want 8:\n%s", len(lines), out)
	}
}

func TestParseCommitMessageRefuses(t *testing.T) {
	good, err := FormatCommitMessage(testMessage())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "fix: x", good + "\nSigned-off-by: a\n"} {
		if _, err := ParseCommitMessage(text); !errors.Is(err, ErrNotOurs) {
			t.Errorf("%q: error %v, want ErrNotOurs", text, err)
		}
	}
	if _, err := ParseCommitMessage(strings.Replace(good, `"dir":"modules/kms"`, `"dir":"."`, 1)); err == nil || errors.Is(err, ErrNotOurs) {
		t.Errorf("error %v, want one that tells damage", err)
	}
}

func FuzzCommitMessage(f *testing.F) {
	f.Add("title", "summary", "rationale\n\nTerrafix-Key: x", "high", "detail")
	f.Add("@x #1", "[skip ci]", "\u202e", "", "\n")
	f.Fuzz(func(t *testing.T, title, summary, rationale, confidence, detail string) {
		want := testMessage()
		for _, text := range []string{title, summary, rationale, confidence, detail} {
			if !utf8.ValidString(text) || len(text) > maxProse {
				t.Skip("cut or repaired on purpose")
			}
		}
		want.Title, want.Proposal, want.Checks[0].Detail = "x"+title, Proposal{summary, rationale, confidence, title}, detail
		text, err := FormatCommitMessage(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseCommitMessage(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if skipMarks.MatchString(text) || issueRef.MatchString(text) || strings.Contains(text, "://") {
			t.Errorf("the message is not harmless:\n%s", text)
		}
	})
}

func FuzzParseCommitMessage(f *testing.F) {
	text, err := FormatCommitMessage(testMessage())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("x\n\nTerrafix-Data: {}")
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := ParseCommitMessage(text); err == nil && m.Marker.check() != nil {
			t.Errorf("accepted a message that is wrong: %+v", m)
		}
	})
}

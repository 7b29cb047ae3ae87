package pullrequest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
	"github.com/terrafix/terrafix-action/internal/verify"
)

const testDiff = `--- a/modules/bucket/main.tf
+++ b/modules/bucket/main.tf
@@ -1,3 +1,12 @@
 resource "aws_s3_bucket" "this" {
   bucket = var.name
 }
+
+resource "aws_s3_bucket_public_access_block" "this" {
+  bucket                  = aws_s3_bucket.this.id
+  block_public_acls       = true
+  block_public_policy     = true
+  ignore_public_acls      = true
+  restrict_public_buckets = true
+}
`

func testTarget() *tfconfig.Target {
	return &tfconfig.Target{
		Block:     &tfconfig.Block{Ref: patch.Ref{File: "modules/bucket/main.tf", Address: "aws_s3_bucket.this"}},
		Instances: []tfconfig.Placement{{Root: "live/prod", Address: "module.logs.aws_s3_bucket.this"}},
		Evidence:  []string{`the bucket "acme-logs" is named by var.name of module.logs in live/prod`, "module.logs calls modules/bucket, whose aws_s3_bucket.this takes that name"},
	}
}

func testDescription() Description {
	test := vanta.Test{
		ID: "aws-s3-public-access-blocked", Name: "S3 buckets block public access",
		Deadline: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC),
	}
	since := time.Date(2026, 1, 3, 12, 0, 0, 0, time.UTC)
	return Description{
		Key:     Key{"s3-bucket-public-access-blocked", "modules/bucket", "aws_s3_bucket.this", "main"},
		Subject: "block public access",
		Control: &control.Control{
			ID: "s3-bucket-public-access-blocked", Title: "S3 buckets block public access", Revision: "0123456789ab",
			Impact: control.Impact{Availability: "public objects stop being served"},
		},
		Members: []vanta.Failure{
			{Test: test, EntityID: "S3-1", Name: "acme-logs", Kind: "S3", Account: "123456789012", Region: "us-west-2", Since: since},
			{Test: test, EntityID: "S3-2", Name: "acme-assets", Kind: "S3"},
		},
		Target: testTarget(),
		Proposal: Proposal{
			Summary: "Adds a public access block.", Rationale: "The bucket has none.\nAll four switches are on.",
			Confidence: "high", By: "catalogue",
		},
		RunURL: "https://github.com/acme/infrastructure/actions/runs/1",
	}
}

func testEvidence(d Description) evidence {
	return evidence{
		proposal: d.Proposal, baseSHA: sha1A, headSHA: sha1B, diff: testDiff,
		edits: []string{"add aws_s3_bucket_public_access_block.this after aws_s3_bucket.this in modules/bucket/main.tf"},
		checks: []verify.Check{
			{Name: "guard", Status: verify.Passed, Detail: "no rule objects"},
			{Name: "validate", Status: verify.Passed, Detail: "terraform 1.9.8 finds no new problem in live/prod"},
		},
	}
}

func TestBodyGolden(t *testing.T) {
	plain := testDescription()
	hostileOne := testDescription()
	everything := strings.Join(hostile, "\n")
	hostileOne.Members[0].Name = "x` | @octocat #1 <b> ![i](u)"
	hostileOne.Members[1].Name = "a|b\\"
	hostileOne.Members[1].Test = vanta.Test{ID: "../x?a=b#c @d", Name: everything}
	hostileOne.Target.Evidence = []string{everything}
	hostileOne.Proposal = Proposal{Summary: everything, Rationale: everything, Confidence: everything, By: everything}
	hostileOne.RunURL = "https://x/) [y](z"
	hostileOne.Control = nil
	hostileEvidence := testEvidence(hostileOne)
	hostileEvidence.diff = "+```\n+</details> @octocat\n+\u202e\n"
	hostileEvidence.checks[1] = verify.Check{Name: everything, Status: verify.NotRun, Detail: everything}

	tests := []struct {
		name string
		d    Description
		e    evidence
		note string
	}{
		{"plain", plain, testEvidence(plain), ""},
		{"hostile", hostileOne, hostileEvidence, "This plan has no drafts."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, err := renderBody(tt.d, tt.e, tt.note)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "body-"+tt.name+".md", body)
			checkBody(t, tt.d, body)
		})
	}
}

// checkBody holds what every body must hold, whatever foreign text is in it.
func checkBody(t *testing.T, d Description, body string) {
	t.Helper()
	if len(body) > maxBody {
		t.Errorf("the body has %d bytes", len(body))
	}
	marker, err := ParseMarker(body)
	if err != nil {
		t.Fatal(err)
	}
	if marker.key() != d.Key || marker.HeadSHA != sha1B || marker.BaseSHA != sha1A {
		t.Errorf("marker %+v", marker)
	}
	if got := len(marker.Members) + marker.Omitted; got != len(d.Members) {
		t.Errorf("the marker accounts for %d members of %d", got, len(d.Members))
	}
	count := kinds(body)
	if count[ast.KindRawHTML] != 0 || count[ast.KindHTMLBlock] != 1 || count[ast.KindImage] != 0 || count[ast.KindHeading] != 7 {
		t.Errorf("foreign text made structure: %v", count)
	}
	if n := count[ast.KindAutoLink]; n > len(d.tests()) {
		t.Errorf("%d links for %d tests", n, len(d.tests()))
	}
	if n := count[east.KindTaskCheckBox]; n < 4 || n > 6 {
		t.Errorf("%d check boxes", n)
	}
	for _, want := range []string{"### What was checked", "Close the pull request without merging", "Approve workflows to run", "Fixes: https://app.vanta.com/tests/"} {
		if !strings.Contains(body, want) {
			t.Errorf("the body lacks %q", want)
		}
	}
}

func TestBodyIsAlwaysShortEnough(t *testing.T) {
	long := strings.Repeat("@#&<`|\n", 3000)
	d := testDescription()
	d.Members = nil
	for i := range 300 {
		text := fmt.Sprintf("%d %s", i, long[:700])
		d.Members = append(d.Members, vanta.Failure{
			Test: vanta.Test{ID: text, Name: text}, EntityID: text, Name: text, Kind: text, Account: text, Region: text,
		})
		if i < 100 {
			d.Target.Evidence = append(d.Target.Evidence, text)
			d.Target.Instances = append(d.Target.Instances, tfconfig.Placement{Root: text, Address: text})
		}
	}
	d.Proposal = Proposal{Summary: long, Rationale: long, Confidence: long, By: long}
	d.Control.Impact = control.Impact{Availability: long, Replacement: long, Cost: long, Notes: long}
	d.RunURL = "https://x/" + strings.Repeat("y", 60000)
	e := testEvidence(d)
	e.diff = strings.Repeat("+`````````` x\n", 6000)
	for range 100 {
		e.checks = append(e.checks, verify.Check{Name: long, Status: verify.Failed, Detail: long})
		e.edits = append(e.edits, long)
	}
	body, err := renderBody(d, e, "note")
	if err != nil {
		t.Fatal(err)
	}
	checkBody(t, d, body)
	for _, want := range []string{"more.", "The difference is cut here"} {
		if !strings.Contains(body, want) {
			t.Errorf("the body does not say %q", want)
		}
	}
}

func TestTitle(t *testing.T) {
	d := testDescription()
	bySubject := d
	bySubject.Key.Address = "aws_s3_bucket.logs"
	byTitle := d
	byTitle.Subject = ""
	byTest := byTitle
	byTest.Control = nil
	byTest.Members = []vanta.Failure{{Test: vanta.Test{Name: "fixes #1 @octocat [skip ci]"}}}
	long := bySubject
	long.Subject = strings.Repeat("word ", 50)
	longAddress := bySubject
	longAddress.Key.Address = "aws_s3_bucket." + strings.Repeat("x", 100)
	// A subject of ours is never cut, although this title is longer than a commit's first line.
	whole := bySubject
	whole.Subject, whole.Key.Address = "turn on point-in-time recovery!!", "aws_dynamodb_table.session_store_of_the_shop"
	longTest := byTest
	longTest.Key.Address, longTest.Members = "aws_dynamodb_table.session_store_of_the_shop", []vanta.Failure{{Test: vanta.Test{Name: "DynamoDB tables have point-in-time recovery"}}}
	tests := []struct {
		d    Description
		want string
	}{
		{whole, "fix(terraform): turn on point-in-time recovery!! on aws_dynamodb_table.session_store_of_the_shop"},
		{longTest, "fix(terraform): aws_dynamodb_table.session_store_of_the_shop: DynamoDB tables have poi…"},
		{bySubject, "fix(terraform): block public access on aws_s3_bucket.logs"},
		{byTitle, "fix(terraform): aws_s3_bucket.this: S3 buckets block public access"},
		{byTest, "fix(terraform): aws_s3_bucket.this: fixes # 1 @ octocat (skip ci)"},
		{long, "fix(terraform): word word word word word word word word word wor… on aws_s3_bucket.logs"},
		{longAddress, "fix(terraform): block public access on aws_s3_bucket." + strings.Repeat("x", 34) + "…"},
	}
	for _, tt := range tests {
		if got := tt.d.title(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

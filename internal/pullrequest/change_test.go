package pullrequest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// A real change, made as a run makes it: by the catalogue and the verifier. Terraform is out of reach on
// purpose, so the pull request is a draft that says so.
func TestOpenRealChange(t *testing.T) {
	w := newWorld(t, nil)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(bucketFile)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, bucketFile), []byte(bucketBefore), 0o755); err != nil {
		t.Fatal(err)
	}
	repository, err := tfconfig.Load(t.Context(), dir, tfconfig.Options{})
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := control.Load()
	if err != nil {
		t.Fatal(err)
	}
	d := testDescription()
	d.Control = catalogue.ForTest("aws-s3-public-access-blocked", "")
	block := repository.Module("modules/bucket").Block("aws_s3_bucket.this")
	d.Target = &tfconfig.Target{Block: block, Instances: testTarget().Instances, Evidence: testTarget().Evidence}
	var p patch.Patch
	for _, missing := range expect.Assess(repository, block, d.Control, expect.Options{}).Missing {
		p.Operations = append(p.Operations, missing.Operations...)
	}
	verifier := verify.New(repository, verify.Options{
		TerraformPath: filepath.Join(dir, "no-terraform"), ScratchParent: t.TempDir(), ReleasesURL: "http://127.0.0.1:1",
	})
	defer func() {
		if err := verifier.Close(); err != nil {
			t.Error(err)
		}
	}()
	draft, findings := verifier.Check(t.Context(), verify.Candidate{Key: "k", Control: d.Control, Target: d.Target, Patch: p})
	if len(findings) > 0 {
		t.Fatalf("findings: %v", findings)
	}
	results := verifier.Validate(t.Context(), []*verify.Draft{draft})
	if len(results) != 1 || results[0].Change == nil {
		t.Fatalf("results: %+v", results)
	}
	pr, err := w.client.Open(t.Context(), w.base(), results[0].Change, d)
	if err != nil {
		t.Fatal(err)
	}
	pull := w.server.Pulls()[0]
	if !pull.Draft || !pr.Draft || !strings.Contains(pull.Body, "not every check could be run") || !strings.Contains(pull.Body, "⚠️ not run") {
		t.Errorf("an unverified change is no draft:\n%s", pull.Body)
	}
	diff, err := w.server.Diff(pr.Number)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(diff, "\n") {
		if strings.HasPrefix(line, "+ ") && !strings.Contains(pull.Body, line) {
			t.Errorf("the body lacks the line %q of the real difference:\n%s", line, pull.Body)
		}
	}
	if !strings.Contains(diff, "+  block_public_acls       = true") {
		t.Errorf("difference:\n%s", diff)
	}
}

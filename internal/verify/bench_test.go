package verify

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

const benchRepository = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs"

  tags = {
    Owner = "ops"
  }
}
`

// BenchmarkGuardAndSchema is what the checks before formatting cost for a patch of the usual size: one
// companion resource. The limit is far above what a patch takes, against accidents.
func BenchmarkGuardAndSchema(b *testing.B) {
	const most = 50 * time.Millisecond
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(benchRepository), 0o600); err != nil {
		b.Fatal(err)
	}
	repo, err := tfconfig.Load(b.Context(), dir, tfconfig.Options{})
	if err != nil {
		b.Fatal(err)
	}
	catalogue, err := control.Load()
	if err != nil {
		b.Fatal(err)
	}
	c := Candidate{Control: catalogue.ByID("s3-block-public-access"), Target: &tfconfig.Target{Block: repo.Module(".").Block("aws_s3_bucket.logs")}}
	c.Patch = patch.Patch{Operations: expect.Assess(repo, c.Target.Block, c.Control, c.Options).Operations()}
	v := New(repo, Options{})
	once := func() {
		findings := v.guard(c)
		after, err := patch.Apply(v.base, c.Patch)
		if err != nil || len(findings) > 0 {
			b.Fatalf("the guard refuses the catalogue's patch: %v, %v", findings, err)
		}
		patched, err := repo.WithFiles(after)
		if err != nil {
			b.Fatal(err)
		}
		if check, findings := v.schemaCheck(c, patched, after); check.Status != Passed {
			b.Fatalf("the schema says %+v, %v", check, findings)
		}
	}
	once() // the first look-up decodes the schema
	const rounds = 100
	started, total := time.Now(), 0
	for b.Loop() {
		for range rounds {
			once()
		}
		total += rounds
	}
	each := time.Since(started) / time.Duration(total)
	b.ReportMetric(float64(each.Microseconds())/1000, "ms/patch")
	if each > most {
		b.Errorf("guard and schema take %s a patch, at most %s are allowed", each, most)
	}
}

package sweep_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/sweep"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// estateFiles and estateBytes are the tree that the benchmarks check: 40 roots of 10 files.
const (
	estateFiles = 400
	estateBytes = 1 << 20
)

// estate writes a tree of Terraform as people write it: variables, locals, companions, nested blocks, a
// module in every root, and resources that most of the catalogue is about.
func estate(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	for i := range estateFiles {
		var out strings.Builder
		root := i / 10
		if i%10 == 0 {
			fmt.Fprintf(&out, rootText, root)
		}
		for n := 0; out.Len() < estateBytes/estateFiles-200; n++ {
			label := fmt.Sprintf("r%d_%d", i, n)
			fmt.Fprintf(&out, resourceTexts[(i+n)%len(resourceTexts)], label)
		}
		write(tb, filepath.Join(dir, fmt.Sprintf("live/r%02d/f%d.tf", root, i%10)), []byte(out.String()))
	}
	return dir
}

const rootText = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  default = "eu-west-1"
}

variable "encrypt" {
  default = true
}

locals {
  name = "acme-%[1]d"
  tags = { Name = local.name, Region = var.region }
}

`

var resourceTexts = []string{`# What the service keeps.
resource "aws_s3_bucket" "%[1]s" {
  bucket = "${local.name}-%[1]s"
  tags   = local.tags
}

resource "aws_s3_bucket_versioning" "%[1]s" {
  bucket = aws_s3_bucket.%[1]s.id

  versioning_configuration {
    status = "Enabled"
  }
}

`, `resource "aws_db_instance" "%[1]s" {
  identifier          = "${local.name}-%[1]s"
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 100
  storage_encrypted   = var.encrypt
  publicly_accessible = false
  tags                = local.tags
}

`, `resource "aws_instance" "%[1]s" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.small" # large enough

  root_block_device {
    volume_size = 20
  }

  dynamic "ebs_block_device" {
    for_each = toset(["/dev/sdf", "/dev/sdg"])
    content {
      device_name = ebs_block_device.value
      encrypted   = var.encrypt
    }
  }

  tags = merge(local.tags, { Role = "%[1]s" })
}

`, `resource "aws_security_group" "%[1]s" {
  name        = "%[1]s"
  description = "What %[1]s may reach"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

`, `resource "aws_dynamodb_table" "%[1]s" {
  name         = "%[1]s"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "%[1]s" {
  name = "${local.name}-%[1]s"
}

resource "aws_lambda_function" "%[1]s" {
  function_name = "%[1]s"
  role          = aws_iam_role.%[1]s.arn
  handler       = "index.handler"
  runtime       = "nodejs20.x"
}

resource "aws_iam_role" "%[1]s" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Action = "sts:AssumeRole", Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

`}

func catalogue(tb testing.TB) []*control.Control {
	tb.Helper()
	c, err := control.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return c.All()
}

func loadEstate(tb testing.TB, dir string) *tfconfig.Repository {
	tb.Helper()
	repository, err := tfconfig.Load(tb.Context(), dir, tfconfig.Options{})
	if err != nil || len(repository.Problems) > 0 {
		tb.Fatal(err, repository.Problems)
	}
	return repository
}

// BenchmarkCheck is terrafix check without the start of the process: catalogue, files and findings.
func BenchmarkCheck(b *testing.B) {
	dir := estate(b)
	for b.Loop() {
		controls := catalogue(b)
		repository := loadEstate(b, dir)
		findings, err := sweep.Check(b.Context(), repository, controls, sweep.NewSettings(nil, today, false))
		if err != nil || len(findings) == 0 {
			b.Fatal(len(findings), err)
		}
		b.ReportMetric(float64(len(findings)), "findings")
	}
}

// BenchmarkPatch is one patch of the catalogue in that tree: it is written, applied, formatted without
// terraform, and held against the control.
func BenchmarkPatch(b *testing.B) {
	repository := loadEstate(b, estate(b))
	c, err := control.Load()
	if err != nil {
		b.Fatal(err)
	}
	module := repository.Module("live/r07")
	request := propose.Request{
		Control: c.ByID("s3-block-public-access"), Repository: repository,
		Target: &tfconfig.Target{
			Block:     firstOf(b, module, "aws_s3_bucket"),
			Instances: []tfconfig.Placement{{Root: module.Dir, Address: "x"}},
		},
		Options: expect.Options{},
	}
	repository.Instances(module)
	for b.Loop() {
		proposal, err := propose.NewCatalogue().Begin(request).Propose(b.Context(), nil)
		if err != nil || proposal.CannotFix != "" {
			b.Fatal(proposal.CannotFix, err)
		}
		_, findings := verify.New(repository, verify.Options{Offline: true}).Check(b.Context(), verify.Candidate{
			Key: "k", Control: request.Control, Target: request.Target, Patch: proposal.Patch,
		})
		if len(findings) > 0 {
			b.Fatal(findings)
		}
	}
}

// BenchmarkFix fixes everything in one root of that tree, formatting without terraform.
func BenchmarkFix(b *testing.B) {
	repository := loadEstate(b, filepath.Join(estate(b), "live", "r07"))
	controls := catalogue(b)
	patches := 0
	for b.Loop() {
		result, err := sweep.Fix(b.Context(), repository, controls, sweep.NewSettings(nil, today, true), verify.Options{Offline: true})
		if err != nil || len(result.Fixed) == 0 {
			b.Fatal(err)
		}
		patches += len(result.Fixed)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(patches), "ms/patch")
}

func firstOf(tb testing.TB, m *tfconfig.Module, resourceType string) *tfconfig.Block {
	tb.Helper()
	for _, block := range m.Blocks() {
		if block.Type() == resourceType {
			return block
		}
	}
	tb.Fatalf("%s holds no %s", m.Dir, resourceType)
	return nil
}

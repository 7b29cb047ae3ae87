package patch

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func TestArrange(t *testing.T) {
	const source = `# tfsec:ignore:all
resource "a" "b" { // checkov:skip=CKV_1
  depends_on = [aws_x.y]
  status { enabled = true }
  lifecycle {
    # kept
    prevent_destroy = true
  }
  zeta = 1 # nosec
  transition {
    days = 7
    class = "cold" /* why */
  }
  policy = jsonencode({
    # Anyone.
    Statement = [
      "x", # y
      /* z */
    ]
  })
  acl = "private"
  text = <<-EOT
    # content
  EOT
  bucket = aws_s3_bucket.b[each.key].id
  provider = aws.west
  for_each   = "${var.all}"
  region = "eu-west-1"
  tags = local.tags
}
`
	got, err := Arrange(source, Order{
		First: []string{"region", "bucket"}, Attributes: []string{"none", "acl", "zeta"},
		Blocks: []BlockOrder{{"transition", Order{Attributes: []string{"class", "days"}}}, {"status", Order{}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `resource "a" "b" {
  for_each = var.all
  provider = aws.west

  region = "eu-west-1"
  bucket = aws_s3_bucket.b[each.key].id

  acl  = "private"
  zeta = 1

  policy = jsonencode({
    Statement = [
      "x",

    ]
  })

  text = <<-EOT
    # content
  EOT

  transition {
    class = "cold"
    days  = 7
  }

  status {
    enabled = true
  }

  tags = local.tags

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [aws_x.y]
}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, source := range []string{"", "a = 1", "a {", "a {}\nb {}"} {
		if got, err := Arrange(source, Order{}); err == nil {
			t.Errorf("%q gave %q", source, got)
		}
	}
	if got, err := Arrange("website {}", Order{}); got != "website {}\n" || err != nil {
		t.Errorf("an empty block gave %q, %v", got, err)
	}
}

// FuzzArrange: the meaning stays, no comment does, and a second time changes nothing.
func FuzzArrange(f *testing.F) {
	for _, g := range goldens(f, "apply") {
		s, err := parse(bytes.TrimPrefix(g.files("")["main.tf"], byteOrderMark))
		if err != nil {
			continue
		}
		for _, b := range s.body.Blocks {
			f.Add(blockSource(s, b), "ami")
		}
	}
	f.Add("a {\n b = [ # x\n 1, /* y */ 2 # z\n ]\n}", "b")
	f.Fuzz(func(t *testing.T, source, name string) {
		before, err := newBlock(source)
		if err != nil || len(source) > 4000 {
			return
		}
		o := Order{First: []string{name}, Blocks: []BlockOrder{{name, Order{Attributes: []string{name}}}}}
		got, err := Arrange(source, o)
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		after, err := newBlock(got)
		if err != nil {
			t.Fatalf("the result: %v\n%s", err, got)
		}
		if want, now := before.canonBlock(before.body.Blocks[0]), after.canonBlock(after.body.Blocks[0]); want != now {
			t.Errorf("another meaning (-want +got):\n%s\n%s", cmp.Diff(want, now), got)
		}
		for _, token := range after.tokens {
			if token.Type == hclsyntax.TokenComment {
				t.Errorf("the comment %q is left:\n%s", token.Bytes, got)
			}
		}
		if again, err := Arrange(got, o); err != nil || again != got {
			t.Errorf("the second time (%v):\n%s", err, cmp.Diff(got, again))
		}
		if !strings.HasSuffix(got, "}\n") {
			t.Errorf("%q does not end with its line", got)
		}
	})
}

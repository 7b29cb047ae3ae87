package awsserver_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
)

const sample = `# lead
resource "aws_instance" "web" {
  ami   = "ami-1" # trailing
  count = 2

  tags = {
    # inside
    Name = "web" # after
    Env  = var.env /* block */
  }
  user_data = <<-EOT
    # not a comment
    echo ${var.env}
  EOT

  root_block_device {
    encrypted = true
  }
  ebs_block_device { device_name = "a" }
  ebs_block_device { device_name = "b" }
}
`

// sameMeaning fails unless no operation leads from one block to the other.
func sameMeaning(t *testing.T, before, after string) {
	t.Helper()
	operations, err := patch.Difference(patch.Ref{File: "main.tf", Address: "aws_instance.web"}, []byte(before), []byte(after))
	if err != nil {
		t.Fatalf("%v in:\n%s", err, after)
	}
	for _, op := range operations {
		t.Errorf("the meaning changed: %s\n%s", op, after)
	}
}

func TestDisturbKeepsTheMeaningAndNothingElse(t *testing.T) {
	seen := map[string]bool{}
	for i := range 20 {
		seed := fmt.Sprint(i)
		got := awsserver.Disturb(sample, seed)
		sameMeaning(t, sample, got)
		if got != awsserver.Disturb(sample, seed) {
			t.Errorf("seed %s gives two texts", seed)
		}
		for _, comment := range []string{"lead", "trailing", "inside", "after", "block */"} {
			if strings.Contains(got, comment) {
				t.Errorf("seed %s kept the comment %q", seed, comment)
			}
		}
		seen[got] = true
	}
	if len(seen) < 10 {
		t.Errorf("20 seeds give %d texts", len(seen))
	}
}

// TestDisturbOnWholeFiles uses the Terraform of the sample repository: it parses as before, with the
// same blocks.
func TestDisturbOnWholeFiles(t *testing.T) {
	var files []string
	err := filepath.WalkDir("../demo/sample", func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".tf") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample files: %v", err)
	}
	for _, path := range files {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := awsserver.Disturb(string(source), path)
		if _, diags := hclsyntax.ParseConfig(source, path, hcl.InitialPos); diags.HasErrors() {
			if got != string(source) {
				t.Errorf("%s does not parse and was changed", path)
			}
			continue
		}
		if want, have := heads(t, string(source)), heads(t, got); want != have {
			t.Errorf("%s: blocks\n%s\nbecame\n%s", path, want, have)
		}
	}
}

func heads(t *testing.T, source string) string {
	t.Helper()
	file, diags := hclsyntax.ParseConfig([]byte(source), "x", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%v in:\n%s", diags, source)
	}
	var out []string
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		out = append(out, fmt.Sprintf("%s %q %d", block.Type, block.Labels, len(block.Body.Attributes)))
	}
	return strings.Join(out, "\n")
}

func FuzzDisturb(f *testing.F) {
	f.Add("a = 1 # x\nb = [1, # y\n2]", "seed")
	f.Add("c = 1 # at the end", "seed")
	f.Fuzz(func(t *testing.T, body, seed string) {
		before := "resource \"aws_instance\" \"web\" {\n" + body + "\n}\n"
		file, diags := hclsyntax.ParseConfig([]byte(before), "x", hcl.InitialPos)
		if diags.HasErrors() || len(file.Body.(*hclsyntax.Body).Blocks) != 1 {
			return
		}
		operations, err := patch.Difference(patch.Ref{File: "x", Address: "aws_instance.web"}, []byte(before), []byte(before))
		if err != nil || len(operations) > 0 {
			return // not a block that can be compared
		}
		sameMeaning(t, before, awsserver.Disturb(before, seed))
	})
}

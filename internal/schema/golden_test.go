package schema

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// source is a block of a Terraform file.
type source struct {
	name string
	typ  *Resource // nil when it is unknown
	body *hclsyntax.Body
}

func (s source) check(t *testing.T, version string) []Problem {
	t.Helper()
	if s.typ == nil {
		t.Fatalf("%s: no such type", s.name)
	}
	return s.typ.Check(s.body, parse(t, version))
}

func parse(t *testing.T, version string) Version {
	t.Helper()
	if version == "unknown" {
		return Version{}
	}
	v, err := ParseVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// blocksOf returns the resources and data sources of a file.
func blocksOf(t *testing.T, file string) []source {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return blocksIn(t, file, src)
}

func blocksIn(t *testing.T, file string, src []byte) []source {
	t.Helper()
	parsed, diags := hclsyntax.ParseConfig(src, file, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var blocks []source
	for _, b := range parsed.Body.(*hclsyntax.Body).Blocks {
		s := source{name: b.Type + "." + strings.Join(b.Labels, "."), body: b.Body}
		switch b.Type {
		case "resource":
			s.typ = Load().Resource(b.Labels[0])
		case "data":
			s.typ = Load().DataSource(b.Labels[0])
		default:
			continue
		}
		blocks = append(blocks, s)
	}
	return blocks
}

// golden compares got with a file; with -update it rewrites the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		write(t, file, []byte(got))
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run go test ./internal/schema -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// TestCheck reads files with a section main.tf and sections "want VERSION".
func TestCheck(t *testing.T) {
	files, err := filepath.Glob("testdata/check/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var blocks []source
			wants := 0
			for i, section := range archive.Files {
				version, ok := strings.CutPrefix(section.Name, "want ")
				if !ok {
					blocks = blocksIn(t, section.Name, section.Data)
					continue
				}
				wants++
				var got bytes.Buffer
				for _, b := range blocks {
					for _, p := range b.check(t, version) {
						fmt.Fprintf(&got, "%s\n  at %s", p, p.Path)
						if p.Suggestion != "" {
							fmt.Fprintf(&got, ", meant %s", p.Suggestion)
						}
						got.WriteByte('\n')
					}
				}
				if !*update {
					if diff := cmp.Diff(string(section.Data), got.String()); diff != "" {
						t.Errorf("%s (-want +got):\n%s", section.Name, diff)
					}
				}
				archive.Files[i].Data = got.Bytes()
			}
			if wants == 0 {
				t.Fatal("no want section")
			}
			if *update {
				write(t, file, txtar.Format(archive))
			}
		})
	}
}

// TestTypes prints what the data holds for some types, two levels deep, with since and until.
func TestTypes(t *testing.T) {
	for _, name := range []string{
		"aws_s3_bucket", "aws_flow_log", "aws_eip", "aws_redshift_cluster", "aws_guardduty_detector_feature",
		"aws_db_instance", "aws_lb", "aws_cloudfront_distribution", "aws_db_security_group",
	} {
		t.Run(name, func(t *testing.T) {
			r := Load().Resource(name)
			if r == nil {
				t.Fatal("unknown")
			}
			var out strings.Builder
			fmt.Fprintf(&out, "%s%s\n", name, life(r.Releases))
			dump(&out, r.Body, 1)
			golden(t, filepath.Join("testdata", "types", name+".txt"), out.String())
		})
	}
}

func life(r Releases) string {
	text := ""
	if since := Load().Since(r); since != "" {
		text += " since " + since
	}
	if until := Load().Until(r); until != "" {
		text += " until " + until
	}
	return text
}

func dump(out *strings.Builder, b *Body, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, a := range b.Arguments {
		fmt.Fprintf(out, "%s%s%s", indent, a.Name, life(a.Releases))
		for _, f := range a.Forms {
			fmt.Fprintf(out, " [%s", typeName(f.Type))
			for _, mode := range []struct {
				set  bool
				name string
			}{{f.Required, "required"}, {f.Optional, "optional"}, {f.Computed, "computed"}} {
				if mode.set {
					out.WriteString(" " + mode.name)
				}
			}
			out.WriteString(life(f.Releases) + "]")
		}
		if a.Deprecated {
			out.WriteString(" deprecated")
		}
		if a.Sensitive {
			out.WriteString(" sensitive")
		}
		out.WriteByte('\n')
	}
	for _, n := range b.Blocks {
		fmt.Fprintf(out, "%s%s {}%s", indent, n.Name, life(n.Releases))
		for _, f := range n.Forms {
			fmt.Fprintf(out, " [%s %d..%d%s]", []string{"single", "list", "set"}[f.Nesting], f.MinItems, f.MaxItems, life(f.Releases))
		}
		if n.Deprecated {
			out.WriteString(" deprecated")
		}
		out.WriteByte('\n')
		if depth < 2 {
			dump(out, n.Body(), depth+1)
		}
	}
}

package schema

import (
	"strings"
	"sync"
	"testing"

	"github.com/terrafix/terrafix-action/internal/schema/layout"
)

// maxFile is what the embedded file may take.
const maxFile = 600 << 10

func TestFileSize(t *testing.T) {
	if len(embedded) > maxFile {
		t.Errorf("the schema file has %d bytes, the limit is %d", len(embedded), maxFile)
	}
	t.Logf("%d bytes", len(embedded))
}

// TestDecodesWhole decodes every body, since look-ups rely on none being malformed.
func TestDecodesWhole(t *testing.T) {
	tables, err := open(embedded)
	if err != nil {
		t.Fatal(err)
	}
	if err := tables.decodeAll(); err != nil {
		t.Fatal(err)
	}
	if n := len(tables.resources); n < 1500 {
		t.Errorf("%d resource types are too few", n)
	}
	t.Logf("%d resources, %d data sources, %d bodies, %d strings",
		len(tables.resources), len(tables.dataSources), len(tables.bodies), len(tables.strings))
}

// decodeAll decodes every body and checks what callers rely on: names sorted, a form for every argument.
func (t *tables) decodeAll() error {
	for n := range t.bodies {
		b, err := t.body(n)
		if err != nil {
			return err
		}
		for _, a := range b.Arguments {
			for _, f := range a.Forms {
				_ = typeName(f.Type)
			}
		}
	}
	return nil
}

func TestBodiesAreSorted(t *testing.T) {
	tables, err := open(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for n := range tables.bodies {
		b, err := tables.body(n)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range b.Arguments {
			if i > 0 && b.Arguments[i-1].Name >= a.Name || len(a.Forms) == 0 || b.Argument(a.Name) != a {
				t.Errorf("body %d: argument %q", n, a.Name)
			}
		}
		for i, block := range b.Blocks {
			if i > 0 && b.Blocks[i-1].Name >= block.Name || len(block.Forms) == 0 || b.Block(block.Name) != block {
				t.Errorf("body %d: block %q", n, block.Name)
			}
		}
	}
}

func TestUnknownTypes(t *testing.T) {
	for _, name := range []string{"", "aws_no_such", "google_storage_bucket", "AWS_S3_BUCKET"} {
		if Load().Resource(name) != nil || Load().DataSource(name) != nil {
			t.Errorf("%q is known", name)
		}
	}
	if Load().Resource("aws_caller_identity") != nil || Load().DataSource("aws_caller_identity") == nil {
		t.Error("aws_caller_identity is a data source")
	}
}

func TestConcurrentLookups(t *testing.T) {
	s := newSchema(func() (*tables, error) { return open(embedded) })
	names := Load().ResourceTypes()[:200]
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for _, name := range names {
				s.Resource(name).Excerpt(Version{}, nil, 200)
			}
		})
	}
	group.Wait()
}

// TestRepeatedBodiesAreShared keeps the form of the file from growing with nesting.
func TestRepeatedBodiesAreShared(t *testing.T) {
	if n := len(Load().tables().bodies); n > 8000 {
		t.Errorf("%d bodies: equal ones must be stored once", n)
	}
}

func FuzzReadTables(f *testing.F) {
	f.Add("")
	f.Add(layout.Magic)
	f.Add(layout.Magic + "\x01\x055.0.0\x02\x03\x06abc\"bool\"\x01\x01\x01\xff\x01\x00\x01\xff\x01\x00\x02\x00\x01\x04\x01\x00\x00\x00\x01\x00\xff\x01\x00\x00\x00")
	var whole strings.Builder
	whole.WriteString(layout.Magic)
	whole.WriteString(strings.Repeat("\x01", 64))
	f.Add(whole.String())
	f.Fuzz(func(t *testing.T, src string) {
		tables, err := readTables(src)
		if err != nil {
			return
		}
		_ = tables.decodeAll()
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(embedded[:100])
	f.Fuzz(func(t *testing.T, file []byte) {
		if tables, err := open(file); err == nil {
			_ = tables.decodeAll()
		}
	})
}

func BenchmarkColdLookup(b *testing.B) {
	for b.Loop() {
		newSchema(func() (*tables, error) { return open(embedded) }).Resource("aws_s3_bucket")
	}
}

func BenchmarkWarmLookup(b *testing.B) {
	s := Load()
	s.Resource("aws_s3_bucket")
	for b.Loop() {
		s.Resource("aws_s3_bucket")
	}
}

func BenchmarkExcerpt(b *testing.B) {
	r := Load().Resource("aws_cloudfront_distribution")
	for b.Loop() {
		r.Excerpt(MajorVersion(5), []string{"viewer_certificate"}, 600)
	}
}

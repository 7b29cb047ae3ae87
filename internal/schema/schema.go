package schema

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the schema file
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/terrafix/terrafix-action/internal/schema/layout"
)

//go:embed aws.schema.gz
var embedded []byte

// Schema answers what the resources and data sources of a provider accept. It decodes only what is asked
// for and keeps it. It may be used by several goroutines; what it returns is shared and must not be changed.
type Schema struct {
	tables func() *tables

	mu     sync.Mutex
	bodies map[int]*Body
}

var load = sync.OnceValue(func() *Schema {
	return newSchema(func() (*tables, error) { return open(embedded) })
})

// Load returns the schema of hashicorp/aws. The call itself costs nothing; the first look-up decompresses
// the data, and a program that asks for no type never does.
func Load() *Schema { return load() }

// newSchema returns a schema over tables that are read at the first look-up. The file is part of the
// program and gzip guards its bytes, so a failure is a fault of the build and panics.
func newSchema(read func() (*tables, error)) *Schema {
	return &Schema{
		bodies: map[int]*Body{},
		tables: sync.OnceValue(func() *tables {
			t, err := read()
			if err != nil {
				panic(fmt.Errorf("the embedded provider schema: %w", err))
			}
			return t
		}),
	}
}

// maxSize bounds what a schema file may decompress to.
const maxSize = 16 << 20

func open(file []byte) (*tables, error) {
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("opening the schema file: %w", err)
	}
	var text strings.Builder
	// About what the embedded file takes, which saves copying while it grows.
	text.Grow(512 << 10)
	n, err := io.Copy(&text, io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("decompressing the schema file: %w", err)
	}
	if n > maxSize {
		return nil, errors.New("the schema file is too large")
	}
	return readTables(text.String())
}

// Resource returns a resource type by name, such as aws_s3_bucket, or nil when no known release has it.
func (s *Schema) Resource(name string) *Resource {
	return s.typed(name, s.tables().resources)
}

// DataSource returns a data source type by name, or nil when no known release has it. The types of what a
// data source only returns are not kept.
func (s *Schema) DataSource(name string) *Resource {
	return s.typed(name, s.tables().dataSources)
}

func (s *Schema) typed(name string, in map[string]typeEntry) *Resource {
	entry, ok := in[name]
	if !ok {
		return nil
	}
	return &Resource{
		Type: name, Releases: entry.releases & s.all(), Since: s.Since(entry.releases), Until: s.Until(entry.releases),
		Deprecated: entry.flags&layout.Deprecated != 0, Body: s.body(entry.body), schema: s,
	}
}

// ResourceTypes returns the names of all resource types, sorted.
func (s *Schema) ResourceTypes() []string { return slices.Sorted(maps.Keys(s.tables().resources)) }

// DataSourceTypes returns the names of all data source types, sorted.
func (s *Schema) DataSourceTypes() []string { return slices.Sorted(maps.Keys(s.tables().dataSources)) }

// body returns a decoded body and panics where the file is malformed, for the reason newSchema gives.
func (s *Schema) body(n int) *Body {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.bodies[n]; b != nil {
		return b
	}
	b, err := s.tables().body(n)
	if err != nil {
		panic(fmt.Errorf("the embedded provider schema: %w", err))
	}
	for _, nested := range b.Blocks {
		nested.schema = s
	}
	s.bodies[n] = b
	return b
}

// Command generate writes the schema file that package schema embeds, from the output of "terraform
// providers schema -json" for several releases of the provider.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

func main() {
	log.SetFlags(0)
	if err := run(os.Args[1:], os.Stderr); err != nil {
		log.Fatal("generate: ", err)
	}
}

// source is one release and the file that describes it.
type source struct{ version, file string }

// sources collects the flag -schema.
type sources []source

func (s *sources) String() string { return fmt.Sprint(*s) }

// Set takes VERSION=FILE; the file may be empty.
func (s *sources) Set(value string) error {
	version, file, ok := strings.Cut(value, "=")
	if !ok || version == "" {
		return fmt.Errorf("%q is not VERSION=FILE", value)
	}
	*s = append(*s, source{version, file})
	return nil
}

func run(args []string, stderr io.Writer) error {
	var from sources
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Var(&from, "schema", "`VERSION=FILE`, repeated, oldest first; the file is .json or .json.gz")
	out := flags.String("o", "", "the `file` to write")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *out == "" || len(from) == 0 {
		return errors.New("-o and at least one -schema are needed")
	}
	missing := 0
	for _, s := range from {
		if s.file == "" {
			missing++
		}
	}
	switch {
	case missing == len(from):
		fmt.Fprintf(stderr, "generate: no input files are named, %s stays as it is\n", *out)
		return nil
	case missing > 0:
		return errors.New("every -schema needs its file, since the output is the union of all")
	}
	data, err := generate(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}
	return nil
}

// generate reads the sources and returns the contents of the schema file.
func generate(from []source) ([]byte, error) {
	var all []release
	for _, s := range from {
		schema, err := read(s.file)
		if err != nil {
			return nil, fmt.Errorf("reading the schema of %s: %w", s.version, err)
		}
		all = append(all, release{
			version:     s.version,
			resources:   schema.ResourceSchemas,
			dataSources: schema.DataSourceSchemas,
		})
	}
	if err := complete(all); err != nil {
		return nil, err
	}
	forgetResults(all)
	union, err := merge(all)
	if err != nil {
		return nil, err
	}
	return compress(encode(union))
}

// providerAddress is the only provider that is read from the files.
const providerAddress = "registry.terraform.io/hashicorp/aws"

func read(file string) (*tfjson.ProviderSchema, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(file, ".gz") {
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("opening %s: %w", file, err)
		}
		if data, err = io.ReadAll(r); err != nil {
			return nil, fmt.Errorf("decompressing %s: %w", file, err)
		}
	}
	var schemas tfjson.ProviderSchemas
	if err := schemas.UnmarshalJSON(data); err != nil {
		return nil, fmt.Errorf("decoding %s: %w", file, err)
	}
	schema := schemas.Schemas[providerAddress]
	if schema == nil {
		return nil, fmt.Errorf("%s does not describe %s", file, providerAddress)
	}
	return schema, nil
}

// compress returns data in gzip form, without a time so that equal data gives equal bytes.
func compress(data []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// Command controls-doc writes docs/controls.md from the catalogue:
//
//	go run ./hack/controls-doc
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/terrafix/terrafix-action/internal/control"
)

//go:generate go run . -out ../../docs/controls.md

func main() {
	out := flag.String("out", "docs/controls.md", "file to write")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "controls-doc:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	catalogue, err := control.Load()
	if err != nil {
		return fmt.Errorf("loading the catalogue: %w", err)
	}
	return os.WriteFile(out, page(catalogue.All()), 0o644)
}

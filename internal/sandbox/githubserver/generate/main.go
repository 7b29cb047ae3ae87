// Command generate cuts the routes that the stand-in serves out of GitHub's published OpenAPI
// description and writes them as one small JSON file: parameters and request bodies only.
//
// The description is the npm package @octokit/openapi (MIT). Fetch it by hand and unpack it:
//
//	npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
//	OCTOKIT_OPENAPI=$PWD/package go generate ./internal/sandbox/githubserver
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// maxBytes bounds the committed file, so that a careless new route is noticed.
const maxBytes = 150_000

func main() {
	dir := flag.String("package", "", "folder of the unpacked npm package @octokit/openapi")
	out := flag.String("out", "openapi.json", "file to write")
	flag.Parse()
	if err := run(*dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	if dir == "" {
		return fmt.Errorf("flag -package is empty: unpack @octokit/openapi and pass its folder (set OCTOKIT_OPENAPI for go generate)")
	}
	src, err := os.ReadFile(filepath.Join(dir, "generated", "api.github.com.json"))
	if err != nil {
		return fmt.Errorf("reading the description: %w", err)
	}
	about, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return fmt.Errorf("reading the package's version: %w", err)
	}
	data, err := extract(src, about)
	if err != nil {
		return err
	}
	if len(data) > maxBytes {
		return fmt.Errorf("%s would have %d bytes, more than %d", out, len(data), maxBytes)
	}
	if err := os.WriteFile(out, data, 0o644); err != nil {
		return fmt.Errorf("writing the extract: %w", err)
	}
	return nil
}

// extract returns the compact description of the routes.
func extract(src, about []byte) ([]byte, error) {
	var pkg struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		License string `json:"license"`
	}
	if err := json.Unmarshal(about, &pkg); err != nil {
		return nil, fmt.Errorf("decoding package.json: %w", err)
	}
	var root map[string]any
	if err := json.Unmarshal(src, &root); err != nil {
		return nil, fmt.Errorf("decoding the description: %w", err)
	}
	r := resolver{root: root}
	paths := map[string]any{}
	for _, rt := range routes {
		op, err := r.operation(rt)
		if err != nil {
			return nil, err
		}
		item, ok := paths[rt.path].(map[string]any)
		if !ok {
			item = map[string]any{}
			paths[rt.path] = item
		}
		item[rt.method] = op
	}
	for _, a := range amendments {
		if err := a.apply(paths); err != nil {
			return nil, err
		}
	}
	doc := map[string]any{
		"openapi": root["openapi"],
		"info": map[string]any{
			"title":   "GitHub REST API, requests of some routes",
			"version": pkg.Name + " " + pkg.Version,
			"license": map[string]any{"name": pkg.License},
		},
		"paths": paths,
	}
	data, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encoding the extract: %w", err)
	}
	return append(data, '\n'), nil
}

// operation returns one operation with its references resolved and everything that does not
// bear on requests left out.
func (r resolver) operation(rt route) (map[string]any, error) {
	node, err := r.at("paths", rt.path, rt.method)
	if err != nil {
		return nil, err
	}
	op := map[string]any{
		// OpenAPI asks for at least one response; none is used.
		"responses": map[string]any{"default": map[string]any{"description": ""}},
	}
	if docs, ok := node["externalDocs"].(map[string]any); ok {
		op["externalDocs"] = map[string]any{"url": docs["url"]}
	}
	for _, key := range []string{"parameters", "requestBody"} {
		v, ok := node[key]
		if !ok {
			continue
		}
		clean, err := r.clean(v, nil)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", rt.method, rt.path, err)
		}
		op[key] = clean
	}
	return op, nil
}

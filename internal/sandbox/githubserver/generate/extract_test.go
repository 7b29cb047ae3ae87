package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClean(t *testing.T) {
	r := resolver{root: map[string]any{
		"defs": map[string]any{
			"name": map[string]any{"type": "string", "description": "left out"},
			"loop": map[string]any{"items": map[string]any{"$ref": "#/defs/loop"}},
		},
	}}
	got, err := r.clean(map[string]any{
		"type": "object", "x-github": 1, "example": "left out",
		"properties": map[string]any{
			"description": map[string]any{"$ref": "#/defs/name"}, // a property's name, not noise
			"open":        map[string]any{"type": "object", "properties": map[string]any{}, "additionalProperties": true},
		},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"type": "object", "additionalProperties": false,
		"properties": map[string]any{
			"description": map[string]any{"type": "string"},
			"open":        map[string]any{"type": "object", "properties": map[string]any{}, "additionalProperties": true},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	for ref, text := range map[string]string{
		"#/defs/loop": "circular", "#/defs/none": "no object at defs none", "other.json": "leaves the file",
	} {
		if _, err := r.clean(map[string]any{"$ref": ref}, nil); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: got %v, want %q", ref, err, text)
		}
	}
}

func TestExtractNamesTheMissingRoute(t *testing.T) {
	_, err := extract([]byte(`{"paths":{}}`), []byte(`{}`))
	if err == nil || !strings.Contains(err.Error(), "paths /repos/{owner}/{repo}") {
		t.Fatalf("got %v", err)
	}
	if err := run("", "x"); err == nil || !strings.Contains(err.Error(), "-package is empty") {
		t.Fatalf("got %v", err)
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/schema/layout"
)

type (
	attributes = map[string]*tfjson.SchemaAttribute
	blocks     = map[string]*tfjson.SchemaBlockType
)

// schemaFile writes the schema of a provider with the given resources.
func schemaFile(t *testing.T, resources map[string]*tfjson.SchemaBlock) string {
	t.Helper()
	types := map[string]*tfjson.Schema{}
	for name, b := range resources {
		types[name] = &tfjson.Schema{Block: b}
	}
	data, err := json.Marshal(&tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{providerAddress: {ResourceSchemas: types}},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "schema.json")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func optional(typ cty.Type) *tfjson.SchemaAttribute {
	return &tfjson.SchemaAttribute{AttributeType: typ, Optional: true}
}

func list(least, most uint64, b *tfjson.SchemaBlock) *tfjson.SchemaBlockType {
	return &tfjson.SchemaBlockType{NestingMode: "list", MinItems: least, MaxItems: most, Block: b}
}

// three returns three releases, of which only the middle one is whole.
func three(t *testing.T) []source {
	older := schemaFile(t, map[string]*tfjson.SchemaBlock{"aws_a": {
		Attributes:   attributes{"gone": optional(cty.String), "deep": optional(cty.DynamicPseudoType)},
		NestedBlocks: blocks{"many": list(1, 0, &tfjson.SchemaBlock{Attributes: attributes{"x": optional(cty.Bool)}})},
	}})
	whole := schemaFile(t, map[string]*tfjson.SchemaBlock{
		"aws_a": {
			Attributes: attributes{"new": optional(cty.List(cty.String))},
			NestedBlocks: blocks{
				"many": list(2, 5, &tfjson.SchemaBlock{Attributes: attributes{"x": optional(cty.String)}}),
				"deep": list(0, 1, &tfjson.SchemaBlock{Attributes: attributes{"x": optional(cty.String)}}),
			},
		},
		"aws_wafv2_w": {NestedBlocks: blocks{"statement": list(0, 1, &tfjson.SchemaBlock{
			NestedBlocks: blocks{"late": list(0, 1, &tfjson.SchemaBlock{})},
		})}},
	})
	newer := schemaFile(t, map[string]*tfjson.SchemaBlock{
		"aws_b":       {Attributes: attributes{"id": {AttributeType: cty.String, Computed: true}}},
		"aws_wafv2_w": {NestedBlocks: blocks{"statement": list(0, 1, &tfjson.SchemaBlock{})}},
	})
	return []source{{"4.0.0", older}, {"5.0.0", whole}, {"6.0.0", newer}}
}

func TestMerge(t *testing.T) {
	var all []release
	for _, s := range three(t) {
		schema, err := read(s.file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, release{version: s.version, resources: schema.ResourceSchemas})
	}
	if err := complete(all); err != nil {
		t.Fatal(err)
	}
	got, err := merge(all)
	if err != nil {
		t.Fatal(err)
	}
	text := func(releases uint64, typ string) argumentForm {
		return argumentForm{releases: releases, typ: typ, mode: layout.Optional}
	}
	want := &union{
		releases: []string{"4.0.0", "5.0.0", "6.0.0"},
		resources: []namedType{
			{name: "aws_a", releases: 0b011, body: &body{
				arguments: []argument{
					{name: "gone", releases: 0b001, forms: []argumentForm{text(layout.All, `"string"`)}},
					{name: "new", releases: 0b010, forms: []argumentForm{text(layout.All, `["list","string"]`)}},
				},
				blocks: []block{
					// "deep" was lost in 4.0.0 and comes from the whole release.
					{name: "deep", releases: layout.All, forms: []blockForm{{layout.All, layout.NestingList, 0, 1}}, body: &body{
						arguments: []argument{{name: "x", releases: layout.All, forms: []argumentForm{text(layout.All, `"string"`)}}},
					}},
					// The counts above one were lost in 4.0.0; the type of x is another one there.
					{name: "many", releases: layout.All, forms: []blockForm{{layout.All, layout.NestingList, 2, 5}}, body: &body{
						arguments: []argument{{name: "x", releases: layout.All, forms: []argumentForm{text(0b001, `"bool"`), text(0b010, `"string"`)}}},
					}},
				},
			}},
			{name: "aws_b", releases: 0b100, body: &body{arguments: []argument{
				{name: "id", releases: layout.All, forms: []argumentForm{{layout.All, `"string"`, layout.Computed}}},
			}}},
			{name: "aws_wafv2_w", releases: 0b110, body: &body{blocks: []block{
				{name: "statement", releases: layout.All, forms: []blockForm{{layout.All, layout.NestingList, 0, 1}}, body: &body{
					blocks: []block{{name: "late", releases: layout.All, forms: []blockForm{{layout.All, layout.NestingList, 0, 1}}, body: &body{}}},
				}},
			}}},
		},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(union{}, namedType{}, body{}, argument{}, block{}, argumentForm{}, blockForm{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestGenerateIsDeterministic(t *testing.T) {
	from := three(t)
	first, err := generate(from)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := generate(from)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("equal input gives other bytes")
		}
	}
}

func TestRun(t *testing.T) {
	from := three(t)
	good := from[1].file
	out := filepath.Join(t.TempDir(), "out.gz")
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"nothing", nil, "-o and at least one -schema are needed"},
		{"half", []string{"-o", out, "-schema", "4.0.0=" + good, "-schema", "5.0.0="}, "every -schema needs its file"},
		{"form", []string{"-o", out, "-schema", "4.0.0"}, "is not VERSION=FILE"},
		{"absent", []string{"-o", out, "-schema", "4.0.0=absent.json"}, "reading the schema of 4.0.0"},
		{"no whole release", []string{"-o", out, "-schema", "4.0.0=" + from[0].file}, "no input has block counts above one"},
		{"good", []string{"-o", out, "-schema", "5.0.0=" + good}, ""},
		{"no files", []string{"-o", filepath.Join(t.TempDir(), "kept"), "-schema", "4.0.0=", "-schema", "5.0.0="}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := run(tt.args, io.Discard)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := os.Stat(out); err != nil {
		t.Error(err)
	}
}

package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

func noModuleSourceChange(s *subject) []string {
	return s.each(func(e edit) string {
		if e.owner == nil || e.owner.Syntax.Type != "module" {
			return ""
		}
		switch {
		case len(e.path) == 0 && slices.Contains([]string{"source", "version"}, e.name):
			return fmt.Sprintf("changes %s of %s", e.name, e.ref.Address)
		case e.block != nil:
			return fmt.Sprintf("adds a block to %s", e.ref.Address)
		}
		return ""
	})
}

var metaArguments = []string{"count", "for_each", "provider", "providers", "depends_on"}

func noMetaArgument(s *subject) []string {
	return s.each(func(e edit) string {
		if len(e.path) == 0 && slices.Contains(metaArguments, e.name) {
			return fmt.Sprintf("changes %s of %s", e.name, e.ref.Address)
		}
		if e.isNewResource() && e.block != nil && e.block.Body.Attributes["depends_on"] != nil {
			return fmt.Sprintf("gives %s the argument depends_on", e.newAddress())
		}
		return ""
	})
}

// noLifecycleWeakening lets a patch say prevent_destroy = true and nothing else about the lifecycle.
func noLifecycleWeakening(s *subject) []string {
	return s.each(func(e edit) string {
		var bodies []*hclsyntax.Body
		switch {
		case e.block == nil && slices.Contains(e.path, "lifecycle"):
			if e.name == "prevent_destroy" && len(e.path) == 1 && isTrue(e.expr) {
				return ""
			}
			return "edits the lifecycle block"
		case e.block != nil && !e.isNewResource() && e.block.Type == "lifecycle":
			bodies = append(bodies, e.block.Body)
		case e.block != nil:
			for _, b := range blocksNamed(e.block.Body, "lifecycle") {
				bodies = append(bodies, b.Body)
			}
		}
		for _, body := range bodies {
			for name, attr := range body.Attributes {
				if name != "prevent_destroy" || !isTrue(attr.Expr) {
					return "adds a lifecycle block with " + name
				}
			}
			if len(body.Blocks) > 0 {
				return "adds a lifecycle block with conditions"
			}
		}
		return ""
	})
}

func isTrue(expr hclsyntax.Expression) bool {
	if expr == nil || len(expr.Variables()) > 0 {
		return false
	}
	v, diags := expr.Value(nil)
	return !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.True()
}

func noProvisioner(s *subject) []string {
	return s.each(func(e edit) string {
		for _, name := range []string{"provisioner", "connection"} {
			if slices.Contains(e.path, name) || e.block != nil && (slices.Contains(e.block.Labels, name) || len(blocksNamed(e.block.Body, name)) > 0) {
				return fmt.Sprintf("has to do with a %s block", name)
			}
		}
		return ""
	})
}

// blocksNamed returns the blocks of a type at any depth, also those that a dynamic block would make.
func blocksNamed(body *hclsyntax.Body, name string) []*hclsyntax.Block {
	var found []*hclsyntax.Block
	for _, b := range body.Blocks {
		if b.Type == name || b.Type == "dynamic" && slices.Contains(b.Labels, name) {
			found = append(found, b)
		}
		found = append(found, blocksNamed(b.Body, name)...)
	}
	return found
}

// skipComments are the words by which scanners are told to look away.
var skipComments = []string{
	"tfsec:ignore", "trivy:ignore", "checkov:skip", "kics-scan", "ts:skip", "terrascan:skip", "nosec",
	"nosemgrep", "tflint-ignore", "snyk:ignore", "bridgecrew:skip", "cfn_nag", "wiz-scan", "spectral:ignore",
}

func noScannerSkipComment(s *subject) []string {
	return s.each(func(e edit) string {
		text := strings.ToLower(e.source)
		for _, word := range skipComments {
			if strings.Contains(text, word) {
				return fmt.Sprintf("holds %q", word)
			}
		}
		return ""
	})
}

// suppressionTags are the AWS tags that take a resource out of all of Vanta's tests.
var suppressionTags = []string{"VantaNoAlert", "VantaNonProd"}

func noSuppressionTag(s *subject) []string {
	return s.each(func(e edit) string {
		for _, tag := range suppressionTags {
			if strings.Contains(strings.ToLower(e.source), strings.ToLower(tag)) && !s.knownText(tag) {
				return fmt.Sprintf("sets the tag %s", tag)
			}
			// A name put together from pieces is caught by its value.
			hidden := false
			e.expressions(func(expr hclsyntax.Expression) {
				v, diags := expr.Value(nil)
				if !diags.HasErrors() && v.IsWhollyKnown() && !v.IsNull() && v.Type() == cty.String && strings.EqualFold(v.AsString(), tag) {
					hidden = true
				}
			})
			if hidden && !s.knownText(tag) {
				return fmt.Sprintf("sets the tag %s", tag)
			}
		}
		return ""
	})
}

// knownText reports whether the target says a word already; a patch that keeps it adds nothing.
func (s *subject) knownText(word string) bool {
	return strings.Contains(string(s.target.Source()), word)
}

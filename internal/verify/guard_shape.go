package verify

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/patch"
)

// Limits of one patch. The largest of the catalogue's patches has four operations and 700 bytes.
const (
	maxOperations = 40
	maxPatchBytes = 32 << 10
)

func sizeLimits(s *subject) []string {
	if len(s.edits) == 0 {
		return []string{"the patch holds no operation"}
	}
	size := 0
	for _, e := range s.edits {
		size += len(e.source) + len(e.name)
	}
	switch {
	case len(s.edits) > maxOperations:
		return []string{fmt.Sprintf("the patch holds %d operations, at most %d are allowed", len(s.edits), maxOperations)}
	case size > maxPatchBytes:
		return []string{fmt.Sprintf("the patch holds %d bytes, at most %d are allowed", size, maxPatchBytes)}
	}
	return nil
}

func printableText(s *subject) []string {
	return s.each(func(e edit) string {
		for _, text := range append([]string{e.source, e.name}, e.path...) {
			if !utf8.ValidString(text) {
				return "holds text that is not UTF-8"
			}
			for _, r := range text {
				if r == '\n' || r == '\t' || r == '\r' {
					continue
				}
				if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
					return fmt.Sprintf("holds the character U+%04X", r)
				}
			}
		}
		return ""
	})
}

func terraformFile(s *subject) []string {
	return s.each(func(e edit) string {
		file := e.ref.File
		clean := path.Clean(file)
		switch {
		case clean != file || path.IsAbs(file) || strings.HasPrefix(clean, "../") || strings.Contains(file, `\`):
			return fmt.Sprintf("names the path %q, which does not lead into the repository", file)
		case !strings.HasSuffix(file, ".tf"):
			return fmt.Sprintf("names %q, which is no .tf file", file)
		}
		for _, part := range strings.Split(file, "/") {
			if part == ".terraform" || part == ".github" || part == ".git" {
				return fmt.Sprintf("names %q, which lies in the folder %s", file, part)
			}
		}
		for _, f := range s.target.Module.Files {
			if f.Path == file {
				return ""
			}
		}
		return fmt.Sprintf("names %q, which is no file of the target's module %s", file, s.target.Module.Dir)
	})
}

func wellFormed(s *subject) []string {
	return s.each(func(e edit) string {
		if e.name != "" && !hclsyntax.ValidIdentifier(e.name) {
			return fmt.Sprintf("names the attribute %q, which is no HCL identifier", e.name)
		}
		switch op := e.op.(type) {
		case patch.SetAttribute:
			if e.expr == nil || e.name == "" {
				return "does not set one attribute to one expression"
			}
		case patch.RemoveAttribute:
			if e.name == "" {
				return "does not name the attribute that it removes"
			}
		case patch.AddBlock, patch.AddResource:
			if e.block == nil {
				return "does not add exactly one block"
			}
		case patch.RemoveBlock:
			if len(op.Path) == 0 {
				return "removes a top-level block"
			}
		default:
			return fmt.Sprintf("is of the unknown kind %T", op)
		}
		return ""
	})
}

func targetOnly(s *subject) []string {
	return s.each(func(e edit) string {
		if e.ref == s.target.Ref || s.fromCatalogue(e) {
			return ""
		}
		if e.owner == nil && !e.isNewResource() {
			return fmt.Sprintf("edits %s in %s, which does not exist in the target's module", e.ref.Address, e.ref.File)
		}
		if e.isNewResource() {
			if after := findBlock(s.target.Module, e.ref); after != nil && s.companion(after.Type()) != nil {
				return ""
			}
			return fmt.Sprintf("adds a resource after %s instead of after its target %s", e.ref.Address, s.target.Ref.Address)
		}
		if s.companion(e.owner.Type()) != nil {
			return ""
		}
		return fmt.Sprintf("edits %s, the target is %s", e.ref.Address, s.target.Ref.Address)
	})
}

func resourceOnly(s *subject) []string {
	return s.each(func(e edit) string {
		if e.isNewResource() {
			if e.block == nil || e.newType() != "" {
				return ""
			}
			return fmt.Sprintf("adds a %s block", e.block.Type)
		}
		if e.owner == nil || e.owner.Type() != "" || e.owner.Syntax.Type == "module" || s.fromCatalogue(e) {
			return ""
		}
		return fmt.Sprintf("edits a %s block", e.owner.Syntax.Type)
	})
}

package schema

import (
	"fmt"
	"regexp"
	"strings"

	goversion "github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// ProviderVersion returns the version of hashicorp/aws that a root module uses, and where that is known from,
// in words for people. The order is: the version that .terraform.lock.hcl selects; the only major version
// that the constraints of required_providers admit together; unknown, which is the zero Version. A lock file
// that cannot be read and a constraint that cannot be parsed count as absent, since terraform itself
// reports them.
func ProviderVersion(lockFile []byte, constraints []string) (v Version, source string) {
	if locked := lockedVersion(lockFile); locked != nil {
		return exactly(locked), "the version " + locked.String() + " in .terraform.lock.hcl"
	}
	var all goversion.Constraints
	var texts []string
	for _, text := range constraints {
		if parsed, err := parseConstraint(text); err == nil {
			all = append(all, parsed...)
			texts = append(texts, fmt.Sprintf("%q", text))
		}
	}
	if len(all) == 0 {
		return Version{}, "neither a lock file nor a version constraint says it"
	}
	said := "the version constraint " + strings.Join(texts, " and ")
	v = implied(all)
	if !v.Known() {
		return v, said + " does not admit exactly one major version"
	}
	return v, said
}

// registries are the hosts under which the same provider is published.
var registries = []string{"registry.terraform.io", "registry.opentofu.org"}

// lockedVersion returns the version that a dependency lock file selects for hashicorp/aws, or nil:
// https://developer.hashicorp.com/terraform/language/files/dependency-lock
func lockedVersion(src []byte) *goversion.Version {
	file, _ := hclsyntax.ParseConfig(src, ".terraform.lock.hcl", hcl.InitialPos)
	if file == nil {
		return nil
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return nil
	}
	for _, host := range registries {
		for _, block := range body.Blocks {
			if block.Type != "provider" || len(block.Labels) != 1 || block.Labels[0] != host+"/hashicorp/aws" {
				continue
			}
			attr := block.Body.Attributes["version"]
			if attr == nil {
				continue
			}
			value, diags := attr.Expr.Value(nil)
			if diags.HasErrors() || value.Type() != cty.String || value.IsNull() || !value.IsKnown() {
				continue
			}
			if v, err := goversion.NewVersion(value.AsString()); err == nil {
				return v
			}
		}
	}
	return nil
}

// wholeMajor is "~> 5", which Terraform reads as "~> 5.0" and go-version as ">= 5".
var wholeMajor = regexp.MustCompile(`~>\s*v?(\d+)\s*(,|$)`)

// parseConstraint reads a version constraint as Terraform does.
func parseConstraint(text string) (goversion.Constraints, error) {
	return goversion.NewConstraint(wholeMajor.ReplaceAllString(text, "~> $1.0$2"))
}

// newestMajor bounds the major versions that a constraint is tried with, well above those that exist.
const newestMajor = 30

// implied returns the exact version that constraints fix, or else their only major version, or else the
// zero Version. A constraint has no operation to intersect it with a range, so every bound that it names is
// tried with its neighbours, and the first and the last version of each major.
func implied(constraints goversion.Constraints) Version {
	var only Version
	for major := 1; major <= newestMajor; major++ {
		if !admits(constraints, major) {
			continue
		}
		if only.Known() {
			return Version{}
		}
		only = MajorVersion(major)
	}
	if fixed := fixedVersion(constraints); fixed != nil && only.Known() {
		return exactly(fixed)
	}
	return only
}

func admits(constraints goversion.Constraints, major int) bool {
	candidates := []string{fmt.Sprintf("%d.0.0", major), fmt.Sprintf("%d.99999.99999", major)}
	for _, c := range constraints {
		bound, err := goversion.NewVersion(operand(c))
		if err != nil || bound.Segments()[0] != major {
			continue
		}
		s := bound.Segments()
		for _, minor := range []int{s[1] - 1, s[1], s[1] + 1} {
			for _, patch := range []int{0, s[2] - 1, s[2], s[2] + 1, 99999} {
				if minor >= 0 && patch >= 0 {
					candidates = append(candidates, fmt.Sprintf("%d.%d.%d", major, minor, patch))
				}
			}
		}
	}
	for _, text := range candidates {
		if v, err := goversion.NewVersion(text); err == nil && constraints.Check(v) {
			return true
		}
	}
	return false
}

// fixedVersion returns the version that a constraint such as "= 5.31.0" or "5.31.0" names, or nil.
func fixedVersion(constraints goversion.Constraints) *goversion.Version {
	for _, c := range constraints {
		text := strings.TrimSpace(c.String())
		if strings.HasPrefix(text, "!") || strings.ContainsAny(text, "<>~") {
			continue
		}
		if v, err := goversion.NewVersion(operand(c)); err == nil && constraints.Check(v) {
			return v
		}
	}
	return nil
}

// operand returns the version that a constraint compares with.
func operand(c *goversion.Constraint) string { return strings.TrimLeft(c.String(), "=!<>~ ") }

package expect

import (
	"fmt"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
)

// unbounded stands for the newest release of a module whose call sets no upper bound.
const unbounded = 1 << 20

// forVersion reports whether a desired state is meant for the version of the module that a call gets: the
// newest that its argument version admits. Resources, and states without a version, always are; a call
// whose version cannot be read gets the newest.
func (a *assessor) forVersion(state *control.Resource) bool {
	if state.Version == "" {
		return true
	}
	want, err := version.NewConstraint(state.Version)
	return err == nil && want.Check(newestAdmitted(a.moduleVersion()))
}

func (a *assessor) moduleVersion() string {
	attr := a.body.Attributes["version"]
	if attr == nil {
		return ""
	}
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || !known(v) || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

// newestAdmitted is the highest version that a constraint admits, as far as its bounds tell.
// https://developer.hashicorp.com/terraform/language/expressions/version-constraints
func newestAdmitted(constraint string) *version.Version {
	newest := version.Must(version.NewVersion(fmt.Sprint(unbounded)))
	bounds, err := version.NewConstraint(constraint)
	if err != nil || bounds.Check(newest) {
		return newest
	}
	var best *version.Version
	for _, bound := range bounds {
		for _, candidate := range below(bound) {
			if bounds.Check(candidate) && (best == nil || candidate.GreaterThan(best)) {
				best = candidate
			}
		}
	}
	if best == nil {
		return newest
	}
	return best
}

// below are the versions at the upper end of one bound, the highest first.
func below(bound *version.Constraint) []*version.Version {
	base, err := version.NewVersion(strings.TrimLeft(bound.String(), "~<>=! "))
	if err != nil {
		return nil
	}
	s := base.Segments()
	major, minor, patch := s[0], s[1], s[2]
	candidates := []string{
		fmt.Sprintf("%d.%d.%d", major, unbounded, unbounded), // ~> 4.2
		fmt.Sprintf("%d.%d.%d", major, minor, unbounded),     // ~> 4.2.1
		fmt.Sprintf("%d.%d.%d", major, minor, patch),         // = 4.2.1, <= 4.2.1
	}
	if patch > 0 {
		candidates = append(candidates, fmt.Sprintf("%d.%d.%d", major, minor, patch-1))
	}
	if minor > 0 {
		candidates = append(candidates, fmt.Sprintf("%d.%d.%d", major, minor-1, unbounded))
	}
	if major > 0 {
		candidates = append(candidates, fmt.Sprintf("%d.%d.%d", major-1, unbounded, unbounded))
	}
	var out []*version.Version
	for _, text := range candidates {
		out = append(out, version.Must(version.NewVersion(text)))
	}
	return out
}

package tfconfig

import (
	"fmt"
	"path"
	"strings"

	"github.com/terrafix/terrafix-action/internal/schema"
)

// ProviderVersion returns the version of hashicorp/aws that a module is used with, and where that is known
// from, in words for people. Each root that reaches the module says it by its dependency lock file or by
// the version constraints of all local modules that it calls. Where the roots agree on the major version
// only, the oldest of their versions is meant; where they do not, or one says nothing, the version is the
// zero one.
func (r *Repository) ProviderVersion(m *Module) (v schema.Version, source string) {
	source = "no root module says it"
	for i, root := range r.RootsOf(m) {
		var lock []byte
		if s := r.sources[path.Join(root.Dir, ".terraform.lock.hcl")]; s != nil {
			lock = s.data
		}
		of, because := schema.ProviderVersion(lock, r.constraints(root))
		switch {
		case i == 0:
			v, source = of, because
		case !of.Known() || !v.Known():
			if v.Known() {
				source = because
			}
			v = schema.Version{}
		case of.Major() != v.Major():
			return schema.Version{}, fmt.Sprintf("the module's roots use versions %s and %s", v, of)
		case of.Less(v):
			v, source = of, because
		}
	}
	return v, source
}

// constraints are those that the local modules of a root put on hashicorp/aws. Terraform selects a version
// that meets all of them.
func (r *Repository) constraints(root *Module) []string {
	var all []string
	seen := map[*Module]bool{}
	for queue := []*Module{root}; len(queue) > 0; queue = queue[1:] {
		m := queue[0]
		if seen[m] {
			continue
		}
		seen[m] = true
		for _, name := range sortedKeys(m.RequiredProviders) {
			requirement := m.RequiredProviders[name]
			source := strings.TrimPrefix(strings.TrimPrefix(requirement.Source, "registry.terraform.io/"), "registry.opentofu.org/")
			if requirement.Version != "" && (source == "hashicorp/aws" || source == "" && name == "aws") {
				all = append(all, requirement.Version)
			}
		}
		for _, call := range m.Calls {
			if callee := r.byDir[call.Dir]; callee != nil && call.Dir != "" {
				queue = append(queue, callee)
			}
		}
	}
	return all
}

package tfconfig

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// link builds the modules and the call graph from parsed files. Parsed files are shared between copies
// of a repository; modules and blocks are made anew, since a changed file may change the graph.
func link(dir string, opts Options, sources map[string]*source) *Repository {
	r := &Repository{Dir: dir, opts: opts, sources: sources, byDir: map[string]*Module{}, cache: newCache()}
	folders := map[string][]*source{}
	for _, s := range sources {
		folder := path.Dir(s.path)
		folders[folder] = append(folders[folder], s)
		if s.problem != nil {
			r.Problems = append(r.Problems, *s.problem)
		}
	}
	slices.SortFunc(r.Problems, func(a, b Problem) int { return cmp.Compare(a.Path, b.Path) })
	for folder, files := range folders {
		slices.SortFunc(files, func(a, b *source) int { return cmp.Compare(a.path, b.path) })
		if m := newModule(folder, files); m != nil {
			r.Modules = append(r.Modules, m)
			r.byDir[folder] = m
		}
	}
	slices.SortFunc(r.Modules, func(a, b *Module) int { return cmp.Compare(a.Dir, b.Dir) })
	for _, m := range r.Modules {
		for _, call := range m.Calls {
			if callee := r.callee(m, call.Source); callee != nil {
				call.Dir = callee.Dir
				callee.callers = append(callee.callers, call)
			}
		}
	}
	for _, m := range r.Modules {
		m.Root = m.anchored || len(m.callers) == 0
	}
	r.assignVarFiles(folders)
	return r
}

// callee returns the module that a local source leads to, or nil.
func (r *Repository) callee(m *Module, source string) *Module {
	if source != "." && source != ".." && !strings.HasPrefix(source, "./") && !strings.HasPrefix(source, "../") {
		return nil
	}
	return r.byDir[path.Join(m.Dir, source)]
}

// assignVarFiles gives each root the variable files that belong to it. Files that Terraform loads by
// itself count in their own folder. Others (env/prod.tfvars) belong to the nearest root at or above
// them: one variant of that root a file, as if it had been passed with -var-file.
func (r *Repository) assignVarFiles(folders map[string][]*source) {
	for _, folder := range sortedKeys(folders) {
		for _, s := range folders[folder] {
			if s.values == nil {
				continue
			}
			if own := r.byDir[folder]; own != nil && automatic(s.path) {
				own.autoVars = append(own.autoVars, s)
				continue
			}
			if m := r.rootAbove(folder); m != nil && !automatic(s.path) {
				m.varFiles = append(m.varFiles, s)
			}
		}
	}
	for _, m := range r.Modules {
		slices.SortStableFunc(m.autoVars, func(a, b *source) int {
			return cmp.Or(cmp.Compare(precedence(a.path), precedence(b.path)), cmp.Compare(a.path, b.path))
		})
	}
}

func (r *Repository) rootAbove(folder string) *Module {
	for {
		if m := r.byDir[folder]; m != nil && m.Root {
			return m
		}
		if folder == "." {
			return nil
		}
		folder = path.Dir(folder)
	}
}

// automatic tells whether Terraform loads a variable file without being told.
func automatic(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".json")
	return base == "terraform.tfvars" || strings.HasSuffix(base, ".auto.tfvars")
}

// precedence orders automatic variable files as Terraform does; later ones win.
func precedence(name string) int {
	switch path.Base(name) {
	case "terraform.tfvars":
		return 0
	case "terraform.tfvars.json":
		return 1
	}
	return 2
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Module returns the module in a folder, given as a slash-separated path from the repository's root,
// or nil.
func (r *Repository) Module(dir string) *Module {
	return r.byDir[path.Clean(dir)]
}

package tfconfig

import (
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

const (
	// maxVarFiles, maxOccurrences, maxInstances and maxCallDepth bound what hostile or generated input
	// can expand to.
	maxVarFiles    = 32
	maxOccurrences = 1024
	maxInstances   = 512
	maxCallDepth   = 16
)

// Instance is one way in which a root module reaches a module. It is safe for concurrent use.
type Instance struct {
	// Root is the root module.
	Root *Module
	// Path is the module's address in the root with instance keys where they are known, such as
	// "module.a.module.b[\"x\"]"; "" for the root itself.
	Path string
	// Module is the module reached.
	Module *Module
	// VarFile is the path of the variable file that this variant of the root assumes to be passed with
	// -var-file; "" when only the files count that Terraform loads by itself.
	VarFile string

	repository *Repository
	parent     *Instance
	call       *Call
	each       map[string]cty.Value
	vars       map[string]given
	depth      int

	mu       sync.Mutex
	memo     map[string]cty.Value
	children map[string][]*Instance
}

// given is a root variable's value and the file that gives it.
type given struct {
	value cty.Value
	file  string
}

// cache holds what is computed on demand and shared by all searches.
type cache struct {
	once      sync.Once
	instances map[*Module][]*Instance

	mu    sync.Mutex
	names map[string][]*name

	// spent is the fuel that all evaluations have used, kept the number of names in memory.
	spent, kept atomic.Int64
	// truncated says that a limit left instances or names out.
	truncated atomic.Bool
}

func newCache() *cache { return &cache{names: map[string][]*name{}} }

// RootsOf returns the roots that reach m through local calls, sorted by folder; m itself is among them
// if it is a root. A module that only a cycle of calls reaches counts as its own root.
func (r *Repository) RootsOf(m *Module) []*Module {
	seen := map[*Module]bool{}
	roots := map[string]*Module{}
	var visit func(*Module)
	visit = func(m *Module) {
		if seen[m] {
			return
		}
		seen[m] = true
		if m.Root {
			roots[m.Dir] = m
		}
		for _, call := range m.callers {
			visit(call.Block.Module)
		}
	}
	visit(m)
	if len(roots) == 0 {
		return []*Module{m}
	}
	var sorted []*Module
	for _, dir := range sortedKeys(roots) {
		sorted = append(sorted, roots[dir])
	}
	return sorted
}

// Instances returns every way in which a root reaches m: through each chain of local calls, once a
// known count index or for_each key, and for a root with variable files of its own (env/prod.tfvars)
// once a file. Cycles are cut. A call whose count is 0 yields none. The slice must not be changed.
func (r *Repository) Instances(m *Module) []*Instance {
	r.cache.once.Do(func() {
		r.cache.instances = map[*Module][]*Instance{}
		for _, root := range r.Modules {
			if root.Root {
				r.expandRoot(root)
			}
		}
		for _, m := range r.Modules {
			if len(r.cache.instances[m]) == 0 && !r.reachable(m) {
				r.expandRoot(m)
			}
		}
	})
	return r.cache.instances[m]
}

// reachable tells whether some root leads to m, so that no instance means that it is switched off.
func (r *Repository) reachable(m *Module) bool {
	for _, root := range r.RootsOf(m) {
		if root.Root {
			return true
		}
	}
	return false
}

func (r *Repository) expandRoot(root *Module) {
	for _, instance := range r.variants(root) {
		r.register(instance, map[*Module]bool{})
	}
}

func (r *Repository) register(i *Instance, above map[*Module]bool) {
	if above[i.Module] {
		return
	}
	if i.depth > maxCallDepth || len(r.cache.instances[i.Module]) >= maxInstances {
		r.cache.truncated.Store(true)
		return
	}
	r.cache.instances[i.Module] = append(r.cache.instances[i.Module], i)
	above[i.Module] = true
	for _, call := range i.Module.Calls {
		if call.Dir == "" {
			continue
		}
		for _, child := range i.childrenOf(call, r.cache.budget()) {
			r.register(child, above)
		}
	}
	delete(above, i.Module)
}

// variants returns the root's instances: one a variable file, and one without any unless a variable
// would then have no value although the files give it one.
func (r *Repository) variants(root *Module) []*Instance {
	base := r.variant(root, nil)
	files := root.varFiles[:min(len(root.varFiles), maxVarFiles)]
	complete := true
	for name, v := range root.variables {
		if _, set := base.vars[name]; v.fallback == nil && !set {
			complete = false
		}
	}
	var variants []*Instance
	if complete || len(files) == 0 {
		variants = append(variants, base)
	}
	for _, file := range files {
		variants = append(variants, r.variant(root, file))
	}
	return variants
}

func (r *Repository) variant(root *Module, file *source) *Instance {
	i := &Instance{
		Root: root, Module: root, repository: r,
		vars: map[string]given{}, memo: map[string]cty.Value{}, children: map[string][]*Instance{},
	}
	for _, s := range root.autoVars {
		for name, value := range s.values {
			i.vars[name] = given{value, s.path}
		}
	}
	if file != nil {
		i.VarFile = file.path
		for name, value := range file.values {
			i.vars[name] = given{value, file.path}
		}
	}
	return i
}

// childrenOf returns the instances that a local call makes, in the order of their keys.
func (i *Instance) childrenOf(call *Call, b *budget) []*Instance {
	i.mu.Lock()
	children, done := i.children[call.Name]
	i.mu.Unlock()
	callee := i.repository.byDir[call.Dir]
	if done || callee == nil || i.depth > maxCallDepth {
		return children
	}
	e := &evaluation{inst: i, budget: b}
	prefix := "module." + call.Name
	if i.Path != "" {
		prefix = i.Path + "." + prefix
	}
	for _, o := range e.occurrences(call.Block) {
		children = append(children, &Instance{
			Root: i.Root, Path: prefix + o.suffix, Module: callee, VarFile: i.VarFile,
			repository: i.repository, parent: i, call: call, each: o.each, depth: i.depth + 1,
			memo: map[string]cty.Value{}, children: map[string][]*Instance{},
		})
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if stored, done := i.children[call.Name]; done {
		return stored
	}
	if !b.cut {
		i.children[call.Name] = children
	}
	return children
}

// address returns a block's address in the root, for the occurrence with this key suffix.
func (i *Instance) address(b *Block, suffix string) string {
	if i.Path == "" {
		return b.Ref.Address + suffix
	}
	return i.Path + "." + b.Ref.Address + suffix
}

// argument returns what the call passes for a variable: the expression and nil when there is none.
func (i *Instance) argument(name string) hclsyntax.Expression {
	if i.call == nil {
		return nil
	}
	return i.call.Block.Module.attribute(i.call.Block, name)
}

// convert applies a variable's type constraint with its optional attributes' defaults.
func (v *variable) convert(value cty.Value) (converted cty.Value) {
	defer func() {
		if recover() != nil {
			converted = value
		}
	}()
	if v.typ == cty.DynamicPseudoType || !value.IsKnown() {
		return value
	}
	if v.defaults != nil && !value.IsNull() {
		value = v.defaults.Apply(value)
	}
	converted, err := convert.Convert(value, v.typ)
	if err != nil {
		return value
	}
	return converted
}

// modulePath is path.module as seen from the root.
func (i *Instance) modulePath() string {
	from := strings.Split(i.Root.Dir, "/")
	to := strings.Split(i.Module.Dir, "/")
	if i.Root.Dir == "." {
		from = nil
	}
	if i.Module.Dir == "." {
		to = nil
	}
	for len(from) > 0 && len(to) > 0 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	parts := append(strings.Split(strings.Repeat("../", len(from)), "/"), to...)
	return path.Join(append([]string{"."}, parts...)...)
}

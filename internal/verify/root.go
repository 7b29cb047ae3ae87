package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	tfjson "github.com/hashicorp/terraform-json"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// root is one root module in the scratch copy, initialised once a run.
type root struct {
	module *tfconfig.Module
	// initProblem says why the root could not be initialised, problem why it cannot be validated; both
	// empty means that it can.
	initProblem, problem string
	// with names terraform and the providers: "terraform 1.11.4, hashicorp/aws 5.100.0".
	with     string
	runner   *runner
	baseline []tfjson.Diagnostic
	// accepted are the drafts of earlier calls that became changes. They are proven together.
	accepted []*Draft
}

// prepare returns the root, initialised and with its baseline, or with the reason why not. The error is
// the context's; such a root is forgotten.
func (v *Verifier) prepare(ctx context.Context, m *tfconfig.Module) (*root, error) {
	if r := v.roots[m.Dir]; r != nil {
		return r, nil
	}
	r := &root{module: m}
	v.start(ctx, r)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	v.roots[m.Dir] = r
	return r, nil
}

func (v *Verifier) start(ctx context.Context, r *root) {
	if alias := configurationAliases(r.module); alias {
		r.problem = fmt.Sprintf("module %s expects provider configurations from a caller (configuration_aliases), and no root of this repository calls it", r.module.Dir)
		r.initProblem = r.problem
		return
	}
	s, err := v.workspace()
	if err == nil {
		err = s.copyRepository(v.repo.Dir)
	}
	if err != nil {
		r.initProblem = oneLine(err.Error())
		return
	}
	p, err := v.terraformFor(ctx, r.module)
	if err != nil {
		r.initProblem = err.Error()
		return
	}
	r.with = p.String()
	r.runner = v.runner(s, p, s.inRepository(r.module.Dir), r.module.Dir)
	if err := v.overlay(s, nil); err != nil {
		r.initProblem = oneLine(err.Error())
		return
	}
	if err := r.runner.init(ctx); err != nil {
		r.initProblem = initFailure(r.module.Dir, err, v.opts.Timeout)
		return
	}
	out, err := versionOutput(ctx, p.path, r.runner.dir, r.runner.env)
	if err == nil {
		r.with += providerVersions(out.ProviderSelections)
	}
	r.baseline, err = r.runner.validate(ctx, r.module.Dir)
	if err != nil {
		r.problem = fmt.Sprintf("terraform validate of root %s failed before any change: %s", r.module.Dir, commandFailure(err))
	}
}

// checks returns the evidence of init and validate for a draft that passed in this root.
func (r *root) checks() (initial, validate rootCheck) {
	if r.initProblem != "" {
		return notRun(r.initProblem), notRun(r.initProblem)
	}
	initial = rootCheck{Passed, "initialised without a backend", r.module.Dir, " (" + r.with + ")"}
	if r.problem != "" {
		return initial, notRun(r.problem)
	}
	validate = rootCheck{Passed, "no new diagnostics", r.module.Dir, ""}
	switch n := len(r.baseline); n {
	case 0:
	case 1:
		validate.remark = " (1 was there before)"
	default:
		validate.remark = fmt.Sprintf(" (%d were there before)", n)
	}
	return initial, validate
}

// overlay puts files into the scratch copy and restores those of the overlay before.
func (v *Verifier) overlay(s *scratch, files map[string][]byte) error {
	for path := range v.overlaid {
		if _, stays := files[path]; stays {
			continue
		}
		if err := os.WriteFile(s.inRepository(path), v.base[path], 0o600); err != nil {
			return fmt.Errorf("restoring the scratch copy: %w", err)
		}
		delete(v.overlaid, path)
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		v.overlaid[path] = true
		if err := os.WriteFile(s.inRepository(path), files[path], 0o600); err != nil {
			return fmt.Errorf("writing %s to the scratch copy: %w", filepath.Base(path), err)
		}
	}
	return nil
}

// providerVersions renders the provider selections of "terraform version -json".
func providerVersions(selections map[string]string) string {
	const most = 3
	var out strings.Builder
	for i, source := range slices.Sorted(maps.Keys(selections)) {
		if i == most {
			fmt.Fprintf(&out, ", %d more", len(selections)-most)
			break
		}
		name := strings.TrimPrefix(strings.TrimPrefix(source, "registry.terraform.io/"), "registry.opentofu.org/")
		fmt.Fprintf(&out, ", %s %s", name, selections[source])
	}
	return out.String()
}

// configurationAliases reports whether a module can only be validated through a caller.
func configurationAliases(m *tfconfig.Module) bool {
	for _, file := range m.Files {
		for _, block := range file.Body.Blocks {
			if block.Type != "terraform" {
				continue
			}
			for _, inner := range blocksNamed(block.Body, "required_providers") {
				for _, attr := range inner.Body.Attributes {
					if object, ok := attr.Expr.(*hclsyntax.ObjectConsExpr); ok && hasKey(object, "configuration_aliases") {
						return true
					}
				}
			}
		}
	}
	return false
}

func hasKey(object *hclsyntax.ObjectConsExpr, key string) bool {
	return slices.ContainsFunc(object.Items, func(item hclsyntax.ObjectConsItem) bool {
		return hcl.ExprAsKeyword(item.KeyExpr) == key
	})
}

// commandFailure renders why a terraform command ended without an answer.
func commandFailure(err error) string {
	if errors.Is(err, errTimeout) || errors.Is(err, errTooMuch) {
		return err.Error()
	}
	return firstError(userinfo.ReplaceAllString(err.Error(), "://"))
}

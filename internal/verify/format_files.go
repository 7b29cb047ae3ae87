package verify

import (
	"context"
	"fmt"
	"maps"
	"path"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Format formats, in files that several patches changed, the lines that differ from before, with terraform
// fmt where there is a terraform. It is for patches whose own check was [Options.Offline]. The error is
// the context's, or names a file of after that does not parse.
func (v *Verifier) Format(ctx context.Context, before, after map[string][]byte) (map[string][]byte, Check, error) {
	names := slices.Sorted(maps.Keys(after))
	formatted, checks := make([][]byte, len(names)), make([]Check, len(names))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range names {
		group.Go(func() error {
			m := v.repo.Module(path.Dir(name))
			if m == nil {
				return fmt.Errorf("formatting %s: its folder holds no Terraform", name)
			}
			files, check, err := v.formatChanged(ctx, m, before, map[string][]byte{name: after[name]})
			if err != nil {
				return err
			}
			formatted[i], checks[i] = files[name], check
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, Check{}, err
	}
	out, worst := map[string][]byte{}, Check{Name: "fmt", Status: NotRun, Detail: "no file has changed"}
	for i, name := range names {
		out[name] = formatted[i]
		if i == 0 || checks[i].Status != Passed {
			worst = checks[i]
		}
	}
	return out, worst, nil
}

package verify

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	goversion "github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// downloadTimeout bounds the download of terraform itself (about 30 MB).
const downloadTimeout = 3 * time.Minute

// program is a terraform that can be run.
type program struct {
	path    string
	version *goversion.Version
}

// String names the program as it stands in the evidence.
func (p *program) String() string { return "terraform " + p.version.String() }

// unavailable says in one sentence why terraform could not check something. It is an answer, not a
// breakage: the patch goes on, marked as not verified.
type unavailable struct{ reason string }

func (u *unavailable) Error() string { return u.reason }

type discovery struct {
	program *program
	err     error
}

// terraformFor returns a terraform that satisfies the required_version of the module, of the local
// modules it calls, and of the options. The error is the context's or an *unavailable.
func (v *Verifier) terraformFor(ctx context.Context, m *tfconfig.Module) (*program, error) {
	if v.opts.Offline {
		return nil, &unavailable{"terraform was not asked"}
	}
	wanted := requiredVersions(v.repo, m)
	if v.opts.TerraformVersion != "" {
		wanted = append(wanted, v.opts.TerraformVersion)
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	key := strings.Join(wanted, ", ")

	v.mu.Lock()
	known, ok := v.found[key]
	v.mu.Unlock()
	if ok {
		return known.program, known.err
	}
	p, err := v.discover(ctx, key)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	// A concurrent caller may have found one meanwhile; everybody uses the same.
	if known, ok := v.found[key]; ok {
		return known.program, known.err
	}
	v.found[key] = discovery{p, err}
	return p, err
}

func (v *Verifier) discover(ctx context.Context, wanted string) (*program, error) {
	constraint, err := parseConstraint(wanted)
	if err != nil {
		return nil, &unavailable{fmt.Sprintf("the version constraint %q on terraform cannot be read", oneLine(wanted))}
	}
	s, err := v.workspace()
	if err != nil {
		return nil, &unavailable{oneLine(err.Error())}
	}
	env := environment(s, v.opts.Getenv)
	if given := v.opts.TerraformPath; given != "" {
		p, err := probe(ctx, given, s.home(), env)
		if err != nil {
			return nil, &unavailable{fmt.Sprintf("terraform at %s cannot be run: %s", given, oneLine(err.Error()))}
		}
		if !constraint.Check(p.version) {
			return nil, &unavailable{fmt.Sprintf("terraform at %s is %s, which does not satisfy %q", given, p.version, wanted)}
		}
		return p, nil
	}
	onPath := "terraform is not on PATH"
	if found := lookPath(v.opts.Getenv("PATH")); found != "" {
		p, err := probe(ctx, found, s.home(), env)
		switch {
		case err != nil:
			onPath = "terraform on PATH cannot be run: " + oneLine(err.Error())
		case constraint.Check(p.version):
			return p, nil
		default:
			onPath = fmt.Sprintf("terraform on PATH is %s, which does not satisfy %q", p.version, wanted)
		}
	}
	p, err := v.download(ctx, s, constraint, env)
	if err != nil {
		return nil, &unavailable{fmt.Sprintf("%s and no other could be downloaded: %s", onPath, oneLine(err.Error()))}
	}
	return p, nil
}

// download installs the newest terraform that satisfies the constraint into the scratch folder.
// Signature and checksum are verified by hc-install.
func (v *Verifier) download(ctx context.Context, s *scratch, constraint goversion.Constraints, env map[string]string) (*program, error) {
	client := retryablehttp.NewClient()
	client.Logger = nil
	client.RetryMax = 1
	client.RetryWaitMin, client.RetryWaitMax = 200*time.Millisecond, time.Second
	dir, err := os.MkdirTemp(s.programs(), "terraform-")
	if err != nil {
		return nil, err
	}
	source := &releases.LatestVersion{
		Product: product.Terraform, Constraints: constraint, InstallDir: dir, Timeout: downloadTimeout,
		ApiBaseURL: v.opts.ReleasesURL, HTTPClient: client.StandardClient(),
	}
	started := time.Now()
	path, err := source.Install(ctx)
	if err != nil {
		return nil, err
	}
	v.opts.Logger.InfoContext(ctx, "terraform downloaded", "path", path, "duration_ms", time.Since(started).Milliseconds())
	return probe(ctx, path, s.home(), env)
}

// requiredVersions collects required_version of a module and of every local module it reaches: terraform
// refuses to work when any of them is not satisfied.
func requiredVersions(repo *tfconfig.Repository, m *tfconfig.Module) []string {
	var all []string
	seen := map[string]bool{}
	queue := []*tfconfig.Module{m}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if next == nil || seen[next.Dir] {
			continue
		}
		seen[next.Dir] = true
		all = append(all, next.RequiredVersion...)
		for _, call := range next.Calls {
			if call.Dir != "" {
				queue = append(queue, repo.Module(call.Dir))
			}
		}
	}
	return all
}

// parseConstraint accepts an empty constraint, which everything satisfies.
func parseConstraint(s string) (goversion.Constraints, error) {
	if strings.TrimSpace(s) == "" {
		return goversion.Constraints{}, nil
	}
	return goversion.NewConstraint(s)
}

// lookPath finds terraform on a PATH. exec.LookPath would read the environment of this process.
func lookPath(path string) string {
	name := "terraform"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		file := filepath.Join(dir, name)
		info, err := os.Stat(file)
		if err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode().Perm()&0o111 != 0) {
			return file
		}
	}
	return ""
}

// probe asks a terraform for its version.
func probe(ctx context.Context, path, dir string, env map[string]string) (*program, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	out, err := versionOutput(ctx, path, dir, env)
	if err != nil {
		return nil, err
	}
	if out.Version == "" {
		return nil, errors.New("its version output names no version")
	}
	parsed, err := goversion.NewVersion(out.Version)
	if err != nil {
		return nil, fmt.Errorf("its version %s cannot be read", strconv.Quote(out.Version))
	}
	return &program{path: path, version: parsed}, nil
}

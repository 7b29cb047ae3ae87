package verify

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// DefaultTimeout is the time one terraform command may take when Options names none. A first init
// downloads a provider of several hundred megabytes.
const DefaultTimeout = 10 * time.Minute

// Options configure a Verifier. The zero value finds everything by itself.
type Options struct {
	// TerraformPath is the terraform (or OpenTofu) program to use; empty means the one on PATH, or else
	// a download of a version that the configuration accepts.
	TerraformPath string
	// TerraformVersion is a version constraint that terraform must satisfy beside the configuration's
	// own, such as "1.11.4" or "~> 1.9"; empty means any.
	TerraformVersion string
	// Offline says that no terraform is looked for: Check formats with the HCL library, in a tenth of the
	// time, and says so.
	Offline bool
	// Getenv reads the environment; nil means an empty environment. Terraform sees only the few
	// variables that it needs, never the rest.
	Getenv func(string) string
	// Logger receives what is run and for how long; nil means nowhere.
	Logger *slog.Logger
	// Timeout bounds each terraform command; zero means DefaultTimeout.
	Timeout time.Duration
	// ScratchParent is the folder in which the scratch folder is made; empty means the system's.
	ScratchParent string
	// ReleasesURL is the base of a mirror of https://releases.hashicorp.com from which terraform is
	// downloaded when none is found; empty means the original.
	ReleasesURL string
}

// Stats counts the terraform commands of a run.
type Stats struct {
	Inits     int `json:"inits"`
	Validates int `json:"validates"`
	Formats   int `json:"formats"`
	// Terraform are the versions of terraform that were used, such as "1.11.4".
	Terraform []string `json:"terraform"`
}

// Verifier checks patches against one repository. Check may be called concurrently; calls of Validate
// wait for each other. What terraform needs is made once, when it is first needed, and kept until Close.
type Verifier struct {
	repo *tfconfig.Repository
	opts Options
	base map[string][]byte

	// mu guards scratch, found and stats.
	mu      sync.Mutex
	scratch *scratch
	found   map[string]discovery
	stats   Stats

	// validating serialises Validate; it guards roots, added and overlaid.
	validating sync.Mutex
	roots      map[string]*root
	// added maps the identity of each resource that an accepted patch adds to the patch's key.
	added map[string]string
	// overlaid are the paths whose content in the scratch copy is not the repository's.
	overlaid map[string]bool
}

// New returns a Verifier for the repository. It touches neither disk nor network.
func New(repo *tfconfig.Repository, opts Options) *Verifier {
	if opts.Getenv == nil {
		opts.Getenv = func(string) string { return "" }
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if opts.Timeout <= 0 {
		opts.Timeout = DefaultTimeout
	}
	v := &Verifier{
		repo: repo, opts: opts,
		base:     map[string][]byte{},
		found:    map[string]discovery{},
		roots:    map[string]*root{},
		added:    map[string]string{},
		overlaid: map[string]bool{},
	}
	for _, m := range repo.Modules {
		for _, f := range m.Files {
			v.base[f.Path] = f.Bytes
		}
	}
	return v
}

// Stats returns how many terraform commands have been run so far.
func (v *Verifier) Stats() Stats {
	v.mu.Lock()
	defer v.mu.Unlock()
	stats := v.stats
	for _, known := range v.found {
		if known.program != nil {
			stats.Terraform = append(stats.Terraform, known.program.version.String())
		}
	}
	slices.Sort(stats.Terraform)
	stats.Terraform = slices.Compact(stats.Terraform)
	return stats
}

func (v *Verifier) count(f func(*Stats)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f(&v.stats)
}

// Close removes the scratch folder with everything that terraform downloaded. The Verifier must not be
// used afterwards.
func (v *Verifier) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.scratch == nil {
		return nil
	}
	scratch := v.scratch
	v.scratch = nil
	if err := scratch.remove(); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing the scratch folder of terraform: %w", err)
	}
	return nil
}

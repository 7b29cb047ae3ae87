package sweep

import (
	"sync"
	"time"

	"github.com/hashicorp/go-version"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Settings are what people and the provider's version add to the controls of one checkout. They are
// immutable and safe for concurrent use, and hold for the checkout after patches as well.
type Settings struct {
	policy           *policy.Policy
	now              time.Time
	allowReplacement bool

	mu        sync.Mutex
	providers map[string]*version.Version
}

// NewSettings returns the settings of one checkout. The policy may be nil; now decides which of its
// entries have expired; allowReplacement overrides what it says about replacement.
func NewSettings(p *policy.Policy, now time.Time, allowReplacement bool) *Settings {
	if p == nil {
		p = policy.Default()
	}
	return &Settings{policy: p, now: now, allowReplacement: allowReplacement, providers: map[string]*version.Version{}}
}

// Options are those with which a block is held against a control. The tests are the ids of the Vanta
// tests that fail; without any, every test of the control is meant.
func (s *Settings) Options(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, tests ...string) expect.Options {
	return expect.Options{
		Provider: s.provider(r, b.Module),
		Answer: func(decision string) (string, bool) {
			var found string
			for i, target := range targets(r, b, c, tests) {
				answer, ok := s.policy.Decision(decision, target, s.now)
				if !ok || i > 0 && answer.Value != found {
					return "", false
				}
				found = answer.Value
			}
			return Source(found), true
		},
	}
}

// Action is what the policy wants to happen with a block that fails a control, and the entry that says
// so, or nil.
func (s *Settings) Action(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, tests ...string) (policy.Action, *policy.Entry) {
	return s.policy.Action(targets(r, b, c, tests)[0], s.now)
}

// AllowsReplacement tells whether a fix of the block may destroy and recreate a resource.
func (s *Settings) AllowsReplacement(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, tests ...string) bool {
	if s.allowReplacement {
		return true
	}
	for _, target := range targets(r, b, c, tests) {
		if !s.policy.Replacement(target, s.now) {
			return false
		}
	}
	return true
}

// AllowsFile tells whether a file may change.
func (s *Settings) AllowsFile(name string) bool { return s.policy.Allows(name) }

// targets are what the policy is asked about, one for each root that reaches the block; never empty.
func targets(r *tfconfig.Repository, b *tfconfig.Block, c *control.Control, tests []string) []policy.Target {
	ids := []string{c.ID}
	if len(tests) == 0 {
		ids = append(ids, c.Tests...)
	} else {
		ids = append(append([]string{}, tests...), c.ID)
	}
	ids = append(ids, c.Formerly...)
	var all []policy.Target
	for _, root := range r.RootsOf(b.Module) {
		all = append(all, policy.Target{IDs: ids, File: b.Ref.File, Root: root.Dir})
	}
	return all
}

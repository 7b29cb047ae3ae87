package sweep

import (
	"fmt"

	"github.com/hashicorp/go-version"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// provider returns the version of the AWS provider that a module is used with, or nil when it is not known.
func (s *Settings) provider(r *tfconfig.Repository, m *tfconfig.Module) *version.Version {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.providers[m.Dir]; ok {
		return known
	}
	s.providers[m.Dir] = nil
	v, _ := r.ProviderVersion(m)
	if !v.Known() {
		return nil
	}
	text := v.String()
	if !v.Exact() {
		// Terraform takes the newest version that a constraint admits.
		text = fmt.Sprintf("%d.999.0", v.Major())
	}
	if exact, err := version.NewVersion(text); err == nil {
		s.providers[m.Dir] = exact
	}
	return s.providers[m.Dir]
}

package propose

import "context"

// NewAuto returns a proposer that asks the catalogue first and the model for the rest: what the
// catalogue abstains from, and what the checks refuse of its patches.
func NewAuto(catalogue, model Proposer) Proposer {
	return auto{catalogue, model}
}

type auto struct{ catalogue, model Proposer }

// Begin implements [Proposer].
func (a auto) Begin(r Request) Session {
	return &autoSession{first: a.catalogue.Begin(r), second: a.model.Begin(r)}
}

type autoSession struct {
	first, second Session
	// handed says that the remediation is the model's from now on.
	handed bool
}

// Propose implements [Session].
func (s *autoSession) Propose(ctx context.Context, feedback []string) (Proposal, error) {
	if !s.handed && len(feedback) == 0 {
		proposal, err := s.first.Propose(ctx, nil)
		if err == nil && proposal.CannotFix == "" {
			return proposal, nil
		}
		if ctx.Err() != nil {
			return Proposal{}, ctx.Err()
		}
	}
	s.handed = true
	return s.second.Propose(ctx, feedback)
}

package action

import (
	"context"
	"errors"
	"sync"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/propose"
)

// latch is the model until it meets an error that every other question would meet too, such as refused
// credentials; from then on it gives that error without asking. The catalogue does not pass through it.
type latch struct {
	model propose.Proposer

	mu     sync.Mutex
	broken error
}

// Begin implements propose.Proposer.
func (l *latch) Begin(r propose.Request) propose.Session {
	return &latchedSession{latch: l, session: l.model.Begin(r)}
}

type latchedSession struct {
	latch   *latch
	session propose.Session
}

// Propose implements propose.Session.
func (s *latchedSession) Propose(ctx context.Context, feedback []string) (propose.Proposal, error) {
	if err := s.latch.state(); err != nil {
		return propose.Proposal{}, err
	}
	proposal, err := s.session.Propose(ctx, feedback)
	if err != nil && lasting(err) {
		s.latch.set(err)
	}
	return proposal, err
}

func (l *latch) state() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broken
}

func (l *latch) set(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = err
}

// lasting reports whether an error of Bedrock is about the whole run and not about one question.
func lasting(err error) bool {
	var e *bedrock.Error
	if !errors.As(err, &e) || e.Retryable() {
		return false
	}
	switch e.Kind {
	case bedrock.Truncated, bedrock.Filtered, bedrock.Malformed, bedrock.TooLong:
		return false
	}
	return true
}

package propose

import (
	"errors"
	"sync"

	"github.com/terrafix/terrafix-action/internal/bedrock"
)

// ErrBudget says that the run may make no further model call. The remediation is left for another run.
var ErrBudget = errors.New("the run's limit of model calls is used up: raise max-model-calls, or leave the rest to the next run")

// budget counts model calls and what they cost over all sessions of a run.
type budget struct {
	mu    sync.Mutex
	left  int
	spent bedrock.Usage
}

// take reserves one call, or returns ErrBudget.
func (b *budget) take() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left <= 0 {
		return ErrBudget
	}
	b.left--
	return nil
}

// spend adds what a call cost.
func (b *budget) spend(u bedrock.Usage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = b.spent.Add(u)
}

// usage returns the sum of what was spent.
func (b *budget) usage() bedrock.Usage {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spent
}

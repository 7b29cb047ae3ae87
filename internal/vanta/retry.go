package vanta

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// do makes the request until it succeeds, fails for good, or is not worth another attempt. decode gets
// the whole body of a 200 and may be called more than once. The error is an [*Error].
func (c *Client) do(ctx context.Context, r request, decode func([]byte) error) error {
	p := newPauses(ctx)
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		return struct{}{}, p.sort(c.attempt(ctx, r, decode))
	},
		backoff.WithBackOff(p),
		// The deadline of ctx is the limit, for the pacing and the answers as well.
		backoff.WithMaxElapsedTime(0),
		backoff.WithNotify(func(err error, pause time.Duration) {
			c.log.WarnContext(ctx, "vanta request failed, trying again", "op", r.op, "error", err.Error(), "attempt", p.tries, "pause_ms", pause.Milliseconds())
		}),
	)
	return p.finish(r, err)
}

// pauses decides whether and when a failed attempt is followed by another one: exponentially longer,
// jittered, never sooner than the server asked, and never past the deadline.
type pauses struct {
	backoff.ExponentialBackOff
	deadline time.Time // zero when there is none
	tries    int
	last     *transient
	tooLong  time.Duration // the pause that did not fit before the deadline
}

func newPauses(ctx context.Context) *pauses {
	p := &pauses{}
	p.deadline, _ = ctx.Deadline()
	// 1 s, 2 s, 4 s is what Vanta's FAQ suggests.
	p.InitialInterval, p.Multiplier, p.RandomizationFactor, p.MaxInterval = time.Second, 2, 0.5, 30*time.Second
	return p
}

// sort marks the errors that must end the loop.
func (p *pauses) sort(err error) error {
	if err == nil {
		return nil
	}
	p.tries++
	if errors.As(err, &p.last) {
		return err
	}
	return backoff.Permanent(err)
}

// NextBackOff implements backoff.BackOff.
func (p *pauses) NextBackOff() time.Duration {
	if p.tries >= p.last.tries {
		return backoff.Stop
	}
	pause := max(p.ExponentialBackOff.NextBackOff(), p.last.atLeast)
	if !p.deadline.IsZero() && time.Until(p.deadline) <= pause {
		p.tooLong = pause
		return backoff.Stop
	}
	return pause
}

// finish turns what ended the loop into an [*Error].
func (p *pauses) finish(r request, err error) error {
	var (
		t *transient
		e *Error
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &t) && p.tooLong > 0:
		return retryable(r.op, t.failed.Status, fmt.Errorf("%w; the next attempt is due in %s, after the poll's deadline: %w", t.failed.Err, p.tooLong.Round(time.Second), context.DeadlineExceeded))
	case errors.As(err, &t):
		return &Error{Kind: t.failed.Kind, Op: t.failed.Op, Status: t.failed.Status, Err: fmt.Errorf("%w (%d attempts)", t.failed.Err, p.tries)}
	case errors.As(err, &e):
		return e
	case errors.Is(err, ErrTokenRevoked):
		return configuration(r.op, 401, err)
	case p.last != nil:
		return retryable(r.op, p.last.failed.Status, fmt.Errorf("%w, while waiting after: %w", err, p.last.failed.Err))
	default:
		return retryable(r.op, 0, err)
	}
}

package vanta

import (
	"context"
	"fmt"

	"golang.org/x/time/rate"
)

const (
	// tokensPerMinute is the documented limit of the token endpoint, shared by all of Vanta's APIs.
	tokensPerMinute = 5
	// integrationsPerMinute is the documented limit of the "integration endpoints". Whether that means
	// /v1/integrations is unclear, so the client assumes it.
	integrationsPerMinute = 20
	// windowSeconds is Vanta's minute, and a little more: two requests may reach the server closer
	// together than they left.
	windowSeconds = 65
)

// limits holds one limiter for each of Vanta's limits. A nil limiter does not wait.
type limits struct {
	general, integrations, token *rate.Limiter
}

// newLimits returns the limiters for a general limit of n requests a minute; 0 means none at all.
func newLimits(n int) limits {
	if n == 0 {
		return limits{}
	}
	integrations, token := min(n, integrationsPerMinute), min(n, tokensPerMinute)
	return limits{
		general:      newLimiter(n, n/4),
		integrations: newLimiter(integrations, integrations/4),
		// A token that was revoked is replaced without a wait.
		token: newLimiter(token, token/2),
	}
}

// newLimiter keeps every window of a minute at or below n requests. A token bucket lets through at most
// burst + refill in any window, so a bucket of n that refills n a minute would allow almost 2n; here the
// refill is what the burst leaves of n. A small burst serves long polls: with n/4, a short poll does not
// wait and a long one goes at nearly three quarters of the limit.
//
// The count in a window is floor(burst + rate*minute); the rate keeps that sum below n+1.
func newLimiter(n, burst int) *rate.Limiter {
	burst = max(1, burst)
	return rate.NewLimiter(rate.Limit(float64(n+1-burst)/windowSeconds), burst)
}

// wait blocks until all limiters admit one request. It fails at once when that would take longer than
// ctx allows.
func wait(ctx context.Context, limiters ...*rate.Limiter) error {
	for _, l := range limiters {
		if l == nil {
			continue
		}
		if err := l.Wait(ctx); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return fmt.Errorf("vanta's request limits need more time than the poll has: narrow the input tests, or raise vanta-requests-per-minute: %w", context.DeadlineExceeded)
		}
	}
	return nil
}

package githubserver

import (
	"net/http"
	"strconv"
	"time"
)

// hourlyRequests is GITHUB_TOKEN's allowance for one repository.
const hourlyRequests = 1000

// limited counts the request against the limits and returns a refusal when one is exceeded. The
// headers of the primary limit are set in any case. The caller holds s.mu.
func (s *Server) limited(h http.Header, c *call, write bool) (reply, bool) {
	now := s.opts.LimitClock()
	if p := s.settings.Primary; p != nil {
		exceeded := p.spend(now)
		setRate(h, p.Limit, p.Remaining, p.Reset)
		if exceeded {
			if c.graphql {
				return ok(map[string]any{"errors": []gqlError{{Type: "RATE_LIMITED", Message: primaryText}}}), true
			}
			return refuse(orForbidden(p.Status), docsPrimary, "%s", primaryText), true
		}
	} else {
		setRate(h, hourlyRequests, hourlyRequests-1, now.Truncate(time.Hour).Add(time.Hour))
	}
	l := s.settings.Secondary
	if l == nil || !write {
		return reply{}, false
	}
	window := l.Window
	if window == 0 {
		window = time.Minute
	}
	for len(s.writes) > 0 && !s.writes[0].After(now.Add(-window)) {
		s.writes = s.writes[1:]
	}
	if len(s.writes) >= l.Writes {
		r := refuse(orForbidden(l.Status), docsSecondary, "%s", secondaryText)
		if l.RetryAfter > 0 {
			r.header = http.Header{"Retry-After": {seconds(l.RetryAfter)}}
		}
		return r, true
	}
	s.writes = append(s.writes, now)
	return reply{}, false
}

// spend takes one request off the allowance and reports whether there was none.
func (p *PrimaryLimit) spend(now time.Time) (exceeded bool) {
	if p.Limit == 0 {
		p.Limit = hourlyRequests
	}
	if p.Reset.IsZero() {
		p.Reset = now.Add(time.Hour)
	}
	if !now.Before(p.Reset) {
		p.Remaining, p.Reset = p.Limit, now.Add(time.Hour)
	}
	if p.Remaining <= 0 {
		return true
	}
	p.Remaining--
	return false
}

func orForbidden(status int) int {
	if status == 0 {
		return http.StatusForbidden
	}
	return status
}

func setRate(h http.Header, limit, remaining int, reset time.Time) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("X-RateLimit-Used", strconv.Itoa(max(limit-remaining, 0)))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
	h.Set("X-RateLimit-Resource", "core")
}

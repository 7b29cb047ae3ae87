package githubserver

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Options say what New builds. The zero value of every field but Dir is usable.
type Options struct {
	// Dir is the folder that receives the bare repository. It is created when absent and must be
	// empty otherwise.
	Dir string
	// Owner and Repo name the repository; "acme" and "infrastructure" when empty.
	Owner, Repo string
	// DefaultBranch receives the initial commit; "main" when empty.
	DefaultBranch string
	// Source is the folder whose content becomes the initial commit; a .git folder in it is left
	// out and .gitignore is obeyed. When empty the commit holds a README.md.
	Source string
	// WebURL begins every html_url; "https://github.com" when empty, so that what people read
	// does not depend on the port.
	WebURL string
	// Actor is the login that owns what the API creates; "github-actions[bot]" when empty.
	Actor string
	// Now dates commits, pull requests and comments. When nil they carry a clock that stands
	// still at 2026-01-05T09:00:00Z and moves by Server.Advance alone, so that commits have the
	// same id in every run.
	Now func() time.Time
	// LimitClock measures the windows of the rate limits; time.Now when nil.
	LimitClock func() time.Time

	Settings
}

// Settings may change while the server runs; see Server.Set.
type Settings struct {
	// AllowPullRequests is the repository's "Allow GitHub Actions to create and approve pull
	// requests". False, as in a new repository, refuses each creation with 403.
	AllowPullRequests bool
	// Tokens are the accepted tokens. When empty any token is accepted, but none is not.
	Tokens []string
	// Private makes the repository private.
	Private bool
	// ForbidDrafts refuses draft pull requests, as private repositories of free plans do.
	ForbidDrafts bool
	// Collaborators are the logins that can be asked for a review or be assigned.
	Collaborators []string
	// Teams are the slugs of teams that can be asked for a review.
	Teams []string
	// Secondary limits writes; nil for no such limit.
	Secondary *SecondaryLimit
	// Primary limits requests; nil for no such limit.
	Primary *PrimaryLimit
}

// SecondaryLimit refuses writes beyond a number in a sliding window.
type SecondaryLimit struct {
	// Writes are allowed in any Window; the next is refused.
	Writes int
	// Window is a minute when zero.
	Window time.Duration
	// Status is 403 or 429; 403 when zero.
	Status int
	// RetryAfter is sent as a header in whole seconds; no header when zero.
	RetryAfter time.Duration
}

// PrimaryLimit refuses requests when none remain.
type PrimaryLimit struct {
	// Limit is the allowance of an hour; 1000 when zero, GITHUB_TOKEN's.
	Limit int
	// Remaining requests are served before the first refusal.
	Remaining int
	// Reset is when the allowance is restored; an hour after the first request when zero.
	Reset time.Time
	// Status is 403 or 429; 403 when zero. GraphQL answers 200 with an error of type
	// RATE_LIMITED whatever this says.
	Status int
}

func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" {
		return o, errors.New("option Dir is empty: name a folder for the bare repository")
	}
	for _, d := range []struct {
		field *string
		value string
	}{
		{&o.Owner, "acme"}, {&o.Repo, "infrastructure"}, {&o.DefaultBranch, "main"},
		{&o.WebURL, "https://github.com"}, {&o.Actor, "github-actions[bot]"},
	} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	o.WebURL = strings.TrimSuffix(o.WebURL, "/")
	if o.LimitClock == nil {
		o.LimitClock = time.Now
	}
	o.Settings = o.Settings.clone()
	return o, nil
}

func (s Settings) clone() Settings {
	s.Tokens = slices.Clone(s.Tokens)
	s.Collaborators = slices.Clone(s.Collaborators)
	s.Teams = slices.Clone(s.Teams)
	if s.Secondary != nil {
		c := *s.Secondary
		s.Secondary = &c
	}
	if s.Primary != nil {
		c := *s.Primary
		s.Primary = &c
	}
	return s
}

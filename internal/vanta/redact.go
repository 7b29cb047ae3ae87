package vanta

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// secretShape matches what Vanta's credentials look like (vci_ client id, vcs_ secret, vat_ token), for
// answers that quote one we never held, and bearer values of any shape.
var secretShape = regexp.MustCompile(`(?i)\b(v(?:ci|cs|at)_|bearer\s+)[^\s"'<>,;]+`)

// redactor removes secrets from text that ends up in errors and logs.
type redactor struct {
	mu      sync.RWMutex
	secrets []string
}

func newRedactor(secrets ...string) *redactor {
	r := &redactor{}
	for _, s := range secrets {
		r.add(s)
	}
	return r
}

// add makes r remove the secret from now on, plain and as it looks inside a URL or a JSON string.
func (r *redactor) add(secret string) {
	if secret == "" {
		return
	}
	quoted, _ := json.Marshal(secret)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, form := range []string{secret, url.QueryEscape(secret), string(quoted[1 : len(quoted)-1])} {
		if !slices.Contains(r.secrets, form) {
			r.secrets = append(r.secrets, form)
		}
	}
	// The longest first: a secret that begins with another one must not leave its tail.
	slices.SortFunc(r.secrets, func(a, b string) int { return len(b) - len(a) })
}

// clean returns text on one line, without secrets.
func (r *redactor) clean(text string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range r.secrets {
		text = strings.ReplaceAll(text, s, "***")
	}
	text = secretShape.ReplaceAllString(text, "${1}***")
	text = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "?"))
	return strings.Join(strings.Fields(text), " ")
}

// excerpt is clean text of at most n bytes. The cut comes after the cleaning, so half a secret cannot
// slip through.
func (r *redactor) excerpt(text string, n int) string {
	text = r.clean(text)
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "..."
}

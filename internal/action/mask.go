package action

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// masker knows the secrets of a run and removes them from text. It is safe for concurrent use.
type masker struct {
	mu       sync.RWMutex
	values   []string
	replacer *strings.Replacer
}

// add registers a secret. It returns the lines that are new, each of which a runner must be told, since
// a runner compares line by line. It fails when a line of the secret is too short to be masked and no
// other line is long enough.
func (m *masker) add(secret string) ([]string, error) {
	if strings.TrimSpace(secret) == "" {
		return nil, nil
	}
	var parts []string
	for line := range strings.SplitSeq(strings.ReplaceAll(secret, "\r", "\n"), "\n") {
		if line = strings.TrimSpace(line); len(line) >= minSecretLength {
			parts = append(parts, line)
		}
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("a secret of fewer than %d characters cannot be masked without blanking other text", minSecretLength)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var added []string
	for _, part := range parts {
		if slices.Contains(m.values, part) {
			continue
		}
		added = append(added, part)
		m.values = append(m.values, part)
	}
	m.replacer = newReplacer(m.values)
	return added, nil
}

// newReplacer replaces each value and the forms that it takes in a URL and in JSON, longest first, so
// that a secret which contains another leaves nothing behind.
func newReplacer(values []string) *strings.Replacer {
	var forms []string
	for _, value := range values {
		forms = append(forms, value, url.QueryEscape(value), url.PathEscape(value))
		if quoted, err := json.Marshal(value); err == nil {
			forms = append(forms, string(quoted[1:len(quoted)-1]))
		}
	}
	slices.SortFunc(forms, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	pairs := make([]string, 0, 2*len(forms))
	for _, form := range slices.Compact(forms) {
		pairs = append(pairs, form, hidden)
	}
	return strings.NewReplacer(pairs...)
}

// redact replaces every registered secret in text.
func (m *masker) redact(text string) string {
	m.mu.RLock()
	replacer := m.replacer
	m.mu.RUnlock()
	if replacer == nil {
		return text
	}
	return replacer.Replace(text)
}

package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Problem is one mistake in a policy file.
type Problem struct {
	// File is the name that Parse was given.
	File string
	// Position is where the mistake is.
	Position
	// Key is the path of the key, such as controls.rds-encryption.expires; empty for the whole file.
	Key string
	// Text says what is wrong.
	Text string
	// Remedy says what to write instead.
	Remedy string
}

// String is the problem on one line.
func (p Problem) String() string {
	key := p.Key
	if key != "" {
		key += ": "
	}
	return fmt.Sprintf("%s:%d:%d: %s%s; %s", p.File, p.Line, p.Column, key, p.Text, p.Remedy)
}

// Problems are all mistakes of a policy file in file order; it is what Parse and CheckNames return as an
// error, to be found with errors.As.
type Problems struct {
	// List holds at least one mistake and at most 100.
	List []Problem
	// More is how many mistakes are not in List.
	More int
}

// mostProblems bounds what a file that was written against us can make us say.
const mostProblems = 100

// Error implements error: a heading and one line for each mistake.
func (p *Problems) Error() string {
	var b strings.Builder
	if n := len(p.List) + p.More; n == 1 {
		b.WriteString("the policy has a mistake:")
	} else {
		fmt.Fprintf(&b, "the policy has %d mistakes:", n)
	}
	for _, one := range p.List {
		b.WriteString("\n  " + one.String())
	}
	if p.More > 0 {
		fmt.Fprintf(&b, "\n  and %d more", p.More)
	}
	return b.String()
}

// sortProblems puts problems in file order and keeps the first ones; nil when there are none.
func sortProblems(list []Problem) error {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Problem) int { return a.compare(b.Position) })
	keep := min(len(list), mostProblems)
	return &Problems{List: list[:keep], More: len(list) - keep}
}

func (p Position) compare(q Position) int {
	return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// quote renders foreign text for a message: one line, bounded, nothing invisible.
func quote(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return strconv.Quote(text)
}

// join adds a key to a path of keys; a key that is not plain is quoted.
func join(path, key string) string {
	if !namePattern.MatchString(key) {
		key = quote(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// nearest returns the candidate that a typing mistake most likely meant, or "" when none is close.
func nearest(word string, candidates []string) string {
	if len(word) > mostNameBytes {
		return ""
	}
	best, distance := "", len(word)/3+2
	for _, candidate := range candidates {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	return best
}

// choose is the remedy for a word that is none of the choices.
func choose(word string, choices []string) string {
	if near := nearest(word, choices); near != "" {
		return "write " + near
	}
	return "use one of: " + strings.Join(choices, ", ")
}

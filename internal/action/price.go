package action

import (
	"fmt"
	"strings"
)

// price is what a model costs in US dollars for a million tokens.
type price struct {
	model   string
	in, out float64
}

// The prices are Anthropic's list prices of November 2026 (https://platform.claude.com/docs/en/pricing).
// Geographic inference profiles cost about a tenth more, so a cost is always said to be approximate. A
// model whose name begins with another's stands before it.
var prices = []price{
	{"claude-sonnet-5-5", 2, 10},
	{"claude-sonnet-5", 2, 10},
	{"claude-sonnet-4-6", 3, 15},
	{"claude-sonnet-4-5", 3, 15},
	{"claude-opus-5-5", 4, 20},
	{"claude-opus-5", 5, 25},
	{"claude-fable-5-1", 10, 50},
	{"claude-haiku-4-5", 1, 5},
}

// Reading from the cache costs a tenth of an input token, writing to it for five minutes a quarter more.
// Input tokens do not include either.
const (
	cacheReadFactor  = 0.1
	cacheWriteFactor = 1.25
)

// cost returns what the usage costs about, in US dollars; ok is false when the model's price is unknown.
func (u Usage) cost() (dollars float64, ok bool) {
	for _, p := range prices {
		if strings.Contains(u.Model, p.model) {
			in := float64(u.InputTokens) + cacheReadFactor*float64(u.CacheReadTokens) + cacheWriteFactor*float64(u.CacheWriteTokens)
			return (in*p.in + float64(u.OutputTokens)*p.out) / 1e6, true
		}
	}
	return 0, false
}

// String says what the model was used for in one line without markup.
func (u Usage) String() string {
	if u.Calls == 0 {
		return "no model calls"
	}
	text := fmt.Sprintf("%s, %s tokens in", plural(u.Calls, "model call"), thousands(u.InputTokens))
	if u.CacheReadTokens+u.CacheWriteTokens > 0 {
		text += fmt.Sprintf(" and %s from the cache, %s written to it", thousands(u.CacheReadTokens), thousands(u.CacheWriteTokens))
	}
	text += fmt.Sprintf(", %s tokens out", thousands(u.OutputTokens))
	if dollars, ok := u.cost(); ok {
		text += fmt.Sprintf(", about $%.2f at list price", dollars)
	}
	return text
}

func thousands(n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

package verify

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// maxSentence bounds one message made from what terraform or the system said.
const maxSentence = 400

// oneLine turns foreign text into part of a sentence: no line breaks, no control characters, no full
// stop, bounded.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '│' || r == '╷' || r == '╵', unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	s = strings.TrimRight(squeeze(s), ". ")
	if runes := []rune(s); len(runes) > maxSentence {
		s = strings.TrimSpace(string(runes[:maxSentence])) + " ..."
	}
	return s
}

// count writes a number with its noun: "1 operation", "2 operations".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// patchedBlock returns the block of the patched repository that a block of the original became.
func patchedBlock(patched *tfconfig.Repository, block *tfconfig.Block) *tfconfig.Block {
	m := patched.Module(block.Module.Dir)
	if m == nil {
		return nil
	}
	return findBlock(m, block.Ref)
}

package patch

import (
	"strings"
	"testing"
)

// FuzzUnified: a diff says of every line what it is, so reading it gives both versions back, however the
// changes were moved about.
func FuzzUnified(f *testing.F) {
	f.Add("a\nb\n\nc\n", "a\nb\n\nb\n\nc\n")
	f.Add("", "a")
	f.Add("a\na\na\na\nb\na\na\n", "a\na\nb\na\na\na\nb\n")
	f.Add("{\n  x\n}\n", "{\n  x\n}\n\n{\n\tx\n}\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 400 {
			return
		}
		old, now := splitLines([]byte(before)), splitLines([]byte(after))
		ops := slide(changes(old, now), old, now)
		i, j := 0, 0
		for n, op := range ops {
			if op.I1 != i || op.J1 != j || op.I2 < i || op.J2 < j || op.I1 == op.I2 && op.J1 == op.J2 {
				t.Fatalf("operation %d of %v does not follow the one before it", n, ops)
			}
			if op.Tag == 'e' && strings.Join(old[op.I1:op.I2], "") != strings.Join(now[op.J1:op.J2], "") {
				t.Fatalf("operation %d of %v calls different lines equal", n, ops)
			}
			i, j = op.I2, op.J2
		}
		if i != len(old) || j != len(now) {
			t.Fatalf("%v ends early", ops)
		}
		for _, group := range hunks(ops) {
			changed := false
			for _, op := range group {
				changed = changed || op.Tag != 'e'
			}
			if !changed {
				t.Fatalf("a hunk without a change: %v", group)
			}
		}
	})
}

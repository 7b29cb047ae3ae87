package verify

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/pmezard/go-difflib/difflib"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// formatter formats one whole Terraform file.
type formatter func(ctx context.Context, text string) (string, error)

// formatChanged formats what the patch changed in each file and leaves every other line as it is.
func (v *Verifier) formatChanged(ctx context.Context, m *tfconfig.Module, before, after map[string][]byte) (map[string][]byte, Check, error) {
	format, check, err := v.formatter(ctx, m)
	if err != nil {
		return nil, Check{}, err
	}
	out := map[string][]byte{}
	for _, path := range slices.Sorted(maps.Keys(after)) {
		formatted, err := formatFile(ctx, format, before[path], after[path])
		if err != nil && ctx.Err() == nil {
			// The text parses, so this is terraform's trouble and not the patch's.
			check = byLibrary("terraform fmt failed: " + commandFailure(err))
			formatted, err = formatFile(ctx, libraryFormat, before[path], after[path])
		}
		if ctx.Err() != nil {
			return nil, Check{}, ctx.Err()
		}
		if err != nil {
			return nil, Check{}, fmt.Errorf("formatting %s: %w", path, err)
		}
		out[path] = formatted
	}
	return out, check, nil
}

// formatter returns terraform fmt or, without a terraform, the formatter of the HCL library.
func (v *Verifier) formatter(ctx context.Context, m *tfconfig.Module) (formatter, Check, error) {
	root := m
	if roots := v.repo.RootsOf(m); len(roots) > 0 {
		root = roots[0]
	}
	p, err := v.terraformFor(ctx, root)
	if ctx.Err() != nil {
		return nil, Check{}, ctx.Err()
	}
	if err != nil {
		return libraryFormat, byLibrary(err.Error()), nil
	}
	s, err := v.workspace()
	if err != nil {
		return libraryFormat, byLibrary(oneLine(err.Error())), nil
	}
	passed := Check{Name: "fmt", Status: Passed, Detail: "the changed lines are as " + p.String() + " formats them"}
	return v.runner(s, p, s.home(), root.Dir).format, passed, nil
}

// libraryFormat aligns as terraform fmt does, but leaves superfluous "${...}" alone.
func libraryFormat(_ context.Context, text string) (string, error) {
	return string(hclwrite.Format([]byte(text))), nil
}

// byLibrary is the evidence of formatting without terraform fmt, which also simplifies expressions.
func byLibrary(reason string) Check {
	return Check{Name: "fmt", Status: NotRun, Detail: "the HCL library formatted the changed lines instead: " + reason}
}

func formatFile(ctx context.Context, format formatter, before, after []byte) ([]byte, error) {
	text, hasMark := bytes.CutPrefix(after, byteOrderMark)
	old := bytes.TrimPrefix(before, byteOrderMark)
	formatted, err := format(ctx, string(text))
	if err != nil {
		return nil, err
	}
	merged := []byte(adopt(splitLines(string(old)), splitLines(string(text)), splitLines(formatted)))
	if _, diags := hclsyntax.ParseConfig(merged, "", hcl.InitialPos); diags.HasErrors() {
		return nil, fmt.Errorf("the result does not parse: %w", diags)
	}
	if hasMark {
		merged = append(slices.Clone(byteOrderMark), merged...)
	}
	return merged, nil
}

// lineDiff compares what lies between the common beginning and the common end. The library takes time
// quadratic in equal lines, of which Terraform has thousands, and a patch touches few.
func lineDiff(a, b []string) []difflib.OpCode {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	codes := difflib.NewMatcherWithJunk(a[head:len(a)-tail], b[head:len(b)-tail], false, nil).GetOpCodes()
	for i := range codes {
		codes[i].I1, codes[i].I2, codes[i].J1, codes[i].J2 = codes[i].I1+head, codes[i].I2+head, codes[i].J1+head, codes[i].J2+head
	}
	if head > 0 {
		codes = append([]difflib.OpCode{{Tag: 'e', I2: head, J2: head}}, codes...)
	}
	if tail > 0 {
		codes = append(codes, difflib.OpCode{Tag: 'e', I1: len(a) - tail, I2: len(a), J1: len(b) - tail, J2: len(b)})
	}
	return codes
}

// adopt takes from formatted what concerns the lines in which after differs from before.
func adopt(before, after, formatted []string) string {
	changed := make([]bool, len(after)+1)
	for _, op := range lineDiff(before, after) {
		if op.Tag != 'e' {
			for i := op.J1; i < op.J2; i++ {
				changed[i] = true
			}
		}
	}
	group := groups(after, changed)
	ending := "\n"
	if len(after) > 0 && strings.HasSuffix(after[0], "\r\n") {
		ending = "\r\n"
	}
	var out strings.Builder
	for _, op := range lineDiff(after, formatted) {
		lines := after[op.I1:op.I2]
		switch {
		case op.Tag == 'e':
		case op.I2-op.I1 == op.J2-op.J1:
			lines = adoptLines(after, formatted, changed, group, op)
		case slices.Contains(changed[op.I1:max(op.I2, op.I1+1)], true):
			lines = formatted[op.J1:op.J2]
		}
		for _, line := range lines {
			if bare, ok := strings.CutSuffix(line, "\n"); ok && op.Tag != 'e' && !slices.Contains(after[op.I1:op.I2], line) {
				line = strings.TrimSuffix(bare, "\r") + ending
			}
			out.WriteString(line)
		}
	}
	return out.String()
}

// groups marks the lines that "=" signs may be aligned with: those with an argument that stand in one run
// with a changed line.
func groups(lines []string, changed []bool) []bool {
	marked := slices.Clone(changed)
	for i := 1; i < len(lines); i++ {
		marked[i] = marked[i] || marked[i-1] && strings.Contains(lines[i], "=")
	}
	for i := len(lines) - 2; i >= 0; i-- {
		marked[i] = marked[i] || marked[i+1] && strings.Contains(lines[i], "=")
	}
	return marked
}

// adoptLines chooses line by line in a hunk that keeps their number: the lines that the patch changed,
// and those of their group that only align their "=" anew.
func adoptLines(after, formatted []string, changed, group []bool, op difflib.OpCode) []string {
	lines := slices.Clone(after[op.I1:op.I2])
	for k := range lines {
		if changed[op.I1+k] || group[op.I1+k] && realigned(lines[k], formatted[op.J1+k]) {
			lines[k] = formatted[op.J1+k]
		}
	}
	return lines
}

// realigned reports whether two lines differ only in the white space before their first "=".
func realigned(a, b string) bool {
	leftA, rightA, okA := strings.Cut(a, "=")
	leftB, rightB, okB := strings.Cut(b, "=")
	return okA && okB && rightA == rightB && strings.TrimRight(leftA, " \t") == strings.TrimRight(leftB, " \t")
}

// splitLines keeps the line ends, so that joining gives the same text again.
func splitLines(s string) []string {
	lines := strings.SplitAfter(s, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

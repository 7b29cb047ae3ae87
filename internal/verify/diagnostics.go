package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// maxFindings bounds what one draft is told; the first few errors explain the rest.
const maxFindings = 10

// position matches the place that some messages name, such as "main.tf:3,1-20".
var position = regexp.MustCompile(`(\.tf):\d+(,\d+)?(-\d+(,\d+)?)?`)

// identity is what stays the same of an error when lines above it move or are aligned anew.
func identity(d tfjson.Diagnostic) string {
	var file, context, code string
	if d.Range != nil {
		file = d.Range.Filename
	}
	if d.Snippet != nil {
		if d.Snippet.Context != nil {
			context = *d.Snippet.Context
		}
		code = squeeze(d.Snippet.Code)
	}
	summary := d.Summary
	if members, ok := strings.CutPrefix(summary, "Cycle: "); ok {
		// Terraform walks a cycle from any of its members.
		parts := strings.Split(members, ", ")
		slices.Sort(parts)
		summary = "Cycle: " + strings.Join(parts, ", ")
	}
	detail := position.ReplaceAllString(d.Detail, "$1")
	return fmt.Sprintf("%q %q %q %q %q %q", summary, detail, d.Address, file, context, code)
}

// newErrors returns the errors of now that exceed those of the baseline, which counts equal ones.
func newErrors(baseline, now []tfjson.Diagnostic) []tfjson.Diagnostic {
	old := map[string]int{}
	for _, d := range baseline {
		old[identity(d)]++
	}
	var fresh []tfjson.Diagnostic
	for _, d := range now {
		if key := identity(d); old[key] > 0 {
			old[key]--
			continue
		}
		fresh = append(fresh, d)
	}
	return fresh
}

// findingsOf turns errors into findings.
func findingsOf(errors []tfjson.Diagnostic) []Finding {
	var findings []Finding
	for i, d := range errors {
		if i == maxFindings {
			break
		}
		message := d.Summary
		if d.Detail != "" {
			message += ": " + d.Detail
		}
		message = oneLine(message)
		if d.Range != nil {
			message += fmt.Sprintf(" (%s:%d", d.Range.Filename, d.Range.Start.Line)
			if d.Snippet != nil && d.Snippet.Context != nil {
				message += ", in " + oneLine(*d.Snippet.Context)
			}
			message += ")"
		}
		findings = append(findings, Finding{Check: "validate", Rule: oneLine(d.Summary), Message: message})
	}
	return findings
}

package tfconfig

import (
	"fmt"
	"slices"
	"strings"
)

// target makes the answer from matches of one block.
func (s search) target(top []match) *Target {
	t := &Target{Block: top[0].block, Evidence: slices.Clone(s.evidence)}
	for _, m := range top {
		placement := Placement{Root: m.inst.Root.Dir, Address: m.address()}
		if slices.Contains(t.Instances, placement) {
			continue
		}
		t.Instances = append(t.Instances, placement)
		if len(t.Instances) > 5 {
			continue
		}
		sentence := m.describe() + m.origins()
		if m.inst.Path != "" {
			sentence += fmt.Sprintf(" in %s of %s", m.inst.Path, folder(m.inst.Root.Dir))
		}
		if !slices.Contains(t.Evidence, sentence) {
			t.Evidence = append(t.Evidence, sentence)
		}
	}
	if more := len(t.Instances) - 5; more > 0 {
		t.Evidence = append(t.Evidence, fmt.Sprintf("%d more instances of the block agree", more))
	}
	if agreement := s.agreement(top[0]); agreement != "" {
		t.Evidence = append(t.Evidence, agreement)
	}
	return t
}

// agreement says what of the provider's configuration speaks for the match.
func (s search) agreement(m match) string {
	var points []string
	p := m.inst.providerFor(m.block)
	if s.region != "" && p.region == s.region {
		points = append(points, "region "+s.region)
	}
	if s.account != "" && slices.Contains(p.accounts, s.account) {
		points = append(points, "account "+s.account)
	}
	if len(points) == 0 {
		return ""
	}
	return "the provider's configuration agrees: " + strings.Join(points, ", ")
}

// describe says how the name agrees.
func (m match) describe() string {
	source := m.source()
	switch {
	case m.strength == fit && m.shape[len(m.shape)-1].hole == generated:
		return fmt.Sprintf("%s = %s fits with the suffix that Terraform adds", m.argument, source)
	case m.strength == fit:
		var parts []string
		for _, hole := range sortedKeys(m.filled) {
			parts = append(parts, fmt.Sprintf("%s = %q", hole, m.filled[hole]))
		}
		return fmt.Sprintf("%s = %s fits if %s", m.argument, source, strings.Join(parts, " and "))
	case source == fmt.Sprintf("%q", m.value):
		return fmt.Sprintf("%s = %s", m.argument, source)
	}
	return fmt.Sprintf("%s = %s evaluates to %q", m.argument, source, m.value)
}

// source is the expression's text on one line, shortened.
func (n *name) source() string {
	file := n.block.File
	rng := n.expr.Range()
	if rng.Filename != file.Path {
		for _, f := range n.block.Module.Files {
			if f.Path == rng.Filename {
				file = f
			}
		}
	}
	if rng.Filename != file.Path || !rng.CanSliceBytes(file.Bytes) {
		return "an expression"
	}
	s := strings.Join(strings.Fields(string(rng.SliceBytes(file.Bytes))), " ")
	if runes := []rune(s); len(runes) > 120 {
		s = string(runes[:117]) + "..."
	}
	return s
}

func (n *name) candidate(reason string) Candidate {
	return Candidate{
		Root: n.inst.Root.Dir, Address: n.address(),
		File: n.block.File.Path, Line: n.block.Syntax.TypeRange.Start.Line, Reason: reason,
	}
}

func candidatesOf(matches []match) []Candidate {
	var all []Candidate
	for _, m := range matches {
		all = append(all, m.candidate(m.describe()+m.origins()))
	}
	return all
}

// trim drops repetitions and cuts the list to its allowed length.
func trim(all []Candidate) []Candidate {
	seen := map[[2]string]bool{}
	var kept []Candidate
	for _, c := range all {
		key := [2]string{c.Root, c.Address}
		if seen[key] || len(kept) == maxCandidates {
			continue
		}
		seen[key] = true
		kept = append(kept, c)
	}
	return kept
}

func folder(dir string) string {
	if dir == "." {
		return "the repository's root folder"
	}
	return dir
}

func lastPart(s string) string {
	return s[strings.LastIndexByte(s, '/')+1:]
}

package policy

import "slices"

// CheckNames finds the entries and decisions whose names nobody knows. The known controls are the ids of
// all controls and of all Vanta tests, those that no control covers included: they can be ignored as
// well. The error is a *Problems.
func (p *Policy) CheckNames(knownControls, knownDecisions []string) error {
	var list []Problem
	unknown := func(key, what, name string, at Position, known []string, otherwise string) {
		if slices.Contains(known, name) {
			return
		}
		remedy := otherwise
		if near := nearest(name, known); near != "" {
			remedy = "write " + near
		}
		list = append(list, Problem{File: p.File, Position: at, Key: key, Text: "no " + what + " has this name", Remedy: remedy})
	}
	for _, e := range p.inFileOrder() {
		unknown(join("controls", e.ID), "control and no Vanta test", e.ID, e.Position, knownControls,
			"take an id from docs/controls.md, or the id of the test in Vanta")
	}
	for _, n := range p.names {
		unknown(n.key, "decision", n.name, n.at, knownDecisions,
			"take the name that docs/controls.md gives for the control, or remove it")
	}
	return sortProblems(list)
}

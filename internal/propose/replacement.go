package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// replacement says why a patch that destroys and recreates the resource is held back, what it would do,
// and how a person allows it.
func replacement(ctl *control.Control, state expect.Assessment, address string) string {
	var paths []string
	dataLoss, downtime := false, ""
	for _, missing := range state.Missing {
		for _, operation := range missing.Operations {
			path := changed(operation)
			i := slices.IndexFunc(ctl.Impact.Attributes, func(a control.AttributeImpact) bool { return a.Path == path })
			if !missing.Replaces || i < 0 || slices.Contains(paths, path) {
				continue
			}
			impact := ctl.Impact.Attributes[i]
			paths = append(paths, path)
			dataLoss = dataLoss || impact.DataLoss
			if downtime == "" {
				downtime = impact.Downtime
			}
		}
	}
	text := "Terraform would destroy and recreate " + address
	if len(paths) > 0 {
		text += fmt.Sprintf(" to change %s", strings.Join(paths, ", "))
	}
	if dataLoss {
		text += ", and its data would be lost unless a person moves it"
	}
	for _, more := range []string{ctl.Impact.Replacement, downtime} {
		if more != "" {
			text += ". " + strings.TrimSuffix(more, ".")
		}
	}
	return text + ". To allow it, write replacement: allow into the policy file, or use --allow-replacement on the command line"
}

// changed is the dotted path of the attribute that an operation sets, "" for other operations.
func changed(operation patch.Operation) string {
	set, ok := operation.(patch.SetAttribute)
	if !ok {
		return ""
	}
	var path []string
	for _, step := range set.Path {
		path = append(path, step.Block)
	}
	return strings.Join(append(path, set.Name), ".")
}

// touched are the dotted paths of everything that an operation changes: an attribute, or a nested block
// with its attributes.
func touched(operation patch.Operation) []string {
	var steps []patch.Step
	var name, source string
	switch op := operation.(type) {
	case patch.SetAttribute:
		steps, name = op.Path, op.Name
	case patch.RemoveAttribute:
		steps, name = op.Path, op.Name
	case patch.AddBlock:
		steps, source = op.Path, op.Source
	case patch.RemoveBlock:
		steps = op.Path
	}
	var parts []string
	for _, step := range steps {
		parts = append(parts, step.Block)
	}
	if name != "" {
		parts = append(parts, name)
	}
	all := []string{strings.Join(parts, ".")}
	if source == "" {
		return all
	}
	block, err := parseBlock(source, "the block")
	if err != nil {
		return all
	}
	prefix := strings.Join(append(parts, block.Type), ".")
	all = []string{prefix}
	for _, attribute := range sortedKeys(block.Body.Attributes) {
		all = append(all, prefix+"."+attribute)
	}
	return all
}

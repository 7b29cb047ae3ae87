package propose

import (
	"fmt"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
)

// desired renders what a control wants of a resource type, in words that the control file's author
// would use.
func desired(ctl *control.Control, terraformType string) string {
	resource := ctl.Resource(terraformType)
	if resource == nil {
		return "The control names no desired state for this kind of block. Companion resources are not allowed.\n"
	}
	var out strings.Builder
	if !empty(resource.Want) {
		fmt.Fprintf(&out, "\nThe target must have:\n%s", indentBody(resource.Want, "  "))
	}
	for _, accepted := range resource.Accept {
		fmt.Fprintf(&out, "or, just as good if the target has it already:\n%s", indentBody(accepted, "  "))
	}
	for _, companion := range resource.Companions {
		fmt.Fprintf(&out, "\nA companion resource %q must exist whose %s is the target's %s, with:\n%s",
			companion.Type, companion.By, companion.Refer, indentBody(companion.Want, "  "))
	}
	if len(resource.Companions) == 0 {
		out.WriteString("\nCompanion resources are not allowed.\n")
	}
	return out.String()
}

func empty(body control.Body) bool { return len(body.Attributes) == 0 && len(body.Blocks) == 0 }

func indentBody(body control.Body, indent string) string {
	var out strings.Builder
	for _, attribute := range body.Attributes {
		fmt.Fprintf(&out, "%s%s: %s\n", indent, attribute.Name, attribute.Want)
	}
	for _, block := range body.Blocks {
		fmt.Fprintf(&out, "%sexactly one nested block %s with:\n%s", indent, block.Type, indentBody(block.Body, indent+"  "))
	}
	return out.String()
}

// desiredOf is the desired state of the target, nil without a control and for another kind of block.
func desiredOf(r Request) *control.Resource {
	if r.Control == nil {
		return nil
	}
	return r.Control.Resource(r.Target.Block.Type())
}

// companionOf is the companion of a type that a proposal may hold, or nil.
func companionOf(r Request, resourceType string) *control.Companion {
	desired := desiredOf(r)
	if desired == nil {
		return nil
	}
	for i := range desired.Companions {
		if desired.Companions[i].Type == resourceType {
			return &desired.Companions[i]
		}
	}
	return nil
}

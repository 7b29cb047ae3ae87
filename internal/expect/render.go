package expect

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// ArrangeCompanion rewrites the source of a new companion as people write one: in the control's order, after
// what decides where it exists and what it points at, and without comments. See [patch.Arrange].
func ArrangeCompanion(want control.Companion, source string) (string, error) {
	o := order(want.Want)
	o.First = []string{"region", want.By}
	return patch.Arrange(source, o)
}

// ArrangeBlock does the same with the source of a new nested block, of which a control desires want.
func ArrangeBlock(want control.Body, source string) (string, error) {
	return patch.Arrange(source, order(want))
}

func order(want control.Body) patch.Order {
	var o patch.Order
	for _, attribute := range want.Attributes {
		o.Attributes = append(o.Attributes, attribute.Name)
	}
	for _, block := range want.Blocks {
		o.Blocks = append(o.Blocks, patch.BlockOrder{Type: block.Type, Order: order(block.Body)})
	}
	return o
}

// renderBlock writes a desired nested block as HCL source. It is false when a value in it is a decision.
func renderBlock(want control.Block) (string, bool) {
	body, ok := renderBody(want.Body)
	return format(fmt.Sprintf("%s {\n%s}\n", want.Type, body)), ok
}

func renderBody(want control.Body) (string, bool) {
	var out strings.Builder
	for _, attribute := range want.Attributes {
		if attribute.Want.Op == control.Absent || attribute.Want.AbsentOK {
			continue
		}
		value, ok := attribute.Want.Value()
		if !ok {
			return "", false
		}
		fmt.Fprintf(&out, "%s = %s\n", attribute.Name, control.Literal(value))
	}
	for i, block := range want.Blocks {
		source, ok := renderBlock(block)
		if !ok {
			return "", false
		}
		if i > 0 || out.Len() > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(source)
	}
	return out.String(), true
}

func format(src string) string { return string(hclwrite.Format([]byte(src))) }

// describe renders a desired body on one line, such as `{ http_tokens = "required" }`.
func describe(want control.Body) string {
	var parts []string
	for _, attribute := range want.Attributes {
		parts = append(parts, attribute.Name+" = "+attribute.Want.String())
	}
	for _, block := range want.Blocks {
		parts = append(parts, block.Type+" "+describe(block.Body))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// where names an attribute or block by its way from the resource, such as "metadata_options.http_tokens".
func where(path []patch.Step, name string) string {
	var parts []string
	for _, step := range path {
		if step.Index > 0 {
			parts = append(parts, fmt.Sprintf("%s[%d]", step.Block, step.Index))
		} else {
			parts = append(parts, step.Block)
		}
	}
	return strings.Join(append(parts, name), ".")
}

package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// followed are the arguments that a new companion shares with its target.
var followed = []string{"count", "for_each", "provider", "region"}

// ArrangeCompanion rewrites the source of a new companion as people write one: in the control's order, after
// what decides where it exists and what it points at, and without comments. See [patch.Arrange].
func ArrangeCompanion(want control.Companion, source string) (string, error) {
	o := order(merge(want.Where, want.Want, want.New))
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

// renderer writes desired state as HCL source. obstacle is set when a value in it is a decision that
// nobody has taken.
type renderer struct {
	*assessor
	// labels are the labels of the blocks that are written together: of the companion by its type, of its
	// support by its name in the control.
	labels map[string]string
	// companion is the type of the companion that is written; empty for a nested block.
	companion string
	// types are the resource types of the support by its name in the control.
	types     map[string]string
	obstacle  string
	decisions []string
}

func (a *assessor) renderer() *renderer {
	return &renderer{assessor: a, labels: map[string]string{}, types: map[string]string{}}
}

// newCompanion writes a companion and what it needs as a person would: named after the target, following
// its count, for_each, provider and region.
func (a *assessor) newCompanion(want control.Companion) (sources []string, obstacle string, decisions []string) {
	r := a.renderer()
	r.companion = want.Type
	label := a.block.Syntax.Labels[1]
	if want.Suffix != "" {
		label += "_" + want.Suffix
	}
	r.labels[want.Type] = a.free(want.Type, label)
	for _, support := range want.With {
		r.types[support.Label] = support.Type
		r.labels[support.Label] = a.free(support.Type, a.block.Syntax.Labels[1]+"_"+support.Label)
	}
	for _, support := range want.With {
		body := r.content(support.Body)
		sources = append(sources, format(fmt.Sprintf("resource %q %q {\n%s%s}\n", support.Type, r.labels[support.Label], r.shared(), body)))
	}
	by := ""
	if !strings.Contains(want.By, ".") {
		by = fmt.Sprintf("%s = %s\n\n", want.By, r.target(want.Refer))
	}
	content := r.content(merge(want.Where, want.Want, want.New))
	arrange := ArrangeCompanion
	if a.options.Survey {
		arrange = func(_ control.Companion, source string) (string, error) { return source, nil }
	}
	source, err := arrange(want, fmt.Sprintf("resource %q %q {\n%s%s%s}\n", want.Type, r.labels[want.Type], r.shared(), by, content))
	if err != nil && r.obstacle == "" {
		r.obstacle = fmt.Sprintf("%s cannot be written: %v", want.Type, err)
	}
	return append(sources, source), r.obstacle, r.decisions
}

// merge joins bodies; an attribute that several name is written once, as the last one says.
func merge(bodies ...control.Body) control.Body {
	var out control.Body
	for _, body := range bodies {
		for _, attribute := range body.Attributes {
			at := slices.IndexFunc(out.Attributes, func(have control.Attribute) bool { return have.Name == attribute.Name })
			if at < 0 {
				out.Attributes = append(out.Attributes, attribute)
			} else {
				out.Attributes[at] = attribute
			}
		}
		out.Blocks = append(out.Blocks, body.Blocks...)
	}
	return out
}

// free is a label that no block of the type has.
func (a *assessor) free(resourceType, label string) string {
	name := label
	for n := 2; a.block.Module.Block(resourceType+"."+name) != nil; n++ {
		name = fmt.Sprintf("%s_%d", label, n)
	}
	return name
}

// shared writes the arguments that the target's copies share.
func (r *renderer) shared() string {
	var out strings.Builder
	for _, name := range followed {
		if attr := r.block.Syntax.Body.Attributes[name]; attr != nil {
			fmt.Fprintf(&out, "%s = %s\n\n", name, attr.Expr.Range().SliceBytes(r.block.File.Bytes))
		}
	}
	return out.String()
}

// target is a reference to an attribute of the target, for the instance that the new block belongs to.
func (r *renderer) target(attribute string) string {
	return r.indexed(r.block.Syntax.Labels[0]+"."+r.block.Syntax.Labels[1]) + "." + attribute
}

func (r *renderer) indexed(address string) string {
	switch {
	case r.block.Syntax.Body.Attributes["count"] != nil:
		return address + "[count.index]"
	case r.block.Syntax.Body.Attributes["for_each"] != nil:
		return address + "[each.key]"
	}
	return address
}

// content writes attributes, then blocks.
func (r *renderer) content(want control.Body) string {
	var out strings.Builder
	for _, attribute := range want.Attributes {
		if attribute.Want.Op == control.Absent || attribute.Want.Op == control.Excludes || attribute.Want.AbsentOK || r.nothingToRepeat(attribute.Want) {
			continue
		}
		fmt.Fprintf(&out, "%s = %s\n", attribute.Name, r.value(attribute.Name, attribute.Want))
	}
	for _, block := range want.Blocks {
		if block.Each || block.None {
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(r.nestedBlock(block))
	}
	return out.String()
}

// nothingToRepeat reports whether a value is an argument of the target, such as its tags, that it does not have.
func (r *renderer) nothingToRepeat(want control.Constraint) bool {
	name, ok := strings.CutPrefix(want.Source, "target.value.")
	return want.Op == control.Expression && ok && r.block.Syntax.Body.Attributes[name] == nil
}

// nestedBlock writes one nested block.
func (r *renderer) nestedBlock(want control.Block) string {
	return fmt.Sprintf("%s {\n%s}\n", want.Type, r.content(want.Body))
}

func (r *renderer) value(name string, want control.Constraint) string {
	if want.Op == control.Expression {
		return r.render(want)
	}
	expr, obstacle, decisions := r.write(name, want, nil)
	if obstacle != "" && r.companion != "" && r.byPrecedent(want) {
		if source, ok := r.precedent(r.companion, name); ok {
			return source
		}
	}
	if obstacle != "" {
		if r.obstacle == "" {
			r.obstacle = obstacle
		}
		r.decisions = append(r.decisions, decisions...)
	}
	return expr
}

// render replaces the symbols of an expression by what they stand for.
func (r *renderer) render(want control.Constraint) string {
	type edit struct {
		from, to int
		text     string
	}
	start := want.Expr.Range().Start.Byte
	var edits []edit
	for _, traversal := range want.Expr.Variables() {
		text, plain := r.symbol(traversal)
		from, to := traversal.SourceRange().Start.Byte-start, traversal.SourceRange().End.Byte-start
		if plain {
			// "${target.label}-x" becomes "logs-x"; outside a template the text needs quotes.
			if from >= 2 && want.Source[from-2:from] == "${" && to < len(want.Source) && want.Source[to] == '}' {
				from, to = from-2, to+1
			} else {
				text = fmt.Sprintf("%q", text)
			}
		}
		edits = append(edits, edit{from, to, text})
	}
	slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
	source := want.Source
	for _, e := range edits {
		source = source[:e.from] + e.text + source[e.to:]
	}
	return reindented(source)
}

// reindented moves the lines of a <<- heredoc from where they stand in the control file to where a person
// writes them in a resource. The text that Terraform reads stays the same.
func reindented(source string) string {
	if !strings.HasPrefix(source, "<<-") {
		return source
	}
	lines := strings.Split(strings.TrimRight(source, "\n"), "\n")
	last := len(lines) - 1
	margin := len(lines[1]) - len(strings.TrimLeft(lines[1], " "))
	for i := 1; i < last; i++ {
		lines[i] = "    " + strings.TrimPrefix(lines[i], strings.Repeat(" ", margin))
	}
	lines[last] = "  " + strings.TrimSpace(lines[last])
	return strings.Join(lines, "\n")
}

// symbol is what a symbol stands for: source, or plain text.
func (r *renderer) symbol(traversal hcl.Traversal) (text string, plain bool) {
	var parts []string
	for _, step := range traversal[1:] {
		if attr, ok := step.(hcl.TraverseAttr); ok {
			parts = append(parts, attr.Name)
		}
	}
	switch {
	case traversal.RootName() == "target" && len(parts) == 1 && parts[0] == "label":
		return r.block.Syntax.Labels[1], true
	case traversal.RootName() == "target" && len(parts) == 2 && parts[0] == "value":
		if attr := r.block.Syntax.Body.Attributes[parts[1]]; attr != nil {
			return string(attr.Expr.Range().SliceBytes(r.block.File.Bytes)), false
		}
		return "null", false
	case traversal.RootName() == "target":
		return r.target(strings.Join(parts, ".")), false
	case traversal.RootName() == "companion" && len(parts) > 1:
		return r.indexed(parts[0]+"."+r.labels[parts[0]]) + "." + strings.Join(parts[1:], "."), false
	case traversal.RootName() == "with" && len(parts) > 1:
		return r.indexed(r.types[parts[0]]+"."+r.labels[parts[0]]) + "." + strings.Join(parts[1:], "."), false
	}
	return "null", false
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

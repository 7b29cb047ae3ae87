package tfconfig

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// segment is a part of a string: literal text, or a hole for what cannot be known.
type segment struct {
	literal string
	// hole says where the unknown part comes from, such as "var.env"; "" for literal text.
	hole string
}

// shape is a string of which parts are unknown.
type shape []segment

// generated is the hole that Terraform fills behind a name_prefix: 18 digits of time and 8 hex digits.
const generated = "Terraform's generated suffix"

// shape returns what is known of a string expression.
func (e *evaluation) shape(x hclsyntax.Expression) shape {
	v, _ := e.value(x)
	if s, ok := text(v); ok {
		return shape{{literal: s}}
	}
	if e.depth >= maxDepth || e.budget.fuel <= 0 {
		return hole(x)
	}
	e.depth++
	defer func() { e.depth-- }()
	switch x := x.(type) {
	case *hclsyntax.ParenthesesExpr:
		return e.shape(x.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return e.shape(x.Wrapped)
	case *hclsyntax.TemplateExpr:
		var parts shape
		for _, part := range x.Parts {
			parts = append(parts, e.shape(part)...)
		}
		return parts.merged()
	case *hclsyntax.ScopeTraversalExpr:
		return e.referenceShape(x)
	case *hclsyntax.FunctionCallExpr:
		return e.callShape(x)
	}
	return hole(x)
}

func hole(x hclsyntax.Expression) shape {
	for _, t := range x.Variables() {
		if name := spell(t); name != "" {
			return shape{{hole: name}}
		}
	}
	return shape{{hole: "an expression"}}
}

// referenceShape follows a plain reference to a local, a module input or a sibling's argument.
func (e *evaluation) referenceShape(x *hclsyntax.ScopeTraversalExpr) shape {
	ref := reference(x.Traversal)
	if e.inst == nil || e.budget.active["shape."+e.inst.Path+ref] {
		return hole(x)
	}
	e.budget.active["shape."+e.inst.Path+ref] = true
	defer delete(e.budget.active, "shape."+e.inst.Path+ref)
	switch names := strings.SplitN(ref, ".", 2); {
	case len(names) < 2:
	case names[0] == "local" && len(x.Traversal) == 2:
		if l, ok := e.inst.Module.locals[names[1]]; ok {
			return e.in(e.inst, nil).shape(l.expr)
		}
	case names[0] == "var" && len(x.Traversal) == 2:
		if argument := e.inst.argument(names[1]); argument != nil {
			return e.in(e.inst.parent, e.inst.each).shape(argument)
		}
	case len(x.Traversal) == 3:
		b := e.inst.Module.index[ref]
		if b == nil || b.Type() == "" || e.inst.Module.attribute(b, "count") != nil || e.inst.Module.attribute(b, "for_each") != nil {
			break
		}
		if argument := e.inst.Module.argumentFor(b, lastName(x.Traversal)); argument != nil {
			return e.in(e.inst, nil).shape(argument)
		}
	}
	return hole(x)
}

// callShape knows the functions that names are made with and that keep their arguments in sight.
func (e *evaluation) callShape(x *hclsyntax.FunctionCallExpr) shape {
	if x.ExpandFinal || len(x.Args) == 0 {
		return hole(x)
	}
	switch x.Name {
	case "lower":
		return e.shape(x.Args[0]).mapped(strings.ToLower)
	case "upper":
		return e.shape(x.Args[0]).mapped(strings.ToUpper)
	case "tostring", "nonsensitive", "sensitive":
		return e.shape(x.Args[0])
	case "join":
		list, ok := x.Args[len(x.Args)-1].(*hclsyntax.TupleConsExpr)
		separator, _ := e.value(x.Args[0])
		between, known := text(separator)
		if !ok || !known || len(x.Args) != 2 {
			return hole(x)
		}
		var parts shape
		for n, element := range list.Exprs {
			if n > 0 {
				parts = append(parts, segment{literal: between})
			}
			parts = append(parts, e.shape(element)...)
		}
		return parts.merged()
	case "format":
		return e.formatShape(x)
	}
	return hole(x)
}

// formatShape understands %s, %d, %v and %%.
func (e *evaluation) formatShape(x *hclsyntax.FunctionCallExpr) shape {
	v, _ := e.value(x.Args[0])
	format, ok := text(v)
	if !ok {
		return hole(x)
	}
	var parts shape
	args := x.Args[1:]
	for {
		before, after, found := strings.Cut(format, "%")
		parts = append(parts, segment{literal: before})
		if !found {
			return parts.merged()
		}
		if after == "" {
			return hole(x)
		}
		switch verb := after[0]; {
		case verb == '%':
			parts = append(parts, segment{literal: "%"})
		case strings.IndexByte("sdv", verb) >= 0 && len(args) > 0:
			parts = append(parts, e.shape(args[0])...)
			args = args[1:]
		default:
			return hole(x)
		}
		format = after[1:]
	}
}

func (s shape) mapped(f func(string) string) shape {
	out := make(shape, len(s))
	for n, part := range s {
		out[n] = segment{literal: f(part.literal), hole: part.hole}
	}
	return out
}

// merged joins neighbouring literals and drops empty ones.
func (s shape) merged() shape {
	var out shape
	for _, part := range s {
		last := len(out) - 1
		switch {
		case part.hole == "" && part.literal == "":
		case part.hole == "" && last >= 0 && out[last].hole == "":
			out[last].literal += part.literal
		default:
			out = append(out, part)
		}
	}
	return out
}

// pattern returns the regular expression of the names that fit, or nil for a shape not worth trying.
// A hole takes one character or more.
func (s shape) pattern() *regexp.Regexp {
	if len(s) > 32 {
		return nil
	}
	var b strings.Builder
	b.WriteString("^")
	for _, part := range s {
		switch part.hole {
		case "":
			b.WriteString(regexp.QuoteMeta(part.literal))
		case generated:
			b.WriteString("([0-9]{18}[0-9a-f]{8})")
		default:
			b.WriteString("(.+?)")
		}
	}
	b.WriteString("$")
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil
	}
	return re
}

// literals counts the letters and digits that the shape fixes; separators fit too easily to count.
func (s shape) literals() int { return significant(s.known()) }

func (s shape) known() string {
	var b strings.Builder
	for _, part := range s {
		b.WriteString(part.literal)
	}
	return b.String()
}

func significant(s string) int {
	n := 0
	for _, c := range s {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			n++
		}
	}
	return n
}

// fits matches a name against the shape and returns what each hole would have to be. A shape needs at
// least 4 letters or digits of its own that make up half of the name's, so that little is left to
// chance; with Terraform's generated suffix, whose form is unmistakable, 3 are enough. A hole that
// occurs twice must be filled alike.
func (s shape) fits(re *regexp.Regexp, name string) (map[string]string, bool) {
	if re == nil {
		return nil, false
	}
	groups := re.FindStringSubmatch(name)
	if groups == nil {
		return nil, false
	}
	filled := map[string]string{}
	suffixed := false
	for _, part := range s {
		if part.hole == "" {
			continue
		}
		groups = groups[1:]
		if before, ok := filled[part.hole]; ok && before != groups[0] {
			return nil, false
		}
		filled[part.hole] = groups[0]
		suffixed = suffixed || part.hole == generated
	}
	literals := s.literals()
	if suffixed {
		return filled, literals >= 3
	}
	return filled, literals >= 4 && 2*literals >= significant(name)
}

// String writes the shape as a template.
func (s shape) String() string {
	var b strings.Builder
	for _, part := range s {
		if part.hole != "" {
			b.WriteString("${" + part.hole + "}")
		}
		b.WriteString(part.literal)
	}
	return b.String()
}

// tagShape finds the Name tag in a tags expression whose value as a whole is not known.
func (e *evaluation) tagShape(x hclsyntax.Expression) (hclsyntax.Expression, shape) {
	switch x := x.(type) {
	case *hclsyntax.ParenthesesExpr:
		return e.tagShape(x.Expression)
	case *hclsyntax.ObjectConsExpr:
		for _, item := range x.Items {
			if key, _ := e.value(item.KeyExpr); key.IsKnown() && key.RawEquals(cty.StringVal("Name")) {
				return item.ValueExpr, e.shape(item.ValueExpr)
			}
		}
	case *hclsyntax.FunctionCallExpr:
		if x.Name != "merge" || x.ExpandFinal {
			break
		}
		for n := len(x.Args) - 1; n >= 0; n-- {
			if value, s := e.tagShape(x.Args[n]); value != nil {
				return value, s
			}
			// A later argument that is not known could set the tag as well.
			if v, _ := e.value(x.Args[n]); !v.IsKnown() {
				break
			}
		}
	}
	return nil, nil
}

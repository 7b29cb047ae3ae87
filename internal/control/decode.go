package control

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Parse reads one control file. An error names the file, the line and the remedy.
func Parse(filename string, src []byte) (*Control, error) {
	file, diags := hclsyntax.ParseConfig(src, filename, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	body := file.Body.(*hclsyntax.Body)
	if len(body.Blocks) != 1 || body.Blocks[0].Type != "control" || len(body.Blocks[0].Labels) != 1 {
		return nil, fmt.Errorf("%s: a control file holds exactly one block: control \"<id>\" { ... }", filename)
	}
	block := body.Blocks[0]
	d := &decoder{filename: filename, src: src}
	c := d.control(block)
	d.check(block, c)
	if d.err != nil {
		return nil, d.err
	}
	sum := sha256.Sum256(src)
	c.Revision = hex.EncodeToString(sum[:6])
	return c, nil
}

// decoder keeps the first mistake of a file.
type decoder struct {
	filename string
	src      []byte
	err      error
	// used are the decisions that conditions ask for, with the line of the first that does.
	used map[string]hcl.Range
}

func (d *decoder) fail(at hcl.Range, format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%s:%d: %s", d.filename, at.Start.Line, fmt.Sprintf(format, args...))
	}
}

// fields are the arguments of a block by name; each reads one.
type fields map[string]func(*hclsyntax.Attribute)

// arguments reads the attributes of a block and refuses those that are not known.
func (d *decoder) arguments(block *hclsyntax.Block, known fields) {
	for _, attr := range sorted(block.Body.Attributes) {
		read, ok := known[attr.Name]
		if !ok {
			d.fail(attr.NameRange, "%s has no argument %q: it takes %s", article(block.Type), attr.Name, names(known))
			continue
		}
		read(attr)
	}
}

// blocks are the nested blocks of a block by type; labels is how many labels each takes.
type blocks map[string]struct {
	labels int
	read   func(*hclsyntax.Block)
}

func (d *decoder) nested(block *hclsyntax.Block, known blocks) {
	for _, inner := range block.Body.Blocks {
		form, ok := known[inner.Type]
		if !ok {
			d.fail(inner.DefRange(), "%s has no block %q: it takes %s", article(block.Type), inner.Type, names(known))
			continue
		}
		if len(inner.Labels) != form.labels {
			d.fail(inner.DefRange(), "the block %q takes %d labels, here are %d", inner.Type, form.labels, len(inner.Labels))
			continue
		}
		form.read(inner)
	}
}

func names[M ~map[K]V, K ~string, V any](known M) string {
	if len(known) == 0 {
		return "none"
	}
	list := make([]string, 0, len(known))
	for name := range known {
		list = append(list, string(name))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func article(blockType string) string {
	if strings.ContainsRune("aeiou", rune(blockType[0])) {
		return "an " + blockType
	}
	return "a " + blockType
}

func (d *decoder) control(block *hclsyntax.Block) *Control {
	c := &Control{ID: block.Labels[0]}
	d.arguments(block, fields{
		"title": d.textTo(&c.Title), "subject": func(a *hclsyntax.Attribute) { c.Subject = d.subject(a) }, "guidance": d.textTo(&c.Guidance),
		"severity": func(a *hclsyntax.Attribute) { c.Severity = Severity(d.text(a)) },
		"tests":    d.listTo(&c.Tests), "match": d.listTo(&c.Match), "keywords": d.listTo(&c.Keywords),
		"kinds": d.listTo(&c.Kinds), "formerly": d.listTo(&c.Formerly),
	})
	add := func(r Resource) { c.Resources = append(c.Resources, r) }
	d.nested(block, blocks{
		"resource": {1, func(b *hclsyntax.Block) { add(d.resource(b)) }},
		"module":   {1, func(b *hclsyntax.Block) { add(d.module(b)) }},
		"account":  {1, func(b *hclsyntax.Block) { add(d.account(b)) }},
		"report_only": {0, func(b *hclsyntax.Block) {
			d.arguments(b, fields{"steps": d.textTo(&c.ReportOnly)})
			d.nested(b, nil)
		}},
		"decision":   {1, func(b *hclsyntax.Block) { c.Decisions = append(c.Decisions, d.decision(b)) }},
		"references": {0, func(b *hclsyntax.Block) { c.References = d.references(b) }},
		"impact":     {0, func(b *hclsyntax.Block) { c.Impact = d.impact(b) }},
	})
	return c
}

// maxSubject keeps the titles of most pull requests below the 72 characters of a commit's first line.
const maxSubject = 32

func (d *decoder) subject(attr *hclsyntax.Attribute) string {
	text := d.text(attr)
	switch first, _ := utf8.DecodeRuneInString(text); {
	case d.err != nil:
	case utf8.RuneCountInString(text) > maxSubject:
		d.fail(attr.SrcRange, "the subject has more than %d characters: say it shorter, it is half of a title", maxSubject)
	case !unicode.IsLower(first) || strings.HasSuffix(text, "."):
		d.fail(attr.SrcRange, "the subject stands inside a title: begin with a small letter and end without a full stop")
	}
	return text
}

func (d *decoder) references(block *hclsyntax.Block) []Reference {
	var out []Reference
	known := fields{}
	for _, name := range []string{"cis_aws", "fsbp", "trivy", "checkov", "kics", "prowler"} {
		known[name] = func(a *hclsyntax.Attribute) { out = append(out, Reference{Catalogue: name, IDs: d.list(a)}) }
	}
	d.arguments(block, known)
	d.nested(block, nil)
	return out
}

func (d *decoder) decision(block *hclsyntax.Block) Decision {
	out := Decision{Name: block.Labels[0]}
	d.arguments(block, fields{"question": d.textTo(&out.Question), "example": d.textTo(&out.Example), "precedent": d.flagTo(&out.Precedent)})
	d.nested(block, nil)
	if out.Question == "" || out.Example == "" {
		d.fail(block.DefRange(), "the decision %q needs a question and an example", out.Name)
	}
	return out
}

func (d *decoder) impact(block *hclsyntax.Block) Impact {
	var i Impact
	d.arguments(block, fields{
		"availability": d.textTo(&i.Availability), "replacement": d.textTo(&i.Replacement),
		"cost": d.textTo(&i.Cost), "notes": d.textTo(&i.Notes),
	})
	d.nested(block, blocks{"attribute": {1, func(b *hclsyntax.Block) {
		a := AttributeImpact{Path: b.Labels[0]}
		d.arguments(b, fields{"replacement": d.flagTo(&a.Replacement), "data_loss": d.flagTo(&a.DataLoss), "downtime": d.textTo(&a.Downtime)})
		d.nested(b, nil)
		i.Attributes = append(i.Attributes, a)
	}}})
	return i
}

// check holds a control against the rules that concern it as a whole.
func (d *decoder) check(block *hclsyntax.Block, c *Control) {
	at := block.DefRange()
	switch want := strings.TrimSuffix(path.Base(d.filename), ".hcl"); {
	case c.ID != want:
		d.fail(at, "the control is called %q and its file %q: give both the same name", c.ID, want)
	case c.Title == "":
		d.fail(at, "the control has no title: add title = \"...\"")
	case c.Subject == "" && c.ReportOnly == "":
		d.fail(at, "the control has no subject: add subject = \"...\", as in \"block public access\"")
	case !slices.Contains([]Severity{Critical, High, Medium, Low}, c.Severity):
		d.fail(at, "the severity is %q: use critical, high, medium or low", c.Severity)
	case len(c.Tests)+len(c.Match)+len(c.Keywords) == 0:
		d.fail(at, "no Vanta test leads to the control: add tests = [\"<test id>\"] or match = [\"<title>\"]")
	case len(c.Resources) == 0 && c.ReportOnly == "":
		d.fail(at, "the control desires nothing: add a resource, module, account or report_only block")
	case len(c.Resources) > 0 && c.ReportOnly != "":
		d.fail(at, "a report_only control has no other blocks of desired state: remove one of both")
	}
	declared := map[string]bool{}
	for _, decision := range c.Decisions {
		declared[decision.Name] = true
		if _, ok := d.used[decision.Name]; !ok {
			d.fail(at, "the decision %q is not used: write decision(%q) where its value goes, or remove it", decision.Name, decision.Name)
		}
	}
	for name, where := range d.used {
		if !declared[name] {
			d.fail(where, "the decision %q is not declared: add decision %q { question = ... example = ... }", name, name)
		}
	}
}

func (d *decoder) textTo(to *string) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) { *to = d.text(a) }
}

func (d *decoder) listTo(to *[]string) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) { *to = d.list(a) }
}

func (d *decoder) flagTo(to *bool) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) {
		v, diags := a.Expr.Value(nil)
		if diags.HasErrors() || v.IsNull() || v.Type() != cty.Bool {
			d.fail(a.SrcRange, "%s must be true or false", a.Name)
			return
		}
		*to = v.True()
	}
}

func (d *decoder) text(attr *hclsyntax.Attribute) string {
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || v.IsNull() || v.Type() != cty.String {
		d.fail(attr.SrcRange, "%s must be a string", attr.Name)
		return ""
	}
	return strings.TrimSpace(v.AsString())
}

func (d *decoder) list(attr *hclsyntax.Attribute) []string {
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || !v.Type().IsTupleType() {
		d.fail(attr.SrcRange, "%s must be a list of strings", attr.Name)
		return nil
	}
	var out []string
	for _, item := range v.AsValueSlice() {
		if item.IsNull() || item.Type() != cty.String {
			d.fail(attr.SrcRange, "%s must be a list of strings", attr.Name)
			return nil
		}
		out = append(out, item.AsString())
	}
	return out
}

// sorted returns attributes in source order.
func sorted(attrs hclsyntax.Attributes) []*hclsyntax.Attribute {
	out := make([]*hclsyntax.Attribute, 0, len(attrs))
	for _, attr := range attrs {
		out = append(out, attr)
	}
	slices.SortFunc(out, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return out
}

package control

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
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
	if d.err != nil {
		return nil, d.err
	}
	if want := strings.TrimSuffix(path.Base(filename), ".hcl"); c.ID != want {
		return nil, fmt.Errorf("%s:%d: the control is called %q and its file %q: give both the same name",
			filename, block.DefRange().Start.Line, c.ID, want)
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
}

func (d *decoder) fail(at hcl.Range, format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%s:%d: %s", d.filename, at.Start.Line, fmt.Sprintf(format, args...))
	}
}

func (d *decoder) control(block *hclsyntax.Block) *Control {
	c := &Control{ID: block.Labels[0]}
	for _, attr := range sorted(block.Body.Attributes) {
		switch attr.Name {
		case "title":
			c.Title = d.text(attr)
		case "subject":
			c.Subject = d.subject(attr)
		case "guidance":
			c.Guidance = d.text(attr)
		case "tests":
			c.Tests = d.list(attr)
		case "match":
			c.Match = d.list(attr)
		case "keywords":
			c.Keywords = d.list(attr)
		case "kinds":
			c.Kinds = d.list(attr)
		default:
			d.fail(attr.NameRange, "a control has no argument %q: use title, subject, tests, match, keywords, kinds or guidance", attr.Name)
		}
	}
	for _, nested := range block.Body.Blocks {
		switch {
		case nested.Type == "resource" && len(nested.Labels) == 1:
			c.Resources = append(c.Resources, d.resource(nested))
		case nested.Type == "impact" && len(nested.Labels) == 0:
			c.Impact = d.impact(nested)
		default:
			d.fail(nested.DefRange(), "a control has no block %q of this form: use resource \"<type>\" or impact", nested.Type)
		}
	}
	if c.Title == "" {
		d.fail(block.DefRange(), "the control has no title: add title = \"...\"")
	}
	if block.Body.Attributes["subject"] == nil {
		d.fail(block.DefRange(), "the control has no subject: add subject = \"...\", as in \"block public access\"")
	}
	if len(c.Tests)+len(c.Match) == 0 {
		d.fail(block.DefRange(), "no Vanta test leads to the control: add tests = [\"<test id>\"] or match = [\"<title>\"]")
	}
	if len(c.Resources) == 0 {
		d.fail(block.DefRange(), "the control desires nothing: add a resource block")
	}
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

func (d *decoder) resource(block *hclsyntax.Block) Resource {
	r := Resource{Type: block.Labels[0]}
	d.noAttributes(block)
	for _, nested := range block.Body.Blocks {
		switch {
		case nested.Type == "set" && len(nested.Labels) == 0:
			r.Want = d.body(nested.Body)
		case nested.Type == "accept" && len(nested.Labels) == 0:
			r.Accept = append(r.Accept, d.body(nested.Body))
		case nested.Type == "exempt" && len(nested.Labels) == 1:
			r.Exempt = append(r.Exempt, Exemption{Reason: nested.Labels[0], When: d.body(nested.Body)})
		case nested.Type == "companion" && len(nested.Labels) == 1:
			r.Companions = append(r.Companions, d.companion(nested))
		default:
			d.fail(nested.DefRange(), "a resource has no block %q of this form: use set, accept, exempt \"<reason>\" or companion \"<type>\"", nested.Type)
		}
	}
	if len(r.Want.Attributes)+len(r.Want.Blocks)+len(r.Companions) == 0 {
		d.fail(block.DefRange(), "nothing is desired of %s: add a set or a companion block", r.Type)
	}
	return r
}

func (d *decoder) companion(block *hclsyntax.Block) Companion {
	c := Companion{Type: block.Labels[0], Refer: "id"}
	for _, attr := range sorted(block.Body.Attributes) {
		switch attr.Name {
		case "by":
			c.By = d.text(attr)
		case "refer":
			c.Refer = d.text(attr)
		default:
			d.fail(attr.NameRange, "a companion has no argument %q: use by and refer", attr.Name)
		}
	}
	for _, nested := range block.Body.Blocks {
		if nested.Type != "set" {
			d.fail(nested.DefRange(), "a companion has no block %q: use set", nested.Type)
			continue
		}
		c.Want = d.body(nested.Body)
	}
	if c.By == "" {
		d.fail(block.DefRange(), "the companion does not say how it points at its target: add by = \"<argument>\"")
	}
	return c
}

func (d *decoder) body(body *hclsyntax.Body) Body {
	var b Body
	for _, attr := range sorted(body.Attributes) {
		want, err := parseConstraint(attr.Expr, d.src)
		if err != nil {
			d.fail(attr.SrcRange, "%s: %v", attr.Name, err)
			continue
		}
		b.Attributes = append(b.Attributes, Attribute{Name: attr.Name, Want: want})
	}
	for _, block := range body.Blocks {
		b.Blocks = append(b.Blocks, Block{Type: block.Type, Body: d.body(block.Body)})
	}
	return b
}

func (d *decoder) impact(block *hclsyntax.Block) Impact {
	var i Impact
	for _, attr := range sorted(block.Body.Attributes) {
		switch attr.Name {
		case "availability":
			i.Availability = d.text(attr)
		case "replacement":
			i.Replacement = d.text(attr)
		case "cost":
			i.Cost = d.text(attr)
		case "notes":
			i.Notes = d.text(attr)
		default:
			d.fail(attr.NameRange, "an impact has no argument %q: use availability, replacement, cost or notes", attr.Name)
		}
	}
	return i
}

func (d *decoder) noAttributes(block *hclsyntax.Block) {
	for _, attr := range sorted(block.Body.Attributes) {
		d.fail(attr.NameRange, "%s stands outside a set block: write set { %s = ... }", attr.Name, attr.Name)
	}
}

func (d *decoder) text(attr *hclsyntax.Attribute) string {
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || v.IsNull() || v.Type() != cty.String {
		d.fail(attr.SrcRange, "%s must be a string", attr.Name)
		return ""
	}
	return v.AsString()
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

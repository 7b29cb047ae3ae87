package verify

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/schema"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// schemaCheck holds the resource and data blocks that a patch changes or adds against the provider's schema.
// What the provider refused before is not the patch's fault, and only what it is known to refuse counts:
// the repository's own provider has the last word, in validate.
func (v *Verifier) schemaCheck(c Candidate, patched *tfconfig.Repository, after map[string][]byte) (Check, []Finding) {
	module := c.Target.Block.Module
	version, source := v.repo.ProviderVersion(module)
	judge := schemaJudge{version: version}
	for _, path := range slices.Sorted(maps.Keys(after)) {
		judge.file(path, module, patched.Module(module.Dir))
	}
	return judge.verdict(source)
}

// schemaJudge collects what is to be said about the blocks of one patch.
type schemaJudge struct {
	version  schema.Version
	findings []Finding
	// checked are the blocks that were compared.
	checked []string
	// doubts are what may be refused, notes what is only remarkable.
	doubts, notes []string
	// unknown are types that the schema does not have.
	unknown []string
}

// file compares the blocks of one file.
func (j *schemaJudge) file(path string, before, after *tfconfig.Module) {
	if after == nil {
		return
	}
	had := map[string]*tfconfig.Block{}
	for _, b := range before.Blocks() {
		if b.File.Path == path {
			had[b.Ref.Address] = b
		}
	}
	for _, b := range after.Blocks() {
		old := had[b.Ref.Address]
		if b.File.Path == path && (old == nil || !bytes.Equal(old.Source(), b.Source())) {
			j.block(old, b)
		}
	}
}

// block compares one changed or new block; old is nil for a new one.
func (j *schemaJudge) block(old, b *tfconfig.Block) {
	var resource *schema.Resource
	switch {
	case len(b.Syntax.Labels) != 2:
		return
	case b.Syntax.Type == "resource":
		resource = schema.Load().Resource(b.Syntax.Labels[0])
	case b.Syntax.Type == "data":
		resource = schema.Load().DataSource(b.Syntax.Labels[0])
	default:
		return
	}
	if resource == nil {
		j.unknown = append(j.unknown, b.Syntax.Labels[0])
		return
	}
	j.checked = append(j.checked, b.Ref.Address)
	var had []schema.Problem
	if old != nil {
		had = resource.Check(old.Syntax.Body, j.version)
	}
	for _, problem := range schema.Introduced(had, resource.Check(b.Syntax.Body, j.version)) {
		message := b.Ref.Address + ": " + problem.Message
		switch {
		case problem.Kind == schema.Deprecated || problem.Kind == schema.Versioned:
			j.notes = append(j.notes, message)
		case problem.Note:
			j.doubts = append(j.doubts, message)
		default:
			j.findings = append(j.findings, Finding{Check: "schema", Rule: string(problem.Kind), Message: message})
		}
	}
}

// verdict is the evidence, or why the patch is refused.
func (j *schemaJudge) verdict(source string) (Check, []Finding) {
	if len(j.findings) > 0 {
		return Check{}, j.findings
	}
	const most = 3
	check := Check{Name: "schema", Status: NotRun}
	var said []string
	if len(j.unknown) > 0 {
		slices.Sort(j.unknown)
		said = append(said, list("the built-in schema does not know ", slices.Compact(j.unknown), most))
	}
	release := "hashicorp/aws " + j.version.String()
	switch {
	case !j.version.Known():
		release = "a known release of hashicorp/aws"
	case !schema.Load().Covers(j.version):
		release = "the nearest known release of hashicorp/aws"
	}
	switch {
	case len(j.checked) == 0 && len(said) == 0:
		said = append(said, "the patch changes no resource and no data source")
	case len(j.doubts) > 0:
		said = append(said, list("it is not certain that the provider takes this: ", j.doubts, most)+" (the provider's version: "+source+")")
	case len(j.checked) > 0:
		said = append(said, list(release+" takes every argument of ", j.checked, most)+" ("+source+")")
		if len(j.unknown) == 0 {
			check.Status = Passed
		}
	}
	if len(j.notes) > 0 {
		said = append(said, list("noted: ", j.notes, most))
	}
	check.Detail = oneLine(strings.Join(said, "; "))
	return check, nil
}

// superseded reports whether a check that gave no answer has been answered by a stronger one: terraform
// validate asks the repository's own provider what the built-in schema does not know.
func superseded(check, validate Check) bool {
	return check.Name == "schema" && check.Status == NotRun && validate.Name == "validate" && validate.Status == Passed
}

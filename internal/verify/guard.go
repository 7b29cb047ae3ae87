package verify

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Rule is one thing that a patch must not do.
type Rule struct {
	// ID names the rule in findings; it never changes once published.
	ID string
	// Reason says to people why the rule exists, as a whole sentence without its full stop.
	Reason string
	// refuse returns one message for each way in which the patch breaks the rule.
	refuse func(*subject) []string
}

// Rules returns the guard's rules in the order in which they are applied. What no rule allows is denied:
// a patch may set what the control names on its target and on the companions that the control names.
func Rules() []Rule { return append([]Rule(nil), rules...) }

var rules = []Rule{
	{"size", "a fix is small; a large edit is not what a reviewer expects to be offered", sizeLimits},
	{"printable-text", "invisible and direction-changing characters make code read differently from what it does", printableText},
	{"terraform-file", "only Terraform files that were read from this repository may change", terraformFile},
	{"parses", "an operation that is not exactly one well-formed piece of HCL cannot be judged", wellFormed},
	{"target-only", "a patch may touch its target and the companions that its control names, nothing else", targetOnly},
	{"resource-only", "providers, backends, modules, data sources and variables decide what code runs and where", resourceOnly},
	{"no-side-effect-resource", "some resources run programs, write files or call other systems", noSideEffectResource},
	{"companion-must-point-at-target", "a companion that points elsewhere changes a resource that did not fail", companionPointsAtTarget},
	{"companion-follows-target", "a companion must exist for the same instances and through the same provider as its target", companionFollowsTarget},
	{"no-module-source-change", "a module's source and version decide which code runs", noModuleSourceChange},
	{"no-meta-argument", "count, for_each, provider and depends_on decide which resources exist and where", noMetaArgument},
	{"no-lifecycle-weakening", "lifecycle settings can hide a change from Terraform or lift a protection", noLifecycleWeakening},
	{"no-provisioner", "provisioners and connections run commands", noProvisioner},
	{"no-removal", "removing configuration can lift a protection that another check relies on", noRemoval},
	{"no-unsafe-function", "functions that read files, render templates or change with time do not belong in a fix", noUnsafeFunction},
	{"no-scanner-skip-comment", "silencing a scanner does not fix what it found", noScannerSkipComment},
	{"no-vanta-suppression-tag", "tags that take a resource out of Vanta's tests do not fix it", noSuppressionTag},
	{"known-references", "a reference to something that does not exist fails at plan", knownReferences},
	{"named-by-control", "what the control does not name is not part of the fix", namedByControl},
}

// subject is what the rules look at: the patch in parsed form with what it is about.
type subject struct {
	repo      *tfconfig.Repository
	candidate Candidate
	target    *tfconfig.Block
	// desired are the control's desired states of the target; nil without a control, and for targets that
	// the control does not describe.
	desired []*control.Resource
	// catalogue holds the operations that the catalogue itself would write, by their content.
	catalogue map[string]bool
	edits     []edit
	// known are the sources of all expressions of the target as it stands.
	known map[string]bool
}

// guard returns why a patch is refused; nothing when no rule speaks against it.
func (v *Verifier) guard(c Candidate) []Finding {
	s := newSubject(v.repo, c)
	var findings []Finding
	for _, rule := range rules {
		for _, message := range rule.refuse(s) {
			findings = append(findings, Finding{Check: "guard", Rule: rule.ID, Message: message + ": " + rule.Reason})
		}
	}
	return findings
}

func newSubject(repo *tfconfig.Repository, c Candidate) *subject {
	s := &subject{repo: repo, candidate: c, target: c.Target.Block, known: map[string]bool{}}
	if c.Control != nil {
		s.desired = c.Control.For(s.target.Type(), s.target.ModuleSource())
		s.catalogue = catalogueOperations(repo, c)
	}
	walkExpressions(s.target.Syntax.Body, func(e hclsyntax.Expression) {
		s.known[string(e.Range().SliceBytes(s.target.File.Bytes))] = true
	})
	for i, op := range c.Patch.Operations {
		s.edits = append(s.edits, parseEdit(s, i, op))
	}
	return s
}

// each calls f for every edit and collects its messages, each with the operation's number.
func (s *subject) each(f func(edit) string) []string {
	var messages []string
	for _, e := range s.edits {
		if message := f(e); message != "" {
			messages = append(messages, fmt.Sprintf("operation %d %s", e.number, message))
		}
	}
	return messages
}

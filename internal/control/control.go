// Package control holds the catalogue: what is known about each failing test, as data.
//
// A control is one HCL file in the folder catalogue, embedded into the program. From the one
// definition come the match with Vanta's tests, the desired state of a Terraform block, the check
// whether a block holds it, the deterministic patch, the guidance for the model, the impact note and
// the documentation. docs/control-files.md describes the grammar.
package control

import "slices"

// Control is what is known about one compliance requirement.
type Control struct {
	// ID is the file's name without its ending, such as "s3-block-public-access".
	ID    string
	Title string
	// Subject is the imperative phrase of a pull request's title, such as "block public access".
	Subject  string
	Severity Severity
	// Tests are the Vanta test ids that mean this control; twins stand together.
	Tests []string
	// Match are titles of Vanta tests, for tests whose id is not public.
	Match []string
	// Keywords lead to the control when neither id nor title does: all words of one entry must occur in
	// the title of the test, and no other control may claim it.
	Keywords []string
	// Kinds are Vanta's resource kinds that the failing entity may have.
	Kinds []string
	// Formerly are ids that the control had; pull requests under them are still its own.
	Formerly []string
	// Guidance is advice for the model that the desired state does not express.
	Guidance   string
	References []Reference
	// Resources are the kinds of blocks that the control is about, in order of preference.
	Resources []Resource
	// ReportOnly says what a person does where Terraform cannot help; such a control has no Resources.
	ReportOnly string
	// Decisions are the values that belong to a person.
	Decisions []Decision
	// Impact says what a reviewer must know before merging.
	Impact Impact
	// Revision changes whenever the definition does: the first 12 hex digits of its SHA-256.
	Revision string
}

// Severity orders failures that have the same deadline. Vanta has none.
type Severity string

// The severities.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

// Rank is 0 for the most severe.
func (s Severity) Rank() int {
	return max(0, slices.Index([]Severity{Critical, High, Medium, Low}, s))
}

// Reference names the control in another catalogue, such as "fsbp" and "RDS.3".
type Reference struct {
	Catalogue string
	IDs       []string
}

// Decision is a value that a person has to choose; the policy file may hold the answer.
type Decision struct {
	Name     string
	Question string
	Example  string
	// Precedent says that what all others of a module do answers it too.
	Precedent bool
}

// Impact is what changes for the running system. Empty texts mean that nothing is known to happen.
type Impact struct {
	Availability string
	Replacement  string
	Cost         string
	Notes        string
	Attributes   []AttributeImpact
}

// AttributeImpact is what changing one attribute does.
type AttributeImpact struct {
	// Path is the attribute's way from the block, such as "root_block_device.encrypted".
	Path string
	// Replacement says that the resource is destroyed and made anew.
	Replacement bool
	// DataLoss says that the replacement loses data unless a person moves it.
	DataLoss bool
	Downtime string
}

// Resource returns the first desired state of a Terraform resource type, or nil if the control says
// nothing about that type.
func (c *Control) Resource(terraformType string) *Resource {
	if all := c.For(terraformType, ""); len(all) > 0 {
		return all[0]
	}
	return nil
}

// For returns the desired states of a resource type, or of a module source when terraformType is empty.
func (c *Control) For(terraformType, module string) []*Resource {
	var found []*Resource
	for i := range c.Resources {
		r := &c.Resources[i]
		switch {
		case terraformType != "" && (r.Type == terraformType || slices.Contains(r.Also, terraformType)),
			terraformType == "" && module != "" && r.Module == module:
			found = append(found, r)
		}
	}
	return found
}

// Types returns the Terraform resource types that the control is about, each once, in order of
// preference.
func (c *Control) Types() []string {
	var types []string
	for _, r := range c.Resources {
		for _, t := range append([]string{r.Type}, r.Also...) {
			if t != "" && !slices.Contains(types, t) {
				types = append(types, t)
			}
		}
	}
	return types
}

// Replaces reports whether changing the attribute at the path destroys and recreates the resource.
func (c *Control) Replaces(path string) bool {
	return slices.ContainsFunc(c.Impact.Attributes, func(a AttributeImpact) bool { return a.Path == path && a.Replacement })
}

// Verdict answers whether a value or a block is as desired. The zero value is Unknown, which is never
// to be read as satisfied.
type Verdict int

// The verdicts.
const (
	Unknown Verdict = iota
	Failing
	Satisfied
)

// String returns "unknown", "failing" or "satisfied".
func (v Verdict) String() string {
	return [...]string{"unknown", "failing", "satisfied"}[v]
}

// Deterministic reports whether a patch can be written without a model and without a decision: every
// value that the control desires is known. A particular block can still need either.
func (c *Control) Deterministic() bool {
	for _, r := range c.Resources {
		bodies := []Body{r.Want, r.New}
		for _, repair := range r.Repairs {
			bodies = append(bodies, repair.Want)
		}
		for _, companion := range r.Companions {
			bodies = append(bodies, companion.Want, companion.New)
			for _, support := range companion.With {
				bodies = append(bodies, support.Body)
			}
		}
		if slices.ContainsFunc(bodies, func(b Body) bool { return !b.writable() }) {
			return false
		}
	}
	return len(c.Resources) > 0
}

func (b Body) writable() bool {
	for _, attribute := range b.Attributes {
		want := attribute.Want
		_, constant := want.Value()
		if !constant && want.Op != Absent && want.Op != Expression && !want.AbsentOK {
			return false
		}
	}
	return !slices.ContainsFunc(b.Blocks, func(block Block) bool { return !block.Each && !block.Body.writable() })
}

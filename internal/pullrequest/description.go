package pullrequest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// DefaultLabel is on every pull request of this program.
const DefaultLabel = "terrafix"

// Description is what a caller knows about a remediation. Open and Resume add what the patch and the
// commit tell.
type Description struct {
	// Key identifies the remediation.
	Key Key
	// Subject is the imperative phrase of the title, such as "block public access"; when empty the
	// control's title or the test's name stands in.
	Subject string
	// Control is nil when no control is known.
	Control *control.Control
	// Members are the failures that the change is for, never empty.
	Members []vanta.Failure
	// Target is the edited block and the way to it.
	Target *tfconfig.Target
	// Proposal is what the proposer says; Resume reads it from the commit instead.
	Proposal Proposal
	// Draft asks for a draft whatever the checks say.
	Draft bool
	// TestURL is what a test's id is appended to; empty means "https://app.vanta.com/tests/".
	TestURL string
	// RunURL leads to the workflow run; it may be empty.
	RunURL string
	// Labels are added to DefaultLabel.
	Labels []string
	// Reviewers, TeamReviewers and Assignees are asked once the pull request exists. A person who cannot
	// be asked is a warning.
	Reviewers, TeamReviewers, Assignees []string
}

// Proposal is what a proposer says about its patch. All of it may have been written by a model.
type Proposal struct {
	Summary   string `json:"summary"`
	Rationale string `json:"rationale"`
	// Confidence is "high", "medium" or "low".
	Confidence string `json:"confidence"`
	// By is "catalogue" or the model's id.
	By string `json:"by"`
}

// evidence is what the patch itself tells, whether it was just made or is read from a commit.
type evidence struct {
	proposal Proposal
	checks   []verify.Check
	edits    []string
	// diff is a unified diff.
	diff    string
	baseSHA string
	headSHA string
}

func (e evidence) verified() bool {
	return len(e.checks) > 0 && !slices.ContainsFunc(e.checks, func(c verify.Check) bool { return c.Status != verify.Passed })
}

// draftReasons says why the pull request is not ready for review; none means that it is.
func draftReasons(d Description, e evidence) []string {
	var reasons []string
	if !e.verified() {
		reasons = append(reasons, "not every check could be run, see \"What was checked\"")
	}
	if e.proposal.Confidence != "high" && e.proposal.Confidence != "medium" {
		reasons = append(reasons, "the proposer itself is not confident")
	}
	if d.Draft {
		reasons = append(reasons, "the workflow asks for drafts")
	}
	return reasons
}

const (
	titleStart = "fix(terraform): "
	// maxTitle is where GitHub wraps a commit's first line. A control's subject and the address are never
	// cut for it: a title a little too long says more than half a phrase.
	maxTitle   = 72
	maxSubject = 48
	maxAddress = 48
)

// title returns the conventional first line of the commit and the title of the pull request.
func (d Description) title() string {
	address := plain(d.Key.Address, maxAddress)
	if d.Subject != "" {
		return titleStart + plain(d.Subject, maxSubject) + " on " + address
	}
	room := maxTitle - len(titleStart) - len([]rune(address)) - len(": ")
	return titleStart + address + ": " + plain(d.about(), max(room, maxSubject/2))
}

// about names the requirement: the control's title, else the test's name, else the key's control.
func (d Description) about() string {
	switch {
	case d.Control != nil && d.Control.Title != "":
		return d.Control.Title
	case len(d.Members) > 0 && d.Members[0].Test.Name != "":
		return d.Members[0].Test.Name
	}
	return d.Key.Control
}

// labels returns DefaultLabel and the caller's labels, each once.
func (d Description) labels() []string {
	labels := []string{DefaultLabel}
	for _, label := range d.Labels {
		if label = strings.TrimSpace(label); label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	return labels
}

// tests returns one member for each different test, in the order of the members.
func (d Description) tests() []vanta.Test {
	var tests []vanta.Test
	seen := map[string]bool{}
	for _, member := range d.Members {
		if !seen[member.Test.ID] {
			seen[member.Test.ID] = true
			tests = append(tests, member.Test)
		}
	}
	return tests
}

func (d Description) testURL(id string) string {
	base := d.TestURL
	if !webURL(base) {
		base = "https://app.vanta.com/tests/"
	}
	return strings.TrimRight(base, "/") + "/" + escapeSegment(id)
}

// escapeSegment percent-encodes more than a URL asks for, so that Markdown finds nothing in it either.
func escapeSegment(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// webURL reports whether a URL may stand bare in Markdown.
func webURL(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && len(raw) < 2000 && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" &&
		!strings.ContainsAny(raw, " <>()[]\"'`\\\r\n\t")
}

// marker returns the marker of a pull request whose branch head is headSHA.
func (d Description) marker(baseSHA, headSHA string) Marker {
	m := Marker{
		Schema: MarkerSchema, Key: d.Key.Hash(), Control: d.Key.Control, Dir: d.Key.Dir,
		Address: d.Key.Address, Base: d.Key.Base, BaseSHA: baseSHA, HeadSHA: headSHA, Members: []string{},
	}
	if d.Control != nil {
		m.Revision = d.Control.Revision
	}
	size := 0
	for i, member := range d.Members {
		id := strings.ToValidUTF8(member.ID(), "\uFFFD")
		encoded, err := safeJSON(cutBytes(id, maxMarkerMembers))
		if size += max(len(id), len(encoded)); err != nil || size > maxMarkerMembers {
			m.Omitted = len(d.Members) - i
			break
		}
		m.Members = append(m.Members, id)
	}
	return m
}

package action

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// remediation is the unit of work and of identity: one control, one block, one base branch.
type remediation struct {
	key     pullrequest.Key
	control *control.Control
	target  *tfconfig.Target
	// members are the failures that it would end, never empty; places says where each of them is.
	members []vanta.Failure
	places  []tfconfig.Placement
	state   pullrequest.State

	// What the policy says.
	asDraft, allowReplacement bool
	options                   expect.Options

	group   *Group
	started time.Time

	session  propose.Session
	attempts int
	feedback []string
	proposal propose.Proposal
	draft    *verify.Draft
	change   *verify.Change
	// settled is set once the members have their outcomes.
	settled bool
}

// correlationOf names a failure that became no remediation.
func correlationOf(f vanta.Failure) string {
	sum := sha256.Sum256([]byte("terrafix/failure/1\n" + f.ID()))
	return hex.EncodeToString(sum[:6])
}

// correlation is the id that the outcomes and log lines of a remediation share.
func (m *remediation) correlation() string { return m.key.Hash() }

func (m *remediation) log() *slog.Logger { return m.group.Logger() }

// test is the test of the first member; twins mean the same control.
func (m *remediation) test() vanta.Test { return m.members[0].Test }

func (m *remediation) names() []string {
	names := make([]string, len(m.members))
	for i, member := range m.members {
		names[i] = member.Name
	}
	return names
}

func (m *remediation) title() string {
	title := fmt.Sprintf("%s: %s in %s", m.key.Control, m.key.Address, m.key.Dir)
	if n := len(m.members); n > 1 {
		title += fmt.Sprintf(" (%d failures)", n)
	}
	return title
}

// where is the place of one member.
func (m *remediation) where(member int) *Where {
	block := m.target.Block
	return &Where{
		Root: m.places[member].Root, Address: m.places[member].Address,
		File: block.Ref.File, Line: block.Range().Start.Line,
	}
}

// describe is what the pull request says of the remediation.
func (r *run) describe(m *remediation) pullrequest.Description {
	return pullrequest.Description{
		Key: m.key, Subject: m.subject(), Control: m.control, Members: m.members, Target: m.target,
		Proposal: pullrequest.Proposal{
			Summary: m.proposal.Summary, Rationale: m.proposal.Rationale,
			Confidence: string(m.proposal.Confidence), By: m.proposal.By,
		},
		Draft: r.in.Draft || m.asDraft, RunURL: r.in.RunURL, Labels: r.in.Labels, Reviewers: r.in.Reviewers,
		TeamReviewers: r.in.TeamReviewers, Assignees: r.in.Assignees,
	}
}

// finish settles all members of a remediation with one result.
func (r *run) finish(m *remediation, result Result, reason string, more func(*Outcome)) {
	m.settled = true
	template := Outcome{
		Result: result, Reason: reason, CorrelationID: m.correlation(),
		Control: m.controlID(), Confidence: string(m.proposal.Confidence), Proposer: m.proposal.By,
	}
	if result == Proposed && m.change != nil {
		template.Diff = patch.Unified(m.change.Before(), m.change.Files())
	}
	if more != nil {
		more(&template)
	}
	duration := time.Since(m.started).Milliseconds()
	for i, member := range m.members {
		outcome := template
		outcome.Failure, outcome.Where = member, m.where(i)
		r.settleFailure(outcome)
		group := m.group
		if i > 0 {
			group = r.group(member, m.correlation(), fmt.Sprintf("%s: %s shares %s", member.Test.ID, member.Name, m.title()))
		}
		group.Logger().Info(reason, "stage", "outcome", "outcome", string(result), "duration_ms", duration)
		if i > 0 {
			group.Flush()
		}
	}
	m.group.SetTitle(m.title() + ": " + string(result))
	m.group.Flush()
}

// fail settles a remediation with an error.
func (r *run) fail(m *remediation, err error) {
	e := Classify(err)
	reported := e.Reported()
	r.finish(m, Failed, sentence(&reported), func(o *Outcome) { o.ErrorID, o.NextStep = e.ID, e.Remedy })
}

func (m *remediation) controlID() string {
	if m.control == nil {
		return ""
	}
	return m.control.ID
}

// subject is the phrase of a pull request's title, empty without a control.
func (m *remediation) subject() string {
	if m.control == nil {
		return ""
	}
	return m.control.Subject
}

func (r *run) settleFailure(o Outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcomes[o.Failure.ID()] = o
}

// group opens the log group of a failure.
func (r *run) group(f vanta.Failure, correlation, title string) *Group {
	return r.logs.Group(title,
		slog.String("correlation_id", correlation), slog.String("test", f.Test.ID), slog.String("entity", f.EntityID))
}

// abandon settles the remediations that an error of the whole run cut off.
func (r *run) abandon(remediations []*remediation, err error) {
	for _, m := range remediations {
		if !m.settled {
			r.fail(m, err)
		}
	}
}

// byUrgency orders remediations: the earliest deadline, the severity, the oldest failure, the name.
func byUrgency(a, b *remediation) int {
	return cmp.Or(
		compareTimes(earliest(a, deadline), earliest(b, deadline)),
		cmp.Compare(a.rank(), b.rank()),
		compareTimes(earliest(a, since), earliest(b, since)),
		cmp.Compare(a.title(), b.title()),
	)
}

// rank is the severity's; a test without a control counts as of medium severity.
func (m *remediation) rank() int {
	if m.control == nil {
		return control.Medium.Rank()
	}
	return m.control.Severity.Rank()
}

func deadline(f vanta.Failure) time.Time { return f.Test.Deadline }
func since(f vanta.Failure) time.Time    { return f.Since }

// earliest is the earliest known time of the members, zero when none is known.
func earliest(m *remediation, of func(vanta.Failure) time.Time) time.Time {
	var times []time.Time
	for _, member := range m.members {
		if t := of(member); !t.IsZero() {
			times = append(times, t)
		}
	}
	if len(times) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(times, time.Time.Compare)
}

// compareTimes puts an unknown time last.
func compareTimes(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

package action

import (
	"fmt"
	"slices"
	"time"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// locate finds the block of each failure and gathers failures into remediations. Failures without a block
// are settled here.
func (r *run) locate(failures []vanta.Failure) []*remediation {
	byKey := map[pullrequest.Key]*remediation{}
	var order []*remediation
	for _, failure := range failures {
		started := time.Now()
		ctl := r.catalogue.ForTest(failure.Test.ID, failure.Test.Name)
		if r.hopeless(failure, ctl, started) {
			continue
		}
		location := r.repository.Locate(query(failure, ctl))
		if failure.Deleted || location.Outcome != tfconfig.Found {
			r.abstain(failure, ctl, location, started)
			continue
		}
		key := r.key(failure, ctl, location.Target)
		m := byKey[key]
		if m == nil {
			m = &remediation{key: key, control: ctl, target: &tfconfig.Target{Block: location.Target.Block}, started: started}
			m.group = r.group(failure, key.Hash(), "")
			byKey[key] = m
			order = append(order, m)
		}
		m.add(failure, location.Target)
	}
	for _, m := range order {
		m.group.SetTitle(m.title())
	}
	slices.SortStableFunc(order, byUrgency)
	return order
}

// hopeless settles a failure for which no block need be looked for: one that is a person's task, and one
// that the policy ignores wherever it is.
func (r *run) hopeless(f vanta.Failure, ctl *control.Control, started time.Time) bool {
	o := Outcome{Failure: f, CorrelationID: correlationOf(f)}
	if ctl != nil {
		o.Control = ctl.ID
	}
	action, entry := r.policy.Action(r.subject(f, o.Control, nil), r.now())
	switch {
	case action == policy.Ignore:
		o.Result, o.Reason = Ignored, "the policy says ignore: "+entry.Reason
	case ctl != nil && ctl.ReportOnly != "":
		o.Result, o.Reason, o.NextStep = NeedsHuman, "no change of Terraform makes this test pass", ctl.ReportOnly
	default:
		return false
	}
	r.settleAlone(o, started)
	return true
}

// add takes a failure that resolves to the same block.
func (m *remediation) add(failure vanta.Failure, target *tfconfig.Target) {
	m.members = append(m.members, failure)
	m.places = append(m.places, target.Instances[0])
	m.log().Info("located", "stage", "locate", "failure", failure.ID(), "file", target.Block.Ref.File,
		"line", target.Block.Range().Start.Line, "address", target.Instances[0].Address)
	for _, instance := range target.Instances {
		if !slices.Contains(m.target.Instances, instance) {
			m.target.Instances = append(m.target.Instances, instance)
		}
	}
	for _, evidence := range target.Evidence {
		m.log().Debug(evidence, "stage", "locate")
		if !slices.Contains(m.target.Evidence, evidence) {
			m.target.Evidence = append(m.target.Evidence, evidence)
		}
	}
}

func query(f vanta.Failure, ctl *control.Control) tfconfig.Query {
	q := tfconfig.Query{Resource: f.Name, Kind: f.Kind, Account: f.Account, Region: f.Region}
	if ctl != nil {
		q.Types = ctl.Types()
	}
	return q
}

func (r *run) key(f vanta.Failure, ctl *control.Control, target *tfconfig.Target) pullrequest.Key {
	key := pullrequest.Key{
		Control: f.Test.ID, Dir: target.Block.Module.Dir, Address: target.Block.Ref.Address, Base: r.remote.Base,
	}
	if ctl != nil {
		key.Control = ctl.ID
	}
	return key
}

// abstain settles a failure for which no block was found.
func (r *run) abstain(f vanta.Failure, ctl *control.Control, location tfconfig.Location, started time.Time) {
	o := Outcome{Failure: f, CorrelationID: correlationOf(f), Result: NotFound, Reason: location.Reason}
	if ctl != nil {
		o.Control = ctl.ID
	}
	switch {
	case f.Deleted:
		o.Reason = "Vanta has seen the resource go; the failure ends with the next run of the test"
	case location.Outcome == tfconfig.Ambiguous:
		o.Result = Ambiguous
		o.NextStep = "make one of the candidates recognisable, for instance by a literal name, or fix it by hand"
	case location.Outcome == tfconfig.Elsewhere:
		o.NextStep = "set the input of the module that makes the resource, or fix it in the module's own repository"
	case location.Unread != "":
		o.NextStep = "mend " + location.Unread + ", then run again"
	case location.LeftOut:
		o.NextStep = "widen the input paths, or leave it to the run whose paths hold the file"
	default:
		o.NextStep = "look for the resource in other repositories, or import it into Terraform"
	}
	for _, c := range location.Candidates {
		o.Candidates = append(o.Candidates, fmt.Sprintf("%s:%d %s: %s", c.File, c.Line, c.Address, c.Reason))
	}
	r.settleAlone(o, started)
}

// settleAlone settles one failure that became no remediation, with a log group of its own.
func (r *run) settleAlone(o Outcome, started time.Time) {
	r.settleFailure(o)
	f := o.Failure
	group := r.group(f, o.CorrelationID, fmt.Sprintf("%s: %s: %s", f.Test.ID, f.Name, o.Result))
	for _, candidate := range o.Candidates {
		group.Logger().Info("candidate "+candidate, "stage", "locate")
	}
	group.Logger().Info(o.Reason, "stage", "outcome", "outcome", string(o.Result), "duration_ms", time.Since(started).Milliseconds())
	group.Flush()
}

// reportOnly ends mode report: every located failure says where it is and whether Terraform already
// satisfies the control.
func (r *run) reportOnly(remediations []*remediation) {
	for _, m := range remediations {
		if r.judged(m) || r.satisfied(m) {
			continue
		}
		r.finish(m, Reported, "the block was found; mode report makes no proposal", func(o *Outcome) {
			o.NextStep = "run with mode propose or apply for a patch"
		})
	}
}

// satisfied settles a remediation whose block needs no change or may not be changed by a machine.
func (r *run) satisfied(m *remediation) bool {
	if m.control == nil {
		return false
	}
	state := expect.Assess(r.repository, m.target.Block, m.control, m.options)
	if state.Verdict == control.Satisfied {
		r.finish(m, Satisfied, "the Terraform already says what the control desires", func(o *Outcome) {
			o.NextStep = "apply it, or wait for Vanta's next run of the test; if it stays, the resource differs from its Terraform"
		})
		return true
	}
	for _, missing := range state.Missing {
		if missing.Human {
			r.finish(m, NeedsHuman, "this needs a person because "+missing.Obstacle, func(o *Outcome) {
				o.NextStep = "decide, and make the change by hand or deactivate the entity in Vanta"
			})
			return true
		}
	}
	if state.Replaces() && !m.allowReplacement {
		r.finish(m, NeedsHuman, "the fix would destroy and recreate the resource", func(o *Outcome) {
			o.NextStep = "plan the move of the data, then allow it in the policy (replacement: allow); " + m.control.Impact.Replacement
		})
		return true
	}
	return false
}

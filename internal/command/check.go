package command

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/action"
	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/sweep"
)

const checkHelp = `check holds every resource, and every call of a registry module, against all
controls of the catalogue. It needs neither GitHub nor Vanta and runs nothing.

failing    the configuration does not say what the control asks for
unknown    it depends on values that the configuration does not hold
satisfied  the configuration says it

What fails and what is unknown is printed, and all of it counted; --all prints
every block that a control is about, --json leaves out only those of which a
control asks nothing. The policy's ignored controls are left out and do not
count. The paths in the policy count from --dir.

Exit codes: 0 nothing fails, 1 something fails, 2 an argument or the policy
file is wrong.`

type checkOptions struct {
	dir       string
	choice    choice
	policy    policyOptions
	json, all bool
}

func newCheck() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "List which blocks fail which controls",
		Long:  checkHelp,
		Example: `  terrafix check --dir infrastructure
  terrafix check --severity critical,high
  terrafix check --json | jq -r '.[] | select(.status == "failing") | .address'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.dir, "dir", ".", "folder of Terraform to check")
	flags.BoolVar(&o.json, "json", false, "print a JSON array")
	flags.BoolVar(&o.all, "all", false, "also print what is satisfied, not applicable or ignored")
	o.choice.register(cmd)
	o.policy.register(cmd)
	return cmd
}

func (o *checkOptions) run(cmd *cobra.Command) error {
	catalogue, err := control.Load()
	if err != nil {
		return failed("load the catalogue: %v", err)
	}
	controls, err := o.choice.of(catalogue)
	if err != nil {
		return err
	}
	settings, err := o.policy.settings(cmd, catalogue, o.dir)
	if err != nil {
		return err
	}
	repository, err := load(cmd, o.dir)
	if err != nil {
		return err
	}
	findings, err := sweep.Check(cmd.Context(), repository, controls, settings)
	if err != nil {
		return failed("check %s: %v", o.dir, err)
	}
	if !o.all {
		findings = slices.DeleteFunc(findings, func(f sweep.Finding) bool {
			return f.Assessment.NotApplicable || f.Action == policy.Ignore
		})
	}
	if o.json {
		list := make([]checked, 0, len(findings))
		for _, f := range findings {
			list = append(list, newChecked(f))
		}
		err = printJSON(cmd.OutOrStdout(), list)
	} else {
		err = printFindings(cmd.OutOrStdout(), findings, o.all)
	}
	if err != nil {
		return err
	}
	if slices.ContainsFunc(findings, sweep.Finding.Fails) {
		return &doneError{code: action.ExitFailed}
	}
	return nil
}

// checked is one element of the JSON array that check --json prints.
type checked struct {
	Control  string `json:"control"`
	Severity string `json:"severity"`
	// Address is the block's address inside its module.
	Address string `json:"address"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	// Status is failing, satisfied or unknown.
	Status string `json:"status"`
	// Deterministic says that fix --all has a patch; if Replacement, only with --allow-replacement.
	Deterministic bool `json:"deterministic"`
	// Replacement says that the patch makes Terraform destroy and recreate the resource.
	Replacement bool `json:"replacement"`
	// Missing says what is desired and what was found, one sentence each.
	Missing []string `json:"missing"`
	// Obstacle says why there is no patch.
	Obstacle string `json:"obstacle,omitempty"`
	// Decisions are those without an answer in the policy.
	Decisions []string `json:"decisions,omitempty"`
	// Action is what the policy says: report or ignore.
	Action string `json:"action,omitempty"`
	// NotApplicable says that the control asks nothing of the block.
	NotApplicable bool `json:"not_applicable,omitempty"`
}

func newChecked(f sweep.Finding) checked {
	c := checked{
		Control: f.Control.ID, Severity: string(f.Control.Severity),
		Address: f.Block.Ref.Address, File: f.Block.Ref.File, Line: f.Block.Range().Start.Line,
		Status: f.Assessment.Verdict.String(), Deterministic: f.Deterministic(), Replacement: f.Replaces(),
		Missing: []string{}, Obstacle: f.Obstacle(), Decisions: f.Assessment.Decisions(),
		NotApplicable: f.Assessment.NotApplicable,
	}
	if f.Entry != nil {
		c.Action = string(f.Action)
	}
	for _, missing := range f.Assessment.Missing {
		c.Missing = append(c.Missing, missing.Text)
	}
	return c
}

func printFindings(out io.Writer, findings []sweep.Finding, all bool) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	printed := false
	var counts tally
	for _, f := range findings {
		counts.add(f)
		if f.Assessment.Verdict == control.Satisfied && !all {
			continue
		}
		if !printed {
			fmt.Fprintln(w, "PLACE\tADDRESS\tCONTROL\tSTATUS\tWHAT IS MISSING")
		}
		printed = true
		c := newChecked(f)
		if c.NotApplicable {
			c.Status = "not applicable"
		}
		if c.Action == string(policy.Ignore) {
			c.Status = "ignored"
		}
		fmt.Fprintf(w, "%s:%d\t%s\t%s\t%s\t%s\n", c.File, c.Line, c.Address, c.Control, c.Status, strings.Join(c.Missing, "; "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if printed {
		fmt.Fprintln(out)
	}
	_, err := fmt.Fprintln(out, counts)
	return err
}

// tally counts findings for the last line of check.
type tally struct{ failing, fixable, replacing, unknown, satisfied int }

func (t *tally) add(f sweep.Finding) {
	switch {
	case f.Action == policy.Ignore || f.Assessment.NotApplicable:
	case f.Assessment.Verdict == control.Satisfied:
		t.satisfied++
	case f.Assessment.Verdict == control.Unknown:
		t.unknown++
	default:
		t.failing++
		if f.Deterministic() && f.Replaces() {
			t.replacing++
		} else if f.Deterministic() {
			t.fixable++
		}
	}
}

// String is the summary, such as "3 failing, of which terrafix fix --all fixes 2; 0 unknown, 7 satisfied".
func (t tally) String() string {
	text := fmt.Sprintf("%d failing", t.failing)
	if t.fixable > 0 {
		text += fmt.Sprintf(", of which terrafix fix --all fixes %d", t.fixable)
	}
	if t.replacing > 0 {
		text += fmt.Sprintf(", and %d more with --allow-replacement", t.replacing)
	}
	return text + fmt.Sprintf("; %d unknown, %d satisfied", t.unknown, t.satisfied)
}

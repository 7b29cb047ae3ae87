package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// attempts is how often a proposer may try before the command gives up; the action does the same.
const attempts = 3

const fixHelp = `fix prints a unified diff that makes one failing test pass for one resource.
It needs neither GitHub nor Vanta, and with the default proposer no
credentials. Files are changed only with --write.

With --all it fixes every block that fails a control of the catalogue, the most
severe first, wherever no person has to decide, and lists the rest with the
reasons on standard error. What makes Terraform destroy and recreate a resource
is fixed only where the policy or --allow-replacement allows it.

Answers to decisions come from the policy file; its paths count from --dir.

Exit codes: 0 the diff is printed or nothing is to be done (with --all: what
could be fixed is, and the rest is listed), 1 there is no fix and the reason is
printed, 2 an argument or the policy file is wrong.`

type fixOptions struct {
	test, dir, failureFile string
	query                  tfconfig.Query
	model                  modelOptions
	policy                 policyOptions
	choice                 choice
	write, json, all       bool
}

func newFix(p *Process) *cobra.Command {
	var o fixOptions
	cmd := &cobra.Command{
		Use:   "fix --test ID --resource NAME_OR_ARN | --all",
		Short: "Print the patch that makes one failing test pass, or all of them",
		Long:  fixHelp,
		Example: `  terrafix fix --test aws-s3-public-access-blocked --resource acme-prod-logs
  terrafix fix --test ec2-imdsv2 --resource aws_instance.worker --dir infrastructure --write
  terrafix fix --failure failure.json --proposer bedrock
  terrafix fix --all --write --dir infrastructure`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.all {
				if name := firstSet(cmd, "test", "resource", "kind", "account", "region", "failure", "proposer", "aws-region", "model-id"); name != "" {
					return usage("--all fixes what the catalogue can fix; --%s is for one failing test", name)
				}
				return o.runAll(cmd, p)
			}
			if name := firstSet(cmd, "control", "severity"); name != "" {
				return usage("--%s belongs to --all; see terrafix fix --help", name)
			}
			failure, err := o.failure()
			if err != nil {
				return err
			}
			return o.run(cmd, p, failure)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.test, "test", "", "Vanta test id, or the id of a control (see terrafix controls)")
	flags.StringVar(&o.query.Resource, "resource", "", "name, id or ARN of the AWS resource, or its Terraform address")
	flags.StringVar(&o.query.Kind, "kind", "", "Vanta resource kind or Terraform resource type")
	flags.StringVar(&o.query.Account, "account", "", "AWS account of the resource, twelve digits")
	flags.StringVar(&o.query.Region, "region", "", "AWS region of the resource")
	flags.StringVar(&o.failureFile, "failure", "", "file with one failure as JSON, in the form of the report's \"failure\"")
	flags.StringVar(&o.dir, "dir", ".", "folder of Terraform to fix")
	flags.BoolVar(&o.write, "write", false, "change the files instead of only printing the diff")
	flags.BoolVar(&o.json, "json", false, "print one JSON object instead of the diff")
	flags.BoolVar(&o.all, "all", false, "fix every block that fails a control and needs nobody's decision")
	o.model.register(flags)
	o.choice.register(cmd)
	o.policy.register(cmd)
	o.policy.registerReplacement(cmd)
	return cmd
}

// firstSet returns the first of the named flags that was given, or "".
func firstSet(cmd *cobra.Command, names ...string) string {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

// failure is what is to be fixed, from --failure or from --test and --resource.
func (o *fixOptions) failure() (vanta.Failure, error) {
	if o.failureFile == "" {
		if o.test == "" || o.query.Resource == "" {
			return vanta.Failure{}, usage("--test and --resource are both needed, or --failure; see terrafix fix --help")
		}
		o.query.Address = true
		return vanta.Failure{Test: vanta.Test{ID: o.test}, Name: o.query.Resource}, nil
	}
	if o.test != "" || o.query.Resource != "" {
		return vanta.Failure{}, usage("--failure stands alone: it holds the test and the resource")
	}
	src, err := os.ReadFile(o.failureFile)
	if err != nil {
		return vanta.Failure{}, usage("--failure: %v", err)
	}
	var f vanta.Failure
	if err := json.Unmarshal(src, &f); err != nil {
		return vanta.Failure{}, usage("--failure: %s is not a failure as JSON: %v", o.failureFile, err)
	}
	if f.Test.ID == "" || f.Name == "" {
		return vanta.Failure{}, usage("--failure: %s needs at least test.id and displayName", o.failureFile)
	}
	o.query.Resource, o.query.Account, o.query.Region = f.Name, f.Account, f.Region
	if f.Kind != "" {
		o.query.Kind = f.Kind
	}
	return f, nil
}

func (o *fixOptions) run(cmd *cobra.Command, p *Process, failure vanta.Failure) error {
	ctx := cmd.Context()
	catalogue, err := control.Load()
	if err != nil {
		return failed("load the catalogue: %v", err)
	}
	ctl := catalogue.ForTest(failure.Test.ID, failure.Test.Name)
	if ctl == nil && o.model.proposer == byCatalogue {
		return failed("the catalogue has no control for the test %q; see terrafix controls, or use --proposer bedrock", failure.Test.ID)
	}
	proposer, err := o.model.build(ctx, p)
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
	if ctl != nil {
		o.query.Types = ctl.Types()
	}
	answer := repository.Locate(o.query)
	if answer.Outcome != tfconfig.Found {
		return failed("%s", notLocated(answer))
	}
	block := answer.Target.Block
	request := propose.Request{
		Control: ctl, Test: failure.Test, Names: []string{failure.Name}, Target: answer.Target, Repository: repository,
	}
	if ctl != nil {
		request.Options = settings.Options(repository, block, ctl, failure.Test.ID)
		request.AllowReplacement = settings.AllowsReplacement(repository, block, ctl, failure.Test.ID)
		if expect.Assess(repository, block, ctl, request.Options).Verdict == control.Satisfied {
			fmt.Fprintf(cmd.ErrOrStderr(), "terrafix: %s already satisfies %s; nothing to do\n", block.Ref.Address, ctl.ID)
			return nil
		}
	}
	verifier := verify.New(repository, verify.Options{Getenv: p.Getenv})
	defer func() { _ = verifier.Close() }()
	draft, proposal, err := attempt(ctx, verifier, proposer, request)
	if err != nil {
		return err
	}
	return o.print(cmd, repository, answer.Target, draft, proposal)
}

// attempt asks the proposer until the checks accept its patch.
func attempt(ctx context.Context, v *verify.Verifier, proposer propose.Proposer, r propose.Request) (*verify.Draft, propose.Proposal, error) {
	session := proposer.Begin(r)
	var feedback []string
	for range attempts {
		proposal, err := session.Propose(ctx, feedback)
		var rejected *propose.RejectedError
		switch {
		case errors.As(err, &rejected):
			feedback = []string{rejected.Reason}
			continue
		case err != nil:
			return nil, proposal, failed("%v", err)
		case proposal.CannotFix != "":
			return nil, proposal, failed("no fix for %s: %s; decide, and make the change by hand", r.Target.Block.Ref.Address, proposal.CannotFix)
		}
		draft, findings := v.Check(ctx, verify.Candidate{
			Key: r.Target.Block.Ref.Address, Control: r.Control, Options: r.Options, Target: r.Target, Patch: proposal.Patch,
		})
		if len(findings) == 0 {
			return draft, proposal, nil
		}
		feedback = nil
		for _, finding := range findings {
			feedback = append(feedback, finding.String())
		}
	}
	return nil, propose.Proposal{}, failed("no fix for %s: every proposal was refused, the last because of: %s; make the change by hand",
		r.Target.Block.Ref.Address, strings.Join(feedback, "; "))
}

// fixed is the JSON object that fix --json prints.
type fixed struct {
	Address    string         `json:"address"`
	File       string         `json:"file"`
	Line       int            `json:"line"`
	Summary    string         `json:"summary"`
	Rationale  string         `json:"rationale"`
	Confidence string         `json:"confidence"`
	Proposer   string         `json:"proposer"`
	Checks     []verify.Check `json:"checks"`
	Diff       string         `json:"diff"`
	Written    bool           `json:"written"`
}

func (o *fixOptions) print(cmd *cobra.Command, r *tfconfig.Repository, target *tfconfig.Target, draft *verify.Draft, proposal propose.Proposal) error {
	if o.write {
		if err := writeFiles(r.Dir, draft.Files()); err != nil {
			return failed("%v", err)
		}
	}
	diff := patch.Unified(draft.Before(), draft.Files())
	if !o.json {
		_, err := io.WriteString(cmd.OutOrStdout(), diff)
		return err
	}
	return printJSON(cmd.OutOrStdout(), fixed{
		Address: target.Block.Ref.Address, File: target.Block.Ref.File, Line: target.Block.Range().Start.Line,
		Summary: proposal.Summary, Rationale: proposal.Rationale, Confidence: string(proposal.Confidence),
		Proposer: proposal.By, Checks: draft.Checks(), Diff: diff, Written: o.write,
	})
}

func notLocated(answer tfconfig.Location) string {
	lines := []string{answer.Reason}
	for _, c := range answer.Candidates {
		lines = append(lines, fmt.Sprintf("  %s:%d: %s in root %s: %s", c.File, c.Line, c.Address, c.Root, c.Reason))
	}
	if next := nextStep(answer); next != "" {
		lines = append(lines, "  next: "+next)
	}
	return strings.Join(lines, "\n")
}

package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/sweep"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// fixedAll is the JSON object that fix --all --json prints.
type fixedAll struct {
	// Fixed are the patches in the order in which they were applied.
	Fixed []fixedOne `json:"fixed"`
	// Left is what still fails or is not known to hold.
	Left []leftOne `json:"left"`
	// Files are the changed files.
	Files []string `json:"files"`
	// Formatting says who formatted the changed lines.
	Formatting verify.Check `json:"formatting"`
	Diff       string       `json:"diff"`
	Written    bool         `json:"written"`
}

type fixedOne struct {
	Control     string         `json:"control"`
	Severity    string         `json:"severity"`
	Address     string         `json:"address"`
	File        string         `json:"file"`
	Line        int            `json:"line"`
	Summary     string         `json:"summary"`
	Replacement bool           `json:"replacement"`
	Checks      []verify.Check `json:"checks"`
}

type leftOne struct {
	checked
	Reason string `json:"reason"`
}

// runAll fixes every block that fails a control and needs nobody's decision.
func (o *fixOptions) runAll(cmd *cobra.Command, p *Process) error {
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
	result, err := sweep.Fix(cmd.Context(), repository, controls, settings, verify.Options{Getenv: p.Getenv})
	if err != nil {
		return failed("fix %s: %v", o.dir, err)
	}
	if o.write {
		if err := writeFiles(repository.Dir, result.After); err != nil {
			return failed("%v", err)
		}
	}
	diff := patch.Unified(result.Before, result.After)
	if o.json {
		return printJSON(cmd.OutOrStdout(), o.summary(repository, result, diff))
	}
	if _, err := io.WriteString(cmd.OutOrStdout(), diff); err != nil {
		return err
	}
	printLeft(cmd.ErrOrStderr(), o.summary(repository, result, ""))
	return nil
}

// summary gives every block its place in the files as they are once the command has ended.
func (o *fixOptions) summary(before *tfconfig.Repository, result *sweep.Result, diff string) fixedAll {
	places := lines{result.Repository, before}
	if !o.write {
		places = lines{before, result.Repository}
	}
	all := fixedAll{
		Fixed: []fixedOne{}, Left: []leftOne{}, Files: sortedNames(result.After), Formatting: result.Formatting, Diff: diff, Written: o.write,
	}
	for _, f := range result.Fixed {
		all.Fixed = append(all.Fixed, fixedOne{
			Control: f.Control.ID, Severity: string(f.Control.Severity), Address: f.Ref.Address, File: f.Ref.File,
			Line: places.of(f.Ref), Summary: f.Summary, Replacement: f.Replaces, Checks: f.Checks,
		})
	}
	for _, left := range result.Left {
		one := leftOne{newChecked(left.Finding), left.Reason}
		one.Line = places.of(left.Block.Ref)
		all.Left = append(all.Left, one)
	}
	return all
}

// lines finds blocks in the first repository that has them.
type lines []*tfconfig.Repository

func (l lines) of(ref patch.Ref) int {
	for _, r := range l {
		for _, module := range r.Modules {
			if b := module.Block(ref.Address); b != nil && b.Ref == ref {
				return b.Range().Start.Line
			}
		}
	}
	return 0
}

// printLeft says what was done and what is left to people.
func printLeft(out io.Writer, all fixedAll) {
	verb := "fixes"
	if all.Written {
		verb = "fixed"
	}
	fmt.Fprintf(out, "terrafix: %s %s in %s; %d left\n", verb, plural(len(all.Fixed), "failure"), plural(len(all.Files), "file"), len(all.Left))
	for _, left := range all.Left {
		fmt.Fprintf(out, "  %s:%d: %s: %s (%s): %s\n", left.File, left.Line, left.Address, left.Control, left.Status, left.Reason)
	}
}

// plural writes a number with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

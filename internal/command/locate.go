package command

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// located is the JSON object that locate --json prints on one line.
type located struct {
	Resource string           `json:"resource"`
	Outcome  tfconfig.Outcome `json:"outcome"`
	// Root is the root module's folder; Address is the instance's address in it.
	Root    string `json:"root,omitempty"`
	Address string `json:"address,omitempty"`
	// File and Line are the place of the block that holds the resource, relative to --dir.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Instances are all placements that match, when there is more than one.
	Instances  []tfconfig.Placement `json:"instances,omitempty"`
	Evidence   []string             `json:"evidence"`
	Reason     string               `json:"reason,omitempty"`
	Candidates []tfconfig.Candidate `json:"candidates"`
}

func newLocate() *cobra.Command {
	var dir string
	var asJSON bool
	var query tfconfig.Query
	cmd := &cobra.Command{
		Use:   "locate --resource NAME_OR_ARN",
		Short: "Find the Terraform block that owns an AWS resource",
		Long: `locate finds the Terraform block that owns an AWS resource, with the evidence
that leads there, or names the candidates when it cannot know.

Exit codes: 0 found, 1 not found, ambiguous or elsewhere, 2 an argument is wrong.`,
		Example: `  terrafix locate --resource acme-prod-logs --kind S3
  terrafix locate --resource arn:aws:rds:eu-west-1:111111111111:db:orders --dir infrastructure --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if query.Resource == "" {
				return usage("--resource is missing: give the name, the id or the ARN of an AWS resource")
			}
			repository, err := load(cmd, dir)
			if err != nil {
				return err
			}
			query.Address = true
			answer := repository.Locate(query)
			if err := printLocation(cmd.OutOrStdout(), query.Resource, answer, asJSON); err != nil {
				return err
			}
			if answer.Outcome != tfconfig.Found {
				return &doneError{code: 1}
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&query.Resource, "resource", "", "name, id or ARN of the AWS resource")
	flags.StringVar(&query.Kind, "kind", "", "Vanta resource kind or Terraform resource type")
	flags.StringVar(&query.Account, "account", "", "AWS account of the resource, twelve digits")
	flags.StringVar(&query.Region, "region", "", "AWS region of the resource")
	flags.StringVar(&dir, "dir", ".", "folder of Terraform to search")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// load reads the Terraform below dir and names the files that were left out on standard error.
func load(cmd *cobra.Command, dir string) (*tfconfig.Repository, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, usage("--dir: %s is not a folder; give the folder of Terraform", dir)
	}
	repository, err := tfconfig.Load(cmd.Context(), dir, tfconfig.Options{})
	if err != nil {
		return nil, failed("%v", err)
	}
	for _, problem := range repository.Problems {
		where := problem.Path
		if problem.Line > 0 {
			where = fmt.Sprintf("%s:%d", problem.Path, problem.Line)
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "terrafix: %s: left out: %s\n", where, problem.Reason)
	}
	if len(repository.Modules) == 0 {
		return nil, failed("there is no Terraform below %s; give the folder with --dir", dir)
	}
	return repository, nil
}

func printLocation(out io.Writer, resource string, answer tfconfig.Location, asJSON bool) error {
	result := located{
		Resource: resource, Outcome: answer.Outcome, Reason: answer.Reason,
		Evidence: []string{}, Candidates: append([]tfconfig.Candidate{}, answer.Candidates...),
	}
	if target := answer.Target; target != nil {
		result.Root, result.Address = target.Instances[0].Root, target.Instances[0].Address
		result.File, result.Line = target.Block.Ref.File, target.Block.Range().Start.Line
		result.Evidence = append(result.Evidence, target.Evidence...)
		if len(target.Instances) > 1 {
			result.Instances = target.Instances
		}
	}
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(result)
	}
	if result.Outcome == tfconfig.Found {
		fmt.Fprintf(out, "%s:%d: %s in root %s\n", result.File, result.Line, result.Address, result.Root)
	} else {
		fmt.Fprintf(out, "%s: %s\n", strings.ReplaceAll(string(result.Outcome), "_", " "), result.Reason)
	}
	for _, evidence := range result.Evidence {
		fmt.Fprintf(out, "  %s\n", evidence)
	}
	for _, c := range result.Candidates {
		fmt.Fprintf(out, "  %s:%d: %s in root %s: %s\n", c.File, c.Line, c.Address, c.Root, c.Reason)
	}
	if next := nextStep(answer); next != "" {
		fmt.Fprintf(out, "  next: %s\n", next)
	}
	return nil
}

// nextStep says what a person can do about a resource whose block was not found, unless the reason does.
func nextStep(answer tfconfig.Location) string {
	switch answer.Outcome {
	case tfconfig.Ambiguous:
		return "tell the candidates apart with --account, --region or --kind, or give the folder of one with --dir"
	case tfconfig.NotFound:
		return "check the name and --dir; the resource may belong to another repository, or to no Terraform"
	}
	return ""
}

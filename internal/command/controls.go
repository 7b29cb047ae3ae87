package command

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/control"
)

// listedControl is one element of the JSON array that controls --json prints.
type listedControl struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	// Tests are Vanta test ids; empty when Vanta's id is not public.
	Tests []string `json:"tests"`
	// Titles are titles of Vanta tests that lead to the control.
	Titles []string `json:"titles"`
	// Resources are Terraform resource types, Modules sources of registry modules.
	Resources []string `json:"resources"`
	Modules   []string `json:"modules"`
	// Deterministic says that a patch can be written without a model.
	Deterministic bool `json:"deterministic"`
	// Decisions are what a person has to decide first, in the policy file.
	Decisions []listedDecision `json:"decisions"`
	// ReportOnly says what a person does where Terraform cannot help; empty for the others.
	ReportOnly string `json:"report_only"`
}

type listedDecision struct {
	Name     string `json:"name"`
	Question string `json:"question"`
	Example  string `json:"example"`
}

type controlsOptions struct {
	choice              choice
	test, kind          string
	deterministic, json bool
}

func newControls() *cobra.Command {
	var o controlsOptions
	cmd := &cobra.Command{
		Use:   "controls",
		Short: "List the controls of the catalogue",
		Long: `controls lists what the catalogue knows: each control with the Terraform
resources it is about and the Vanta tests that lead to it.

Several filters narrow the list together. A list without a control is empty and
no error.`,
		Example: `  terrafix controls
  terrafix controls --type aws_s3_bucket --severity critical,high
  terrafix controls --json | jq -r '.[].tests[]'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			catalogue, err := control.Load()
			if err != nil {
				return failed("load the catalogue: %v", err)
			}
			controls, err := o.of(catalogue)
			if err != nil {
				return err
			}
			list := []listedControl{}
			for _, c := range controls {
				list = append(list, newListed(c))
			}
			if o.json {
				return printJSON(cmd.OutOrStdout(), list)
			}
			return printControls(cmd.OutOrStdout(), list)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.kind, "type", "", "only controls about this Terraform resource type or registry module")
	flags.StringVar(&o.test, "test", "", "only the control that this Vanta test id, or title, leads to")
	flags.BoolVar(&o.deterministic, "deterministic", false, "only controls whose patch needs neither a model nor a decision")
	flags.BoolVar(&o.json, "json", false, "print a JSON array")
	o.choice.registerSeverity(cmd)
	return cmd
}

// of returns the controls that pass every filter.
func (o *controlsOptions) of(catalogue *control.Catalogue) ([]*control.Control, error) {
	controls, err := o.choice.of(catalogue)
	if err != nil {
		return nil, err
	}
	tested := catalogue.ForTest(o.test, o.test)
	return slices.DeleteFunc(controls, func(c *control.Control) bool {
		return o.test != "" && c != tested ||
			o.deterministic && !c.Deterministic() ||
			o.kind != "" && !slices.Contains(c.Types(), o.kind) && !slices.Contains(modules(c), o.kind)
	}), nil
}

func newListed(c *control.Control) listedControl {
	listed := listedControl{
		ID: c.ID, Title: c.Title, Severity: string(c.Severity), Deterministic: c.Deterministic(), ReportOnly: c.ReportOnly,
		Tests: append([]string{}, c.Tests...), Titles: append([]string{}, c.Match...),
		Resources: append([]string{}, c.Types()...), Modules: modules(c), Decisions: []listedDecision{},
	}
	for _, decision := range c.Decisions {
		listed.Decisions = append(listed.Decisions, listedDecision{decision.Name, decision.Question, decision.Example})
	}
	return listed
}

// modules are the registry modules that a control is about, each once; never nil.
func modules(c *control.Control) []string {
	sources := []string{}
	for _, resource := range c.Resources {
		if resource.Module != "" && !slices.Contains(sources, resource.Module) {
			sources = append(sources, resource.Module)
		}
	}
	return sources
}

func printControls(out io.Writer, list []listedControl) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CONTROL\tSEVERITY\tRESOURCES\tVANTA TESTS\tTITLE")
	for _, c := range list {
		tests, resources := strings.Join(c.Tests, ", "), strings.Join(c.Resources, ", ")
		if tests == "" {
			tests = "(by title)"
		}
		if c.ReportOnly != "" {
			resources = "(a person)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", c.ID, c.Severity, resources, tests, c.Title)
	}
	return w.Flush()
}

func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

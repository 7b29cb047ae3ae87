package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/control"
)

// listedControl is one element of the JSON array that controls --json prints.
type listedControl struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Tests are Vanta test ids; empty when Vanta's id is not public.
	Tests []string `json:"tests"`
	// Titles are titles of Vanta tests that lead to the control.
	Titles []string `json:"titles"`
	// Resources are Terraform resource types.
	Resources []string `json:"resources"`
	// Deterministic says that a patch can be written without a model.
	Deterministic bool `json:"deterministic"`
}

func newControls() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "controls",
		Short: "List the controls of the catalogue",
		Long: `controls lists what the catalogue knows: each control with the Terraform
resources it is about and the Vanta tests that lead to it.`,
		Example: `  terrafix controls
  terrafix controls --json | jq -r '.[].tests[]'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			catalogue, err := control.Load()
			if err != nil {
				return failed("load the catalogue: %v", err)
			}
			list := []listedControl{}
			for _, c := range catalogue.All() {
				list = append(list, listedControl{
					ID: c.ID, Title: c.Title, Resources: c.Types(), Deterministic: c.Deterministic(),
					Tests: append([]string{}, c.Tests...), Titles: append([]string{}, c.Match...),
				})
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), list)
			}
			return printControls(cmd.OutOrStdout(), list)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return cmd
}

func printControls(out io.Writer, list []listedControl) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CONTROL\tRESOURCES\tVANTA TESTS\tTITLE")
	for _, c := range list {
		tests := strings.Join(c.Tests, ", ")
		if tests == "" {
			tests = "(by title)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.ID, strings.Join(c.Resources, ", "), tests, c.Title)
	}
	return w.Flush()
}

func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

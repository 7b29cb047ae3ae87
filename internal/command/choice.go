package command

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/control"
)

var severities = []string{string(control.Critical), string(control.High), string(control.Medium), string(control.Low)}

// choice are the flags that pick controls from the catalogue. Empty means all.
type choice struct {
	controls, severities []string
}

func (o *choice) register(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&o.controls, "control", nil, "only this control, by its id or a Vanta test's; may be repeated")
	o.registerSeverity(cmd)
}

func (o *choice) registerSeverity(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&o.severities, "severity", nil, "only controls of this severity: "+strings.Join(severities, ", ")+"; may be repeated")
}

// of returns the controls that the flags pick, sorted by id.
func (o *choice) of(catalogue *control.Catalogue) ([]*control.Control, error) {
	for _, severity := range o.severities {
		if !slices.Contains(severities, severity) {
			return nil, usage("--severity is %q: use %s", severity, strings.Join(severities, ", "))
		}
	}
	var named []*control.Control
	for _, id := range o.controls {
		c := catalogue.ForTest(id, "")
		if c == nil {
			return nil, usage("--control: the catalogue has no control %q; see terrafix controls", id)
		}
		named = append(named, c)
	}
	return slices.DeleteFunc(catalogue.All(), func(c *control.Control) bool {
		return len(named) > 0 && !slices.Contains(named, c) ||
			len(o.severities) > 0 && !slices.Contains(o.severities, string(c.Severity))
	}), nil
}

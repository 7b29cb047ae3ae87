package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// output is one output of the action, by its name in action.yml.
type output struct{ name, value string }

func (r *Report) outputs(reportPath string) ([]output, error) {
	pulls, err := json.Marshal(PullRequests(r.Outcomes))
	if err != nil {
		return nil, fmt.Errorf("encode the pull requests: %w", err)
	}
	return []output{
		{"pull-requests", string(pulls)},
		{"opened", strconv.Itoa(r.Counts.Opened)},
		{"existing", strconv.Itoa(r.Counts.Existing)},
		{"held", strconv.Itoa(r.Counts.Held)},
		{"skipped", strconv.Itoa(r.Counts.Skipped)},
		{"rejected", strconv.Itoa(r.Counts.Rejected)},
		{"failed", strconv.Itoa(r.Counts.Failed)},
		{"report", reportPath},
	}, nil
}

// SetOutputs sets every output of the action. reportPath is what [Workflow.WriteReport] returned; it is
// empty when the report could not be written. All outputs are tried, whatever happens to one.
func (w *Workflow) SetOutputs(r *Report, reportPath string) error {
	outputs, err := r.outputs(reportPath)
	if err != nil {
		return err
	}
	var errs []error
	for _, o := range outputs {
		errs = append(errs, w.SetOutput(o.name, o.value))
	}
	return errors.Join(errs...)
}

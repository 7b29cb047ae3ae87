package action

import (
	"time"

	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// ReportSchema is the version of the JSON report's form. It grows by one when a field changes its meaning
// or goes; new fields do not change it.
const ReportSchema = 1

// Report is everything that one run found and did. The job summary, the outputs and the JSON report are
// made from it.
type Report struct {
	Schema int `json:"schema"`
	// Version is the program's version.
	Version string `json:"version"`
	Run     Run    `json:"run"`
	// Complete is false when the run broke or was cancelled; Error then says why.
	Complete  bool           `json:"complete"`
	Error     *ReportedError `json:"error,omitempty"`
	Counts    Counts         `json:"counts"`
	Outcomes  []Outcome      `json:"outcomes"`
	Requests  RequestCounts  `json:"requests"`
	Usage     Usage          `json:"usage"`
	Terraform TerraformStats `json:"terraform"`
	// Problems are the Terraform files that could not be read or parsed and were left out.
	Problems []tfconfig.Problem `json:"problems"`
	// Warnings are further remarks on the run, such as unknown inputs.
	Warnings []string `json:"warnings"`
}

// ReportedError is why a run broke.
type ReportedError struct {
	Row
	// Detail is the cause, without secrets.
	Detail string `json:"detail,omitempty"`
}

// Run says which run a report is about.
type Run struct {
	ID         string       `json:"id,omitempty"`
	URL        string       `json:"url,omitempty"`
	Repository string       `json:"repository"`
	Mode       Mode         `json:"mode"`
	Proposer   ProposerKind `json:"proposer"`
	BaseBranch string       `json:"base_branch"`
	// BaseSHA is the commit that was read and that every branch starts from.
	BaseSHA    string    `json:"base_sha,omitempty"`
	Started    time.Time `json:"started"`
	DurationMS int64     `json:"duration_ms"`
}

// RequestCounts are the HTTP requests of a run, retries included.
type RequestCounts struct {
	Vanta        int `json:"vanta"`
	GitHub       int `json:"github"`
	GitHubWrites int `json:"github_writes"`
}

// Usage is what the model cost.
type Usage struct {
	Model            string `json:"model,omitempty"`
	Calls            int    `json:"calls"`
	InputTokens      int64  `json:"input_tokens"`
	OutputTokens     int64  `json:"output_tokens"`
	CacheReadTokens  int64  `json:"cache_read_tokens"`
	CacheWriteTokens int64  `json:"cache_write_tokens"`
}

// TerraformStats are the runs of terraform.
type TerraformStats struct {
	Version   string `json:"version,omitempty"`
	Roots     int    `json:"roots"`
	Inits     int    `json:"inits"`
	Validates int    `json:"validates"`
}

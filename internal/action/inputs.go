package action

import (
	"log/slog"
	"sort"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/sethvargo/go-githubactions"
)

// Mode is how far a run goes.
type Mode string

// The modes.
const (
	// ModeApply opens pull requests.
	ModeApply Mode = "apply"
	// ModePropose does everything but the pull request.
	ModePropose Mode = "propose"
	// ModeReport locates the failures, without a proposal and without a model call.
	ModeReport Mode = "report"
)

// ProposerKind is who makes the patches.
type ProposerKind string

// The proposers.
const (
	ProposerBedrock   ProposerKind = "bedrock"
	ProposerCatalogue ProposerKind = "catalogue"
	ProposerAuto      ProposerKind = "auto"
)

// OnUnverified is what happens to a patch that terraform could not check.
type OnUnverified string

// The choices.
const (
	UnverifiedDraft OnUnverified = "draft"
	UnverifiedSkip  OnUnverified = "skip"
)

// LogFormat is how log lines are written.
type LogFormat string

// The log formats.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// FailureID selects the failures of one test, or one of them.
type FailureID struct {
	// Test is a Vanta test id; empty when every failure is wanted.
	Test string
	// Entity is the id of one failing entity; empty when every entity of the test is wanted.
	Entity string
}

// String returns the id as it is written in the input.
func (f FailureID) String() string {
	if f.Entity == "" {
		return f.Test
	}
	return f.Test + "/" + f.Entity
}

// Inputs are the inputs of one run and what the runner says about it, checked and complete.
type Inputs struct {
	VantaClientID     string
	VantaClientSecret Secret
	// VantaAPIURL has no trailing slash.
	VantaAPIURL string
	GitHubToken Secret

	// AWSRoleARN is empty when the AWS SDK's default chain of credentials is to be used.
	AWSRoleARN string
	AWSRegion  string
	ModelID    string

	Proposer  ProposerKind
	Mode      Mode
	FailureID FailureID
	// Tests and Paths are doublestar globs; empty means everything.
	Tests []string
	Paths []string

	// BaseBranch is the branch that pull requests are opened against, without refs/heads/. When the input
	// is empty it is the branch that the workflow runs on.
	BaseBranch string
	// BranchPrefix ends with a slash.
	BranchPrefix string
	// Labels always include [Label].
	Labels        []string
	Draft         bool
	Reviewers     []string
	TeamReviewers []string
	Assignees     []string

	// MaxOpenPullRequests and MaxNewPullRequests may be 0: then nothing is opened.
	MaxOpenPullRequests int
	MaxNewPullRequests  int
	// MaxModelCalls may be 0: then no model is asked.
	MaxModelCalls int
	// VantaRequestsPerMinute and GitHubWritesPerMinute are 0 when requests are not paced.
	VantaRequestsPerMinute int
	GitHubWritesPerMinute  int

	OnUnverified OnUnverified
	// TerraformPath is the absolute path of an executable, or empty.
	TerraformPath string
	// TerraformVersion is a version constraint, or empty.
	TerraformVersion string

	// LogLevel is debug in a run that was started with debug logging, whatever the input says.
	LogLevel  slog.Level
	LogFormat LogFormat

	Environment
}

// Label is set on every pull request of the action, whatever the input labels says.
const Label = "terrafix"

// NeedsModel reports whether the run may ask the model, so that Bedrock must be reachable.
func (in *Inputs) NeedsModel() bool {
	return in.Mode != ModeReport && in.Proposer != ProposerCatalogue && in.MaxModelCalls > 0
}

// Secrets returns every value that must be masked before the first line is logged.
func (in *Inputs) Secrets() []Secret {
	return []Secret{in.VantaClientSecret, in.GitHubToken, in.TokenRequestToken}
}

// ParseInputs reads every input and the runner's variables through getenv. It makes no network call. An
// input that is empty takes its default.
//
// All mistakes are reported together: the error is an [*InputErrors]. The inputs are returned even then,
// with defaults in the place of bad values, so that LogLevel, LogFormat and Secrets can be used; they are
// fit for nothing else.
func ParseInputs(getenv func(string) string) (*Inputs, error) {
	in := &Inputs{}
	runner := githubactions.New(githubactions.WithGetenv(getenv))
	var errs InputErrors
	for _, row := range inputTable {
		value := runner.GetInput(row.name)
		if value == "" {
			value = row.fallback()
		}
		if value == "" {
			if row.required != "" {
				errs.add(row.name, fault{"it is empty", row.required})
			}
			continue
		}
		if f := row.set(in, value); f != nil {
			errs.add(row.name, *f)
			if def := row.fallback(); def != "" {
				row.set(in, def)
			}
		}
	}
	in.Environment = readEnvironment(getenv, &errs)
	if in.Debug {
		in.LogLevel = slog.LevelDebug
	}
	checkTogether(in, &errs)
	if len(errs.Errors) > 0 {
		return in, &errs
	}
	return in, nil
}

// UnknownInputs returns one warning for each INPUT_ variable of environ ("NAME=value" strings, as
// os.Environ gives them) that is not an input, naming the nearest one that is. A misspelt input would
// otherwise have no effect in silence.
func UnknownInputs(environ []string) []string {
	known := map[string]bool{}
	var names []string
	for _, row := range inputTable {
		known[row.name] = true
		names = append(names, row.name)
	}
	var warnings []string
	for _, entry := range environ {
		variable, _, _ := strings.Cut(entry, "=")
		name, ok := strings.CutPrefix(variable, "INPUT_")
		if name = strings.ToLower(name); !ok || name == "" || known[name] {
			continue
		}
		warning := "there is no input " + quote(name) + "; it has no effect"
		if near := nearest(strings.ReplaceAll(name, "_", "-"), names); near != "" {
			warning += "; did you mean " + near + "?"
		}
		warnings = append(warnings, warning)
	}
	sort.Strings(warnings)
	return warnings
}

// nearest returns the candidate that a typing mistake most likely meant, or "" when none is close.
func nearest(word string, candidates []string) string {
	best, distance := "", len(word)/3+2
	for _, candidate := range candidates {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), candidate); d < distance {
			best, distance = candidate, d
		}
	}
	return best
}

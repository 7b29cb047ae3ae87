package action

import "strings"

// input is one row of the table from which the inputs are parsed. Names and defaults are those of
// action.yml, where each input is described; a test holds the two in step.
type input struct {
	name string
	// def is the default of action.yml.
	def string
	// required is the remedy when there is no value; empty for an input that may be left out.
	required string
	// set stores a value, which is never empty and has no surrounding white space. It stores nothing when
	// it returns a fault.
	set func(in *Inputs, value string) *fault
}

// fallback is the value of an input that was left out. The runner has replaced an expression before the
// program starts, so an expression is no value.
func (i input) fallback() string {
	if strings.HasPrefix(i.def, "${{") {
		return ""
	}
	return i.def
}

var inputTable = []input{
	{
		name:     "vanta-client-id",
		required: "store the client id of a Vanta API application as a secret and pass ${{ secrets.VANTA_CLIENT_ID }}",
		set:      func(in *Inputs, v string) *fault { return parseCredential(v, 1, &in.VantaClientID) },
	},
	{
		name:     "vanta-client-secret",
		required: "store the client secret of a Vanta API application as a secret and pass ${{ secrets.VANTA_CLIENT_SECRET }}",
		set:      func(in *Inputs, v string) *fault { return parseCredential(v, minSecretLength, &in.VantaClientSecret) },
	},
	{
		name: "vanta-api-url",
		def:  "https://api.vanta.com",
		set: func(in *Inputs, v string) *fault {
			address, f := parseURL(v)
			if f == nil {
				in.VantaAPIURL = address
			}
			return f
		},
	},
	{
		name:     "github-token",
		def:      "${{ github.token }}",
		required: "leave the input out to use the workflow's token, or pass a secret that is not empty",
		set:      func(in *Inputs, v string) *fault { return parseCredential(v, minSecretLength, &in.GitHubToken) },
	},
	{name: "aws-role-arn", set: func(in *Inputs, v string) *fault { return parseRoleARN(v, &in.AWSRoleARN) }},
	{name: "aws-region", def: "us-west-2", set: func(in *Inputs, v string) *fault { return parseRegion(v, &in.AWSRegion) }},
	{
		name: "model-id",
		def:  "global.anthropic.claude-sonnet-4-6",
		set:  func(in *Inputs, v string) *fault { return parseModelID(v, &in.ModelID) },
	},
	{
		name: "proposer",
		def:  "bedrock",
		set: func(in *Inputs, v string) *fault {
			return parseChoice(v, &in.Proposer, ProposerBedrock, ProposerCatalogue, ProposerAuto)
		},
	},
	{
		name: "mode",
		def:  "apply",
		set: func(in *Inputs, v string) *fault {
			return parseChoice(v, &in.Mode, ModeApply, ModePropose, ModeReport)
		},
	},
	{name: "failure-id", set: func(in *Inputs, v string) *fault { return parseFailureID(v, &in.FailureID) }},
	{name: "tests", set: func(in *Inputs, v string) *fault { return parseGlobs(v, &in.Tests) }},
	{name: "paths", set: func(in *Inputs, v string) *fault { return parsePaths(v, &in.Paths) }},
	{name: "base-branch", set: func(in *Inputs, v string) *fault { return parseBranch(v, &in.BaseBranch) }},
	{
		name: "branch-prefix",
		def:  "terrafix/",
		set:  func(in *Inputs, v string) *fault { return parseBranchPrefix(v, &in.BranchPrefix) },
	},
	{name: "labels", def: Label, set: func(in *Inputs, v string) *fault { return parseLabels(v, &in.Labels) }},
	{name: "draft", def: "false", set: func(in *Inputs, v string) *fault { return parseBool(v, &in.Draft) }},
	{name: "reviewers", set: func(in *Inputs, v string) *fault { return parseUsers(v, &in.Reviewers) }},
	{name: "team-reviewers", set: func(in *Inputs, v string) *fault { return parseTeams(v, &in.TeamReviewers) }},
	{name: "assignees", set: func(in *Inputs, v string) *fault { return parseUsers(v, &in.Assignees) }},
	{
		name: "max-open-pull-requests",
		def:  "10",
		set:  func(in *Inputs, v string) *fault { return parseNumber(v, 1000, &in.MaxOpenPullRequests) },
	},
	{
		name: "max-new-pull-requests",
		def:  "5",
		set:  func(in *Inputs, v string) *fault { return parseNumber(v, 1000, &in.MaxNewPullRequests) },
	},
	{
		name: "max-model-calls",
		def:  "30",
		set:  func(in *Inputs, v string) *fault { return parseNumber(v, 10000, &in.MaxModelCalls) },
	},
	{
		name: "vanta-requests-per-minute",
		def:  "50",
		set:  func(in *Inputs, v string) *fault { return parseNumber(v, 100000, &in.VantaRequestsPerMinute) },
	},
	{
		name: "github-writes-per-minute",
		def:  "60",
		set:  func(in *Inputs, v string) *fault { return parseNumber(v, 100000, &in.GitHubWritesPerMinute) },
	},
	{
		name: "on-unverified",
		def:  "draft",
		set: func(in *Inputs, v string) *fault {
			return parseChoice(v, &in.OnUnverified, UnverifiedDraft, UnverifiedSkip)
		},
	},
	{name: "terraform-path", set: func(in *Inputs, v string) *fault { in.TerraformPath = v; return nil }},
	{
		name: "terraform-version",
		set:  func(in *Inputs, v string) *fault { return parseConstraint(v, &in.TerraformVersion) },
	},
	{name: "log-level", def: "info", set: func(in *Inputs, v string) *fault { return parseLevel(v, &in.LogLevel) }},
	{
		name: "log-format",
		def:  "text",
		set:  func(in *Inputs, v string) *fault { return parseChoice(v, &in.LogFormat, LogText, LogJSON) },
	},
}

package action

// The ids of the table of errors.
const (
	ErrInputs = "inputs"

	ErrVantaCredentials  = "vanta-credentials"
	ErrVantaTokenRevoked = "vanta-token-revoked"
	ErrVantaPermission   = "vanta-permission"
	ErrVantaNotFound     = "vanta-not-found"
	ErrVantaAddress      = "vanta-address"
	ErrVantaIncomplete   = "vanta-incomplete"
	ErrVantaRateLimited  = "vanta-rate-limited"
	ErrVantaUnavailable  = "vanta-unavailable"

	ErrGitHubUnauthorized    = "github-unauthorized"
	ErrGitHubPermission      = "github-permission"
	ErrGitHubForbiddenCreate = "github-forbidden-create"
	ErrGitHubBranchPrefix    = "github-branch-prefix"
	ErrGitHubBranchTaken     = "github-branch-taken"
	ErrGitHubRateLimited     = "github-rate-limited"
	ErrGitHubBaseUnreachable = "github-base-unreachable"
	ErrGitHubUnavailable     = "github-unavailable"
	ErrGitHubRejected        = "github-rejected"
	ErrGitHubNotFound        = "github-not-found"
	ErrCheckoutMissing       = "checkout-missing"
	ErrCheckoutDirty         = "checkout-dirty"
	ErrNoTerraform           = "no-terraform"
	ErrPolicy                = "policy"
	ErrBedrockCredentials    = "bedrock-credentials"
	ErrBedrockAccess         = "bedrock-access"
	ErrBedrockModel          = "bedrock-model"
	ErrBedrockThrottled      = "bedrock-throttled"
	ErrBedrockQuota          = "bedrock-quota"
	ErrBedrockTimeout        = "bedrock-timeout"
	ErrBedrockUnavailable    = "bedrock-unavailable"
	ErrModelAnswer           = "model-answer"
	ErrModelBudget           = "model-budget"
	ErrTerraformMissing      = "terraform-missing"
	ErrTerraformInit         = "terraform-init"
	ErrVerifyRejected        = "verify-rejected"
	ErrTimeout               = "timeout"
	ErrCancelled             = "cancelled"
	ErrInternal              = "internal"
)

const (
	trustPolicy = "check the role's trust policy (audience sts.amazonaws.com, the subject of this repository) and the job's permissions: id-token: write"
	nextRun     = "nothing is lost: the next run goes on where this one stopped"
)

// errorTable is the one place where the text of user-facing errors stands. Messages and remedies are
// fragments: lower case, no full stop.
var errorTable = []Row{
	{ErrInputs, Configuration,
		"the inputs have mistakes",
		"correct the inputs in the workflow; nothing was done"},

	{ErrVantaCredentials, Configuration,
		"Vanta did not accept the client id and the client secret",
		"create an API application of the type Manage Vanta in Vanta's developer console and store both values again; those of a government account need vanta-api-url https://api.vanta-gov.com"},
	{ErrVantaTokenRevoked, Configuration,
		"Vanta revoked the token while the run used it",
		"another process uses the same Vanta application, and Vanta keeps one token an application; give terrafix an application of its own"},
	{ErrVantaPermission, Configuration,
		"the Vanta application may not read what the run needs",
		"give the application the scope vanta-api.all:read"},
	{ErrVantaNotFound, Configuration,
		"Vanta does not know what the inputs name",
		"compare the input failure-id with the part of the test's address that follows /tests/, and vanta-api-url with the address of the account's API"},
	{ErrVantaAddress, Configuration,
		"the host of vanta-api-url sends requests elsewhere, and credentials are not sent along",
		"set vanta-api-url to the host that answers by itself, such as https://api.vanta.com"},
	{ErrVantaIncomplete, Retryable,
		"Vanta's list of failures could not be read completely",
		"run again; an incomplete list is never used, because what is missing would be taken for fixed"},
	{ErrVantaRateLimited, Retryable,
		"Vanta limits the requests of this application",
		"lower vanta-requests-per-minute, or run when no other process uses the application"},
	{ErrVantaUnavailable, Retryable,
		"Vanta did not answer",
		"run again later; look at https://status.vanta.com when it lasts"},

	{ErrGitHubUnauthorized, Configuration,
		"GitHub did not accept the token",
		"leave github-token out to use the workflow's token, or renew the secret that is passed"},
	{ErrGitHubPermission, Configuration,
		"the token lacks a permission",
		"give the job permissions: contents: write, pull-requests: write and issues: write"},
	{ErrGitHubNotFound, Configuration,
		"the repository or the branch does not exist, or the token may not see it",
		"check base-branch and that the token belongs to this repository"},
	{ErrGitHubForbiddenCreate, Configuration,
		"GitHub Actions may not create pull requests in this repository",
		"tick Settings, Actions, General, Allow GitHub Actions to create and approve pull requests, or pass the token of a GitHub App; the branch is kept and the next run opens its pull request"},
	{ErrGitHubBranchPrefix, Configuration,
		"a branch has the name of the prefix, so that no branch below it can exist",
		"rename that branch or choose another branch-prefix"},
	{ErrGitHubBranchTaken, Retryable,
		"another run created the branch first",
		"nothing is to be done: the next run sees that pull request"},
	{ErrGitHubRateLimited, Retryable,
		"GitHub limits the requests of this token",
		"lower github-writes-per-minute or max-new-pull-requests; " + nextRun},
	{ErrGitHubBaseUnreachable, Configuration,
		"the commit that was checked out is not on the base branch",
		"check out the base branch (actions/checkout with ref), or set base-branch to the branch that is checked out"},
	{ErrGitHubUnavailable, Retryable,
		"GitHub is unavailable",
		"run again later; look at https://www.githubstatus.com when it lasts"},
	{ErrGitHubRejected, Permanent,
		"GitHub refused a request",
		"read the reason; a ruleset may protect the branch prefix, or a name in labels, reviewers or assignees may not exist"},

	{ErrCheckoutMissing, Configuration,
		"the workspace holds no git checkout",
		"run actions/checkout in an earlier step of the same job"},
	{ErrCheckoutDirty, Configuration,
		"the checkout has uncommitted changes",
		"run the action before steps that change tracked files, or in a job of its own"},
	{ErrNoTerraform, Configuration,
		"the repository holds no Terraform",
		"check the ref that is checked out and the input paths"},

	{ErrPolicy, Configuration,
		"the policy file has mistakes",
		"correct .github/terrafix.yml on the default branch; a file with mistakes is never replaced by defaults"},

	{ErrBedrockCredentials, Configuration,
		"no AWS credentials could be had",
		trustPolicy},
	{ErrBedrockAccess, Configuration,
		"AWS does not let the role use the model",
		"allow bedrock:InvokeModel on the inference profile and on the model in every region of the profile, and enable the model in the Bedrock console; a service control policy can also refuse"},
	{ErrBedrockModel, Configuration,
		"Bedrock does not take requests for the model in this form",
		"set model-id to an inference profile that aws-region offers, such as global.anthropic.claude-sonnet-4-6"},
	{ErrBedrockThrottled, Retryable,
		"Bedrock limits the requests of this account",
		"lower max-model-calls or raise the quota of the model; " + nextRun},
	{ErrBedrockQuota, Configuration,
		"a Bedrock quota of this account is used up",
		"raise the quota in the Service Quotas console, or choose another model-id"},
	{ErrBedrockTimeout, Retryable,
		"the model did not answer in time",
		"run again, or choose a faster model with model-id"},
	{ErrBedrockUnavailable, Retryable,
		"Bedrock did not answer",
		"run again later; " + nextRun},
	{ErrModelAnswer, Permanent,
		"the model's answers could not be used",
		"make the change by hand, or try another model-id"},
	{ErrModelBudget, Configuration,
		"the run's budget of model calls is used up",
		"raise max-model-calls, or use proposer auto so that the catalogue answers what it can; " + nextRun},

	{ErrTerraformMissing, Configuration,
		"no terraform was found that satisfies the version constraints",
		"set terraform-path or terraform-version, or let the runner reach releases.hashicorp.com"},
	{ErrTerraformInit, Configuration,
		"terraform could not initialise a root module",
		"let the runner reach the module sources and the provider registry; until then on-unverified decides what happens"},
	{ErrVerifyRejected, Permanent,
		"the checks refused every proposal",
		"make the change by hand; the report holds the findings of the checks"},
	{ErrTimeout, Retryable,
		"a deadline passed",
		"run again; " + nextRun},
	{ErrCancelled, Retryable,
		"the run was cancelled",
		"run again; " + nextRun},
	{ErrInternal, Permanent,
		"something unexpected broke",
		"run again with log-level debug, and report it with the log if it stays"},
}

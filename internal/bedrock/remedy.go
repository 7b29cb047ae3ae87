package bedrock

// remedies say what a person can do about each kind of failure, one sentence each.
var remedies = map[Kind]string{
	Throttled:   "wait for the next run, or ask AWS for a higher quota of tokens per minute for this model",
	Quota:       "raise the quota in the Service Quotas console, or choose another model-id",
	Denied:      "allow bedrock:InvokeModel on the inference profile and on the foundation model in every region that the profile reaches, and look for a service control policy that denies regions",
	ModelAccess: "an administrator must enable the model once for the account: submit Anthropic's first-time use form and call the model from the Bedrock console's playground; it takes a few minutes to take effect",
	Profile:     "use the id of an inference profile as model-id: the same id with a prefix such as global., us. or eu.",
	NotFound:    "check model-id and aws-region: the model may be retired or not offered in this region",
	Invalid:     "update this action, or choose another model-id",
	Credentials: "set aws-role-arn and give the job the permission id-token: write, or configure AWS credentials in an earlier step",
	Token:       "give the job the permission id-token: write",
	Identity:    "check the role's trust policy: the OIDC provider token.actions.githubusercontent.com must exist in that account, aud must be sts.amazonaws.com, and sub must match this repository and branch or environment (repositories made after 15 July 2026 have ids in sub)",
	Timeout:     "run again; if it persists, choose a faster model-id or another region",
	Unavailable: "run again; if it persists, look at the AWS Health Dashboard and at the runner's network",
	Region:      "set aws-region to a region that offers Amazon Bedrock and that the account has enabled",
	Truncated:   "make the block smaller, or choose a model-id with a larger output limit",
	Filtered:    "look at the account's guardrails; the block has to be fixed by hand",
	Malformed:   "run again, or choose another model-id",
	TooLong:     "choose a model-id with a larger context window",
}

// Package bedrock asks Claude on Amazon Bedrock through the Converse API.
//
// A [Client] holds the credentials and what was learned about the model; a [Conversation] is one
// exchange with repair turns. Models differ in what they accept (forced tools, sampling parameters,
// cache points); the client starts with what the table in capability.go says and steps down when the
// service refuses a request, so an unknown model works too. Every failure is an [*Error] with a kind
// and a remedy; no error holds text that a model wrote.
package bedrock

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/smithy-go/auth/bearer"
)

// DefaultTimeout is the deadline of one call, retries included, when Config.Timeout is zero. A model
// that reasons may take minutes.
const DefaultTimeout = 6 * time.Minute

// Config says which model is asked, where and as whom.
type Config struct {
	// Region is an AWS region, such as "us-west-2".
	Region string
	// RoleARN is the role that is assumed with the runner's OIDC token. Without it the SDK's default
	// chain finds the credentials; then an API key in AWS_BEARER_TOKEN_BEDROCK wins over all others, as
	// it does in every AWS SDK. With a role that variable is ignored: it would silently bypass the role.
	RoleARN string
	// ModelID is a model id, an inference profile id or an ARN of either.
	ModelID string
	// SessionName appears in CloudTrail; characters that STS does not take are replaced. May be empty.
	SessionName string
	// IDToken fetches a fresh OIDC token for an audience. It must be set when RoleARN is.
	IDToken func(ctx context.Context, audience string) (string, error)
	// Mask is told every token and key before its first use, so that logs can hide it. May be nil.
	Mask func(string)
	// Timeout is the deadline of one call, retries included; zero means DefaultTimeout.
	Timeout time.Duration
}

// Client asks one model. It is safe for concurrent use.
type Client struct {
	api     *bedrockruntime.Client
	modelID string
	region  string
	timeout time.Duration
	ladder  *ladder
}

var (
	regionPattern = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$`)
	rolePattern   = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$`)
)

// check reports what is wrong with the configuration, without any network call.
func (c Config) check() error {
	switch {
	case !regionPattern.MatchString(c.Region):
		return fmt.Errorf("region %q is not the name of an AWS region such as us-west-2", c.Region)
	case c.ModelID == "":
		return errors.New("no model id is given: name a model or an inference profile")
	case c.RoleARN != "" && !rolePattern.MatchString(c.RoleARN):
		return fmt.Errorf("role %q is not the ARN of a role such as arn:aws:iam::123456789012:role/terrafix", c.RoleARN)
	case c.RoleARN != "" && c.IDToken == nil:
		return errors.New("a role is given but no source of OIDC tokens to assume it with")
	}
	return nil
}

// retriedHere are the errors that the SDK does not retry although they pass by themselves. The SDK's
// own documentation says that ModelNotReadyException is retried five times; its Go client does not.
var retriedHere = []string{"ModelNotReadyException", "ModelTimeoutException", "ModelErrorException"}

// New returns a client. It makes no network call: credentials are fetched by the first question. The
// SDK reads its own environment variables (AWS_ENDPOINT_URL_*, AWS_MAX_ATTEMPTS, AWS_PROFILE and such).
func New(ctx context.Context, cfg Config) (*Client, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("configure bedrock: %w", err)
	}
	if cfg.Mask == nil {
		cfg.Mask = func(string) {}
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultTimeout
	}
	sdk, err := config.LoadDefaultConfig(ctx, config.WithRegion(cfg.Region))
	if err != nil {
		return nil, fmt.Errorf("load the AWS configuration: %w", err)
	}
	sdk.Credentials = credentials(sdk, cfg)
	api := bedrockruntime.NewFromConfig(sdk, func(o *bedrockruntime.Options) {
		o.Retryer = retry.AddWithErrorCodes(o.Retryer, retriedHere...)
		useBearerToken(o, cfg)
	})
	return &Client{
		api:     api,
		modelID: cfg.ModelID,
		region:  cfg.Region,
		timeout: cfg.Timeout,
		ladder:  newLadder(cfg.ModelID),
	}, nil
}

// useBearerToken settles what the SDK has read from AWS_BEARER_TOKEN_BEDROCK: ignored when a role is
// to be assumed, masked when it is used.
func useBearerToken(o *bedrockruntime.Options, cfg Config) {
	if cfg.RoleARN != "" {
		o.BearerAuthTokenProvider = nil
		o.AuthSchemePreference = []string{"sigv4"}
		return
	}
	if inner := o.BearerAuthTokenProvider; inner != nil {
		o.BearerAuthTokenProvider = bearer.TokenProviderFunc(func(ctx context.Context) (bearer.Token, error) {
			token, err := inner.RetrieveBearerToken(ctx)
			if err == nil && token.Value != "" {
				cfg.Mask(token.Value)
			}
			return token, err
		})
	}
}

// ModelID returns the model id that the client was made with.
func (c *Client) ModelID() string { return c.modelID }

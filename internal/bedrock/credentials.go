package bedrock

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// audience is the audience that AWS expects in GitHub's OIDC token.
// https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
const audience = "sts.amazonaws.com"

// sessionPolicy narrows the session to calling models, whatever else the role may do. A session can do
// what both its role and this policy allow.
const sessionPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:InvokeModel*","Resource":"*"}]}`

// identityError marks a failure to become someone, as opposed to a failure of the call itself.
type identityError struct {
	// role says that the role was being assumed; otherwise the default chain was asked.
	role bool
	err  error
}

func (e *identityError) Error() string { return e.err.Error() }
func (e *identityError) Unwrap() error { return e.err }

// credentials returns the cached provider for the configuration: the role, or the SDK's chain.
func credentials(sdk aws.Config, cfg Config) aws.CredentialsProvider {
	if cfg.RoleARN == "" {
		return aws.NewCredentialsCache(&maskedProvider{inner: sdk.Credentials, mask: cfg.Mask})
	}
	// AssumeRoleWithWebIdentity is not signed: whatever keys lie around must not even be looked up.
	anonymous := sdk.Copy()
	anonymous.Credentials = aws.AnonymousCredentials{}
	role := &roleProvider{client: sts.NewFromConfig(anonymous), cfg: cfg}
	return aws.NewCredentialsCache(&maskedProvider{inner: role, role: true, mask: cfg.Mask})
}

// roleProvider assumes the role with a fresh token each time: GitHub's tokens live for minutes, the
// run may be longer than one session.
type roleProvider struct {
	client *sts.Client
	cfg    Config
}

// Retrieve implements aws.CredentialsProvider.
func (p *roleProvider) Retrieve(ctx context.Context) (aws.Credentials, error) {
	token, err := p.cfg.IDToken(ctx, audience)
	if err != nil {
		return aws.Credentials{}, &tokenError{err}
	}
	if token == "" {
		return aws.Credentials{}, &tokenError{errors.New("the runner answered with an empty token")}
	}
	p.cfg.Mask(token)
	provider := stscreds.NewWebIdentityRoleProvider(p.client, p.cfg.RoleARN, identityToken(token),
		func(o *stscreds.WebIdentityRoleOptions) {
			o.RoleSessionName = sessionName(p.cfg.SessionName)
			o.Policy = aws.String(sessionPolicy)
		})
	return provider.Retrieve(ctx)
}

// tokenError says that the runner gave no OIDC token.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return "fetch the OIDC token: " + e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

// identityToken hands the SDK a token that has been fetched already.
type identityToken string

// GetIdentityToken implements stscreds.IdentityTokenRetriever.
func (t identityToken) GetIdentityToken() ([]byte, error) { return []byte(t), nil }

var (
	_ aws.CredentialsProvider = (*roleProvider)(nil)
	_ aws.CredentialsProvider = (*maskedProvider)(nil)
)

// maskedProvider masks what another provider retrieves, before anyone can use it.
type maskedProvider struct {
	inner aws.CredentialsProvider
	role  bool
	mask  func(string)
}

// Retrieve implements aws.CredentialsProvider.
func (p *maskedProvider) Retrieve(ctx context.Context) (aws.Credentials, error) {
	if p.inner == nil {
		return aws.Credentials{}, &identityError{role: p.role, err: errors.New("no source of AWS credentials is configured")}
	}
	creds, err := p.inner.Retrieve(ctx)
	if err != nil {
		return aws.Credentials{}, &identityError{role: p.role, err: err}
	}
	for _, secret := range []string{creds.AccessKeyID, creds.SecretAccessKey, creds.SessionToken} {
		if secret != "" {
			p.mask(secret)
		}
	}
	return creds, nil
}

// sessionName makes a role session name of what the caller wants: 2 to 64 of the characters
// [\w+=,.@-].
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
func sessionName(wanted string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("_+=,.@-", r):
			return r
		}
		return '-'
	}, wanted)
	if len(name) > 64 {
		name = name[:64]
	}
	if len(strings.Trim(name, "-")) < 2 {
		return "terrafix-action"
	}
	return name
}

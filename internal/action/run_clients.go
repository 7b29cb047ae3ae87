package action

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sethvargo/go-githubactions"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/pullrequest"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

func (r *run) newVanta() (*vanta.Client, error) {
	return vanta.New(vanta.Config{
		ClientID: r.in.VantaClientID, ClientSecret: r.in.VantaClientSecret.Reveal(), BaseURL: r.in.VantaAPIURL,
		RequestsPerMinute: r.in.VantaRequestsPerMinute, Logger: r.log.With("stage", "poll"), Mask: r.mask,
		Transport: &counter{base: http.DefaultTransport.(*http.Transport).Clone(), count: r.countVanta},
	})
}

func (r *run) newGitHub() (*pullrequest.Client, error) {
	return pullrequest.New(pullrequest.Config{
		Token: r.in.GitHubToken.Reveal(), APIURL: r.in.APIURL, GraphQLURL: r.in.GraphQLURL,
		Owner: r.in.Owner, Repo: r.in.Repository, Prefix: r.in.BranchPrefix,
		WritesPerMinute: r.in.GitHubWritesPerMinute, Logger: r.log.With("stage", "github"),
		UserAgent: "terrafix-action/" + r.report.Version,
		Observe:   r.countGitHub, File: policy.Path,
	})
}

// newProposer sets the proposer. Bedrock is not contacted before the first question.
func (r *run) newProposer(ctx context.Context) error {
	r.proposer = propose.NewCatalogue()
	if !r.in.NeedsModel() {
		return nil
	}
	client, err := bedrock.New(ctx, bedrock.Config{
		Region: r.in.AWSRegion, RoleARN: r.in.AWSRoleARN, ModelID: r.in.ModelID,
		SessionName: "terrafix-" + r.in.RunID, IDToken: r.idToken, Mask: r.mask,
	})
	if err != nil {
		return err
	}
	r.model = propose.NewModel(client, propose.ModelOptions{MaxCalls: r.in.MaxModelCalls})
	r.proposer = &latch{model: r.model}
	if r.in.Proposer == ProposerAuto {
		r.proposer = propose.NewAuto(propose.NewCatalogue(), r.proposer)
	}
	return nil
}

// idToken asks the runner for an OIDC token.
func (r *run) idToken(ctx context.Context, audience string) (string, error) {
	if !r.in.HasOIDC() {
		return "", fmt.Errorf("the runner hands out no OIDC token; give the job the permission id-token: write")
	}
	return githubactions.New(githubactions.WithGetenv(r.getenv)).GetIDToken(ctx, audience)
}

// mask hides a derived credential from now on.
func (r *run) mask(secret string) {
	if err := r.workflow.Mask(secret); err != nil {
		r.log.Debug("a derived credential could not be masked", "error", err)
	}
}

package command

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/propose"
)

// The values of --proposer.
const (
	byCatalogue = "catalogue"
	byBedrock   = "bedrock"
	byAuto      = "auto"
)

// modelOptions are the flags that choose who writes a patch.
type modelOptions struct {
	proposer, region, modelID string
}

func (o *modelOptions) register(flags *pflag.FlagSet) {
	flags.StringVar(&o.proposer, "proposer", byCatalogue, "who writes the patch: catalogue, bedrock, or auto (the catalogue first)")
	flags.StringVar(&o.region, "aws-region", "us-west-2", "AWS region of Bedrock")
	flags.StringVar(&o.modelID, "model-id", bedrock.DefaultModelID, "Bedrock inference profile of the model")
}

// build returns the proposer. Bedrock is reached with the AWS SDK's default chain of credentials.
func (o *modelOptions) build(ctx context.Context, _ *Process) (propose.Proposer, error) {
	if o.proposer == byCatalogue {
		return propose.NewCatalogue(), nil
	}
	if o.proposer != byBedrock && o.proposer != byAuto {
		return nil, usage("--proposer is %q: use catalogue, bedrock or auto", o.proposer)
	}
	client, err := bedrock.New(ctx, bedrock.Config{Region: o.region, ModelID: o.modelID})
	if err != nil {
		return nil, failed("%v", err)
	}
	model := propose.NewModel(client, propose.ModelOptions{MaxCalls: attempts})
	if o.proposer == byBedrock {
		return model, nil
	}
	return propose.NewAuto(propose.NewCatalogue(), model), nil
}

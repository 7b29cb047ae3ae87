package demo

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// Responder plays the model: it finds out from the prompt which block is asked about, computes the fix
// with the catalogue, and gives the blocks back as a model does, with attributes in another order,
// comments gone and other white space. About one bucket it is wrong twice.
type Responder struct {
	repository *tfconfig.Repository
	answers    []answer

	mu    sync.Mutex
	asked map[string]int
}

// answer is the right answer to one question.
type answer struct {
	control *control.Control
	target  *tfconfig.Target
	name    string
}

// stubborn is the bucket that the model gets wrong twice.
const stubborn = "acme-staging-scratch"

// NewResponder reads the repository and works out which block each failure is about.
func NewResponder(ctx context.Context, dir string, state vantaserver.State) (*Responder, error) {
	repository, err := tfconfig.Load(ctx, dir, tfconfig.Options{})
	if err != nil {
		return nil, fmt.Errorf("prepare the model's answers: %w", err)
	}
	catalogue, err := control.Load()
	if err != nil {
		return nil, fmt.Errorf("prepare the model's answers: %w", err)
	}
	r := &Responder{repository: repository, asked: map[string]int{}}
	for _, test := range state.Tests {
		ctl := catalogue.ForTest(test.ID, test.Name)
		if ctl == nil {
			continue
		}
		for _, entity := range test.Entities {
			found := repository.Locate(tfconfig.Query{Resource: entity.DisplayName, Types: ctl.Types(), Region: entity.Region})
			if found.Outcome == tfconfig.Found {
				r.answers = append(r.answers, answer{ctl, found.Target, entity.DisplayName})
			}
		}
	}
	return r, nil
}

// Reply implements awsserver.Responder.
func (r *Responder) Reply(request awsserver.Request) awsserver.Reply {
	for _, a := range r.answers {
		if !strings.Contains(request.First, "failing resource: "+a.name+"\n") {
			continue
		}
		blocks, proposal, err := r.fix(a)
		if err != nil {
			return awsserver.Reply{Status: 500, Code: "InternalServerException", Message: err.Error()}
		}
		r.mu.Lock()
		r.asked[a.name]++
		turn := r.asked[a.name]
		r.mu.Unlock()
		if a.name == stubborn {
			blocks = mistake(blocks, turn)
		}
		for i, block := range blocks {
			blocks[i] = awsserver.Disturb(block, a.name)
		}
		return awsserver.Reply{Tool: awsserver.Fix{
			Blocks: blocks, Summary: proposal.Summary, Rationale: proposal.Rationale, Confidence: "high",
		}.JSON()}
	}
	return awsserver.Reply{Tool: awsserver.Fix{CannotFix: "I do not know this block."}.JSON()}
}

// mistake makes the first answer refer to an attribute that does not exist, which terraform finds, and
// the second one leave a switch off, which the expectation finds.
func mistake(blocks []string, turn int) []string {
	last := len(blocks) - 1
	switch turn {
	case 1:
		blocks[last] = strings.Replace(blocks[last], ".id", ".bucket_id", 1)
	case 2:
		blocks[last] = strings.Replace(blocks[last], "restrict_public_buckets = true", "restrict_public_buckets = false", 1)
	}
	return blocks
}

// fix returns the target and its new companions as they should be, with the proposal that they come from.
func (r *Responder) fix(a answer) ([]string, propose.Proposal, error) {
	session := propose.NewCatalogue().Begin(propose.Request{Control: a.control, Target: a.target, Repository: r.repository})
	proposal, err := session.Propose(context.Background(), nil)
	if err != nil {
		return nil, proposal, err
	}
	if proposal.CannotFix != "" {
		return nil, proposal, fmt.Errorf("the catalogue has no answer: %s", proposal.CannotFix)
	}
	file := a.target.Block.File
	after, err := patch.Apply(map[string][]byte{file.Path: file.Bytes}, proposal.Patch)
	if err != nil {
		return nil, proposal, err
	}
	source := file.Bytes
	if changed, ok := after[file.Path]; ok {
		source = changed
	}
	blocks := []string{blockSource(source, a.target.Block.Syntax.Labels)}
	for _, operation := range proposal.Patch.Operations {
		if add, ok := operation.(patch.AddResource); ok {
			blocks = append(blocks, add.Source)
		}
	}
	return blocks, proposal, nil
}

// blockSource is the text of the resource block with these labels.
func blockSource(source []byte, labels []string) string {
	file, diags := hclsyntax.ParseConfig(source, "", hcl.InitialPos)
	if diags.HasErrors() {
		return ""
	}
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		if block.Type == "resource" && strings.Join(block.Labels, ".") == strings.Join(labels, ".") {
			return string(block.Range().SliceBytes(source))
		}
	}
	return ""
}

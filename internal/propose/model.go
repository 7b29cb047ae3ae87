package propose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/bedrock"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// DefaultPromptTokens is the budget of a prompt when ModelOptions.MaxPromptTokens is zero.
const DefaultPromptTokens = 24000

// ModelOptions bound what a run may spend on the model.
type ModelOptions struct {
	// MaxCalls is how many questions all sessions together may ask; zero allows none.
	MaxCalls int
	// MaxPromptTokens is the budget of the first question of a session, by estimate and without the
	// fixed part of about 1,200 tokens; zero means DefaultPromptTokens.
	MaxPromptTokens int
}

// Model proposes patches that Claude on Bedrock wrote. It is safe for concurrent use; each session is
// for one goroutine.
type Model struct {
	client    *bedrock.Client
	maxTokens int
	budget    budget
}

var (
	_ Proposer = (*Model)(nil)
	_ Session  = (*modelSession)(nil)
)

// NewModel returns a proposer that asks the client's model. It makes no network call.
func NewModel(client *bedrock.Client, opts ModelOptions) *Model {
	return &Model{
		client:    client,
		maxTokens: cmp.Or(max(opts.MaxPromptTokens, 0), DefaultPromptTokens),
		budget:    budget{left: opts.MaxCalls},
	}
}

// Usage returns what all sessions have used so far.
func (m *Model) Usage() bedrock.Usage { return m.budget.usage() }

// Begin implements [Proposer].
func (m *Model) Begin(r Request) Session {
	return &modelSession{model: m, request: r, secrets: &redactor{}}
}

// modelSession is the conversation about one remediation.
type modelSession struct {
	model        *Model
	request      Request
	secrets      *redactor
	conversation *bedrock.Conversation
	// first is the user part of the first question.
	first string
	// questions are the decisions that nobody has taken and that every answer can only guess.
	questions []string
	// answered says that the conversation holds an answer, so that first need not be sent again.
	answered bool
	// findings are those that no answer has met yet.
	findings []string
	// last is the reason why the last answer could not be used, or empty.
	last string
}

// Propose implements [Session]. Its errors wrap ErrBudget, a *bedrock.Error or ctx's, or are a
// *RejectedError.
func (s *modelSession) Propose(ctx context.Context, feedback []string) (Proposal, error) {
	if s.conversation == nil {
		if reason := s.begin(); reason != "" {
			return s.cannot(reason), nil
		}
	}
	if len(feedback) == 0 && s.last != "" {
		feedback = []string{s.last}
	}
	s.findings = append(s.findings, feedback...)
	reply, err := s.ask(ctx)
	if err != nil {
		return Proposal{}, s.remember(err)
	}
	proposal, err := s.read(reply)
	return proposal, s.remember(err)
}

// begin prepares the conversation. It returns a reason when the model must not or need not be asked.
func (s *modelSession) begin() string {
	r := s.request
	var state expect.Assessment
	if r.Control != nil {
		state = expect.Assess(r.Repository, r.Target.Block, r.Control, r.Options)
		for _, missing := range state.Missing {
			if missing.Human {
				return missing.Obstacle
			}
		}
		if state.Replaces() && !r.AllowReplacement {
			return replacement(r.Control, state, r.Target.Block.Ref.Address)
		}
		s.questions = questions(r, state)
	}
	shown := s.secrets.source(r.Target.Block)
	if clean(shown) != normalise(shown) {
		return "the block holds invisible characters or other text that cannot be shown to a model unchanged"
	}
	s.secrets = &redactor{}
	text, err := question(r, gather(r, s.secrets), state, s.model.maxTokens)
	if err != nil {
		return err.Error()
	}
	s.first = text
	s.conversation = s.model.client.Start(prompt())
	return ""
}

// ask sends the next question.
func (s *modelSession) ask(ctx context.Context) (bedrock.Reply, error) {
	if err := s.model.budget.take(); err != nil {
		return bedrock.Reply{}, err
	}
	reply, err := s.conversation.Ask(ctx, s.text())
	s.model.budget.spend(reply.Usage)
	var failure *bedrock.Error
	switch {
	case errors.As(err, &failure) && failure.Kind == bedrock.Truncated:
		return reply, reject("the answer reached the output limit before it was complete: keep the texts short")
	case errors.As(err, &failure) && failure.Kind == bedrock.Malformed:
		return reply, reject("the answer was empty or malformed")
	case err != nil:
		return reply, fmt.Errorf("propose a fix for %s: %w", s.request.Target.Block.Ref.Address, err)
	}
	s.answered, s.findings = true, nil
	return reply, nil
}

// text is the next user part: the whole first question until there is an answer, then the findings.
func (s *modelSession) text() string {
	switch {
	case s.answered:
		return repair(s.findings)
	case len(s.findings) > 0:
		return s.first + "\n# An earlier proposal\n\n" + refused(s.findings)
	}
	return s.first
}

// read makes a proposal of an answer.
func (s *modelSession) read(reply bedrock.Reply) (Proposal, error) {
	a, err := parseAnswer(reply.Input)
	if err != nil {
		return Proposal{}, err
	}
	if a.CannotFix != "" {
		return s.cannot(a.CannotFix), nil
	}
	operations, err := a.operations(s.request, s.secrets)
	if err != nil {
		return Proposal{}, err
	}
	if path := s.recreates(operations); path != "" {
		return Proposal{}, reject("the answer changes " + path + ", which destroys and recreates the resource")
	}
	proposal := Proposal{Summary: a.Summary, Rationale: a.Rationale, Confidence: Confidence(a.Confidence), By: s.model.client.ModelID()}
	proposal.Patch.Operations = operations
	if len(s.questions) > 0 {
		proposal.Confidence, proposal.Questions = Low, s.questions
		proposal.Rationale = strings.TrimSpace(proposal.Rationale + "\n\nA person has to decide before this is merged: " + strings.Join(s.questions, " "))
	}
	return proposal, nil
}

// recreates returns the path of an attribute whose change destroys and recreates the target, if the answer
// changes one and nobody has allowed that; else "".
func (s *modelSession) recreates(operations []patch.Operation) string {
	r := s.request
	if r.Control == nil || r.AllowReplacement {
		return ""
	}
	for _, operation := range operations {
		if operation.Where() != r.Target.Block.Ref {
			continue
		}
		for _, path := range touched(operation) {
			if r.Control.Replaces(path) {
				return path
			}
		}
	}
	return ""
}

// remember keeps the reason of a rejection for the case that the caller does not hand it back.
func (s *modelSession) remember(err error) error {
	s.last = ""
	var rejected *RejectedError
	if errors.As(err, &rejected) {
		s.last = rejected.Reason
	}
	return err
}

// cannot makes the proposal that there is no fix.
func (s *modelSession) cannot(reason string) Proposal {
	return Proposal{By: s.model.client.ModelID(), Confidence: Low, CannotFix: reason}
}

// sortedKeys returns a map's keys in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

package propose

import (
	"context"
	"errors"
	"testing"
)

// stub is a proposer that gives its answers in order and remembers the feedback.
type stub struct {
	answers []Proposal
	err     error
	asked   [][]string
}

func (s *stub) Begin(Request) Session { return s }

func (s *stub) Propose(_ context.Context, feedback []string) (Proposal, error) {
	s.asked = append(s.asked, feedback)
	if s.err != nil {
		return Proposal{}, s.err
	}
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	return answer, nil
}

func TestAuto(t *testing.T) {
	rule, claude := Proposal{By: ByCatalogue}, Proposal{By: "claude"}
	tests := []struct {
		name      string
		catalogue stub
		feedback  [][]string
		want      []string
	}{
		{"the catalogue can", stub{answers: []Proposal{rule}}, [][]string{nil}, []string{ByCatalogue}},
		{"the catalogue cannot", stub{answers: []Proposal{{CannotFix: "a decision"}}}, [][]string{nil}, []string{"claude"}},
		{"the catalogue fails", stub{err: errors.New("broken")}, [][]string{nil}, []string{"claude"}},
		{"the checks refuse its patch", stub{answers: []Proposal{rule}}, [][]string{nil, {"validate: no"}, nil}, []string{ByCatalogue, "claude", "claude"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			model := &stub{answers: []Proposal{claude}}
			session := NewAuto(&test.catalogue, model).Begin(Request{})
			for i, feedback := range test.feedback {
				proposal, err := session.Propose(context.Background(), feedback)
				if err != nil || proposal.By != test.want[i] {
					t.Errorf("proposal %d: %v by %q, want by %q", i, err, proposal.By, test.want[i])
				}
			}
			if len(test.feedback) > 1 && len(model.asked[0]) != 1 {
				t.Error("the model was not told why the catalogue's patch was refused")
			}
		})
	}
}

func TestAutoStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	model := &stub{answers: []Proposal{{}}}
	session := NewAuto(&stub{err: context.Canceled}, model).Begin(Request{})
	if _, err := session.Propose(ctx, nil); !errors.Is(err, context.Canceled) || len(model.asked) > 0 {
		t.Errorf("got %v after asking the model %d times", err, len(model.asked))
	}
}

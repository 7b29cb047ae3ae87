package githubserver

import (
	"context"
	"errors"
	"fmt"
)

// onPull runs an act on a pull request with s.mu held.
func (s *Server) onPull(number int, act func(context.Context, *issue) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := s.pullRequest(number)
	if is == nil {
		return fmt.Errorf("there is no pull request %d", number)
	}
	if err := act(context.Background(), is); err != nil {
		return fmt.Errorf("pull request %d: %w", number, err)
	}
	return nil
}

// Merge merges an open pull request with a merge commit; the branch stays.
func (s *Server) Merge(number int) error {
	return s.onPull(number, func(ctx context.Context, is *issue) error {
		p := is.pull
		if is.state != "open" {
			return errors.New("cannot merge: it is closed")
		}
		base, err := s.git.ref(ctx, "refs/heads/"+p.base)
		if err != nil {
			return err
		}
		tree, clean, err := s.git.mergeTree(ctx, base, p.headSHA)
		if err != nil {
			return err
		}
		if !clean {
			return errors.New("cannot merge: it conflicts with its base")
		}
		sha, err := s.commitTo(ctx, p.base, commitObject{
			tree: tree, parents: []string{base, p.headSHA}, author: s.human(), committer: s.human(),
			message: fmt.Sprintf("Merge pull request #%d from %s/%s\n\n%s\n", is.number, s.opts.Owner, p.head, is.title),
		})
		if err != nil {
			return err
		}
		p.merged, p.mergedBy, p.mergeSHA, p.baseSHA = s.date(), Person, sha, base
		s.close(is, "")
		return nil
	})
}

// ClosePull closes an open pull request without merging it.
func (s *Server) ClosePull(number int) error {
	return s.onPull(number, func(_ context.Context, is *issue) error {
		if is.state != "open" {
			return errors.New("cannot close: it is closed")
		}
		s.close(is, "")
		return nil
	})
}

// Reopen reopens a closed pull request, or says why GitHub would not.
func (s *Server) Reopen(number int) error {
	return s.onPull(number, func(ctx context.Context, is *issue) error {
		if is.state == "open" {
			return errors.New("cannot reopen: it is open")
		}
		why, err := s.mayReopen(ctx, is)
		if err != nil {
			return err
		}
		if why != "" {
			return errors.New(why)
		}
		return s.reopenPull(ctx, is)
	})
}

// Label puts a label on an issue or pull request.
func (s *Server) Label(number int, name string) error {
	return s.onIssue(number, func(is *issue) { s.attach(is, []string{name}) })
}

// Unlabel takes a label off an issue or pull request; one that is not there is no error.
func (s *Server) Unlabel(number int, name string) error {
	return s.onIssue(number, func(is *issue) { s.detach(is, name) })
}

// Comment adds a person's comment to an issue or pull request.
func (s *Server) Comment(number int, login, body string) error {
	return s.onIssue(number, func(is *issue) { s.remark(is, login, body) })
}

// EditBody replaces the text of an issue or pull request, as a person does when ticking a box.
func (s *Server) EditBody(number int, body string) error {
	return s.onIssue(number, func(is *issue) { is.body, is.updated = body, s.date() })
}

func (s *Server) onIssue(number int, act func(*issue)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := s.issues[number]
	if is == nil {
		return fmt.Errorf("there is no issue or pull request %d", number)
	}
	act(is)
	return nil
}

package githubserver

import (
	"context"
	"strings"
)

func editPull(c *call) (reply, error) {
	is := c.s.pullRequest(c.id("pull_number"))
	if is == nil {
		return c.notFound(), nil
	}
	in, err := decode[struct {
		Title, Body *string
		State, Base string
	}](c)
	if err != nil {
		return reply{}, err
	}
	title, body := is.title, is.body
	if in.Title != nil {
		title = *in.Title
	}
	if in.Body != nil {
		body = *in.Body
	}
	errs := badText(title, body)
	if title == "" {
		errs = append(errs, fieldError{Resource: "PullRequest", Code: "missing_field", Field: "title"})
	}
	if len(errs) > 0 {
		return c.invalid(errs...), nil
	}
	if rep, bad, err := c.badState(is, in.State); bad || err != nil {
		return rep, err
	}
	if in.Base != "" && in.Base != is.pull.base {
		if rep, bad, err := c.changeBase(is, in.Base, in.State); bad || err != nil {
			return rep, err
		}
	}
	if err := c.setState(is, in.State); err != nil {
		return reply{}, err
	}
	is.title, is.body, is.updated = title, body, c.s.date()
	out, err := c.fullPullJSON(is)
	return ok(out), err
}

func (c *call) changeBase(is *issue, base, state string) (reply, bool, error) {
	if is.state == "closed" || state == "closed" {
		return c.invalid(fieldError{
			Resource: "PullRequest", Code: "custom", Message: "Cannot change base branch of closed pull request",
		}), true, nil
	}
	errs, _, baseSHA, err := c.badEnds(is.pull.head, base)
	if err != nil {
		return reply{}, true, err
	}
	if len(errs) > 0 {
		return c.invalid(errs...), true, nil
	}
	is.pull.base, is.pull.baseSHA = base, baseSHA
	return reply{}, false, nil
}

// badState refuses a change of state that GitHub would refuse; an empty or equal state is none.
func (c *call) badState(is *issue, state string) (reply, bool, error) {
	if state != "open" || is.state == "open" {
		return reply{}, false, nil
	}
	why, err := c.s.mayReopen(c.ctx, is)
	if err != nil || why == "" {
		return reply{}, err != nil, err
	}
	return c.invalid(fieldError{Resource: "PullRequest", Code: "invalid", Field: "state", Message: why}), true, nil
}

// setState closes or reopens after badState has found nothing.
func (c *call) setState(is *issue, state string) error {
	switch state {
	case "", is.state:
		return nil
	case "closed":
		c.s.close(is, "")
		return nil
	}
	return c.s.reopenPull(c.ctx, is)
}

// mayReopen returns GitHub's reason to keep a pull request closed, "" for none.
func (s *Server) mayReopen(ctx context.Context, is *issue) (string, error) {
	p := is.pull
	if !p.merged.IsZero() {
		return "state cannot be changed. The pull request is already merged.", nil
	}
	head, err := s.git.ref(ctx, "refs/heads/"+p.head)
	if err != nil {
		return "", err
	}
	if head == "" {
		return "state cannot be changed. The " + p.head + " branch has been deleted.", nil
	}
	forward, err := s.git.ancestor(ctx, p.headSHA, head)
	if err != nil {
		return "", err
	}
	if !forward {
		return "state cannot be changed. The " + p.head + " branch was force-pushed or recreated.", nil
	}
	if s.openPull(p.head, p.base) != nil {
		return "state cannot be changed. There is already an open pull request from " + p.head + " to " + p.base + ".", nil
	}
	return "", nil
}

func (s *Server) reopenPull(ctx context.Context, is *issue) error {
	s.reopen(is)
	return s.follow(ctx, is)
}

// follow brings an open pull request to the present ends of its branches.
func (s *Server) follow(ctx context.Context, is *issue) error {
	head, err := s.git.ref(ctx, "refs/heads/"+is.pull.head)
	if err != nil {
		return err
	}
	base, err := s.git.ref(ctx, "refs/heads/"+is.pull.base)
	if err != nil {
		return err
	}
	is.pull.headSHA, is.pull.baseSHA = head, base
	is.updated = s.date()
	return nil
}

// refMoved updates the open pull requests of a branch, and closes them when either end is gone.
func (s *Server) refMoved(ctx context.Context, ch refChange) error {
	branch, ok := strings.CutPrefix(ch.name, "refs/heads/")
	if !ok {
		return nil
	}
	for _, is := range s.numbered() {
		if is.pull == nil || is.state != "open" || is.pull.head != branch && is.pull.base != branch {
			continue
		}
		if ch.sha == zeroID {
			s.close(is, "")
			continue
		}
		if is.pull.head == branch {
			if err := s.follow(ctx, is); err != nil {
				return err
			}
		}
	}
	return nil
}

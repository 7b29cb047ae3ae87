package githubserver

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Pull is a pull request as a reviewer sees it.
type Pull struct {
	Number int
	// State is open, closed or merged.
	State        string
	Title, Body  string
	Branch, Base string
	Author       string
	Draft        bool
	Labels       []string
	Reviewers    []string
	Teams        []string
	Assignees    []string
	Comments     []Comment
	HeadSHA      string
	URL          string
	Created      time.Time
}

// Comment is a remark in a conversation.
type Comment struct{ Author, Body string }

// Issue is an issue that is no pull request.
type Issue struct {
	Number      int
	State       string // open or closed
	Title, Body string
	Labels      []string
	Comments    []Comment
}

// Pulls returns all pull requests, the oldest first.
func (s *Server) Pulls() []Pull {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Pull
	for _, is := range s.numbered() {
		if is.pull == nil {
			continue
		}
		p := is.pull
		state := is.state
		if !p.merged.IsZero() {
			state = "merged"
		}
		out = append(out, Pull{
			Number: is.number, State: state, Title: is.title, Body: is.body, Branch: p.head, Base: p.base,
			Author: is.author, Draft: p.draft, Labels: slices.Clone(is.labels),
			Reviewers: slices.Clone(p.reviewers), Teams: slices.Clone(p.teams), Assignees: slices.Clone(is.assignees),
			Comments: is.remarks(), HeadSHA: p.headSHA, Created: is.created,
			URL: s.webURL(fmt.Sprintf("/pull/%d", is.number)),
		})
	}
	return out
}

// Issues returns all issues that are no pull requests, the oldest first.
func (s *Server) Issues() []Issue {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Issue
	for _, is := range s.numbered() {
		if is.pull == nil {
			out = append(out, Issue{
				Number: is.number, State: is.state, Title: is.title, Body: is.body,
				Labels: slices.Clone(is.labels), Comments: is.remarks(),
			})
		}
	}
	return out
}

func (is *issue) remarks() []Comment {
	var out []Comment
	for _, n := range is.comments {
		out = append(out, Comment{n.author, n.body})
	}
	return out
}

// Diff returns the unified difference that a reviewer reads: from the merge base to the head.
func (s *Server) Diff(number int) (string, error) {
	var text string
	err := s.onPull(number, func(ctx context.Context, is *issue) error {
		fork, err := s.git.mergeBase(ctx, is.pull.baseSHA, is.pull.headSHA)
		if err != nil {
			return err
		}
		text, err = s.git.unified(ctx, fork, is.pull.headSHA)
		return err
	})
	return text, err
}

// Message returns the commit message at the head of a branch.
func (s *Server) Message(branch string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := context.Background()
	sha, err := s.git.ref(ctx, "refs/heads/"+branch)
	if err != nil {
		return "", err
	}
	if sha == "" {
		return "", fmt.Errorf("branch %s does not exist", branch)
	}
	obj, err := s.git.readCommit(ctx, sha)
	return obj.message, err
}

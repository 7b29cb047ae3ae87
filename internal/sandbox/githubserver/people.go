package githubserver

import (
	"net/http"
	"slices"
	"strings"
)

// maxAssignees is how many people an issue can have.
const maxAssignees = 10

func (s *Server) collaborator(login string) bool {
	return slices.ContainsFunc(s.settings.Collaborators, func(l string) bool { return strings.EqualFold(l, login) })
}

// assign drops logins without push access in silence, and those beyond the tenth. The caller
// holds s.mu.
func (s *Server) assign(is *issue, logins []string) {
	for _, l := range logins {
		if s.collaborator(l) && !slices.Contains(is.assignees, l) && len(is.assignees) < maxAssignees {
			is.assignees = append(is.assignees, l)
		}
	}
	is.updated = s.date()
}

func addAssignees(c *call) (reply, error) {
	is := c.s.issues[c.id("issue_number")]
	if is == nil {
		return c.notFound(), nil
	}
	in, err := decode[struct{ Assignees []string }](c)
	if err != nil {
		return reply{}, err
	}
	c.s.assign(is, in.Assignees)
	return created(c.s.issueJSON(is)), nil
}

func requestReviewers(c *call) (reply, error) {
	is := c.s.pullRequest(c.id("pull_number"))
	if is == nil {
		return c.notFound(), nil
	}
	in, err := decode[struct {
		Reviewers []string
		Teams     []string `json:"team_reviewers"`
	}](c)
	if err != nil {
		return reply{}, err
	}
	for _, l := range in.Reviewers {
		if strings.EqualFold(l, is.author) {
			return c.refuse(http.StatusUnprocessableEntity, "Review cannot be requested from pull request author."), nil
		}
		if !c.s.collaborator(l) {
			return c.notCollaborator("users"), nil
		}
	}
	for _, t := range in.Teams {
		if !slices.Contains(c.s.settings.Teams, t) {
			return c.notCollaborator("teams"), nil
		}
	}
	for _, l := range in.Reviewers {
		if !slices.Contains(is.pull.reviewers, l) {
			is.pull.reviewers = append(is.pull.reviewers, l)
		}
	}
	for _, t := range in.Teams {
		if !slices.Contains(is.pull.teams, t) {
			is.pull.teams = append(is.pull.teams, t)
		}
	}
	is.updated = c.s.date()
	return created(c.s.pullJSON(is)), nil
}

func (c *call) notCollaborator(who string) reply {
	return c.refuse(http.StatusUnprocessableEntity,
		"Reviews may only be requested from collaborators. One or more of the %s you specified is not a collaborator of the %s repository.",
		who, c.s.Repository())
}

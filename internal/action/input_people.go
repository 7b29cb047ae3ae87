package action

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitList splits a list whose entries stand one a line or are separated by commas.
func splitList(value string) []string { return splitLines(strings.ReplaceAll(value, ",", "\n")) }

// parseLabels adds [Label] when the list lacks it. GitHub compares labels without regard to case.
func parseLabels(value string, to *[]string) *fault {
	const most = 50
	labels := splitList(value)
	for _, label := range labels {
		if utf8.RuneCountInString(label) > most {
			return &fault{quote(label) + fmt.Sprintf(" has more than %d characters", most), "shorten the label"}
		}
		if strings.ContainsFunc(label, unicode.IsControl) || !utf8.ValidString(label) {
			return &fault{quote(label) + " holds control characters", "write the label as GitHub shows it"}
		}
	}
	if !slices.ContainsFunc(labels, func(label string) bool { return strings.EqualFold(label, Label) }) {
		labels = append(labels, Label)
	}
	*to = labels
	return nil
}

// A login has at most 39 characters; managed users have an underscore and a short code, bots a suffix.
var loginShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\[bot\])?$`)

func parseUsers(value string, to *[]string) *fault {
	users := splitList(value)
	for i, user := range users {
		user = strings.TrimPrefix(user, "@")
		if strings.Contains(user, "/") {
			return &fault{quote(user) + " is a team", "write teams in the input team-reviewers, by their slug"}
		}
		if !loginShape.MatchString(user) {
			return &fault{quote(user) + " is not a GitHub login", "write logins such as octocat, one a line or separated by commas"}
		}
		users[i] = user
	}
	*to = users
	return nil
}

func parseTeams(value string, to *[]string) *fault {
	teams := splitList(value)
	for _, team := range teams {
		if strings.Contains(team, "/") {
			return &fault{quote(team) + " names an organisation", "write the team's slug alone, such as platform; teams are those of the repository's owner"}
		}
		if !loginShape.MatchString(team) {
			return &fault{quote(team) + " is not a team's slug", "write slugs such as platform, one a line or separated by commas"}
		}
	}
	*to = teams
	return nil
}

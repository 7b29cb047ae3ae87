package githubserver

import (
	"encoding/base64"
	"hash/crc32"
	"strconv"
	"strings"
	"time"
)

// apiURL returns the address of something below the repository.
func (s *Server) apiURL(path string) string {
	return s.APIURL() + "/repos/" + s.Repository() + path
}

// webURL returns what a person opens in a browser.
func (s *Server) webURL(path string) string {
	return s.opts.WebURL + "/" + s.Repository() + path
}

// nodeID makes an opaque id of GraphQL's form from what identifies the thing.
func nodeID(prefix, key string) string {
	return prefix + "_" + base64.RawURLEncoding.EncodeToString([]byte("stand-in:"+key))
}

func (s *Server) repositoryID() string { return nodeID("R", strings.ToLower(s.Repository())) }

// stamp returns a moment as the API writes it, nil for none.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// orNull returns null for an empty text, as the API does for bodies.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (s *Server) userJSON(login string) map[string]any {
	kind := "User"
	if strings.HasSuffix(login, "[bot]") {
		kind = "Bot"
	}
	return map[string]any{
		"login": login, "id": crc32.ChecksumIEEE([]byte(login)), "node_id": nodeID("U", login),
		"type": kind, "site_admin": false,
		"html_url": s.opts.WebURL + "/" + strings.TrimSuffix(login, "[bot]"),
	}
}

func (s *Server) usersJSON(logins []string) []map[string]any {
	out := make([]map[string]any, 0, len(logins))
	for _, l := range logins {
		out = append(out, s.userJSON(l))
	}
	return out
}

func (s *Server) visibility() string {
	if s.settings.Private {
		return "private"
	}
	return "public"
}

func (s *Server) repositoryJSON() map[string]any {
	owner := s.userJSON(s.opts.Owner)
	owner["type"] = "Organization"
	return map[string]any{
		"id": 1, "node_id": s.repositoryID(), "name": s.opts.Repo, "full_name": s.Repository(),
		"owner": owner, "private": s.settings.Private, "visibility": s.visibility(),
		"html_url": s.webURL(""), "url": s.apiURL(""), "description": nil, "fork": false,
		"default_branch": s.opts.DefaultBranch, "archived": false, "disabled": false,
		"has_issues": true, "allow_squash_merge": true, "allow_merge_commit": true, "allow_rebase_merge": true,
		"permissions": map[string]any{"admin": false, "maintain": false, "push": true, "triage": true, "pull": true},
	}
}

func getRepository(c *call) (reply, error) { return ok(c.s.repositoryJSON()), nil }

func (s *Server) labelsJSON(names []string) []map[string]any {
	out := make([]map[string]any, 0, len(names))
	for _, n := range names {
		out = append(out, s.labels[strings.ToLower(n)].json())
	}
	return out
}

func (s *Server) issueJSON(is *issue) map[string]any {
	number := strconv.Itoa(is.number)
	out := map[string]any{
		"id": 1000 + is.number, "node_id": nodeID("I", number), "number": is.number,
		"title": is.title, "body": orNull(is.body), "state": is.state, "state_reason": orNull(is.reason),
		"user": s.userJSON(is.author), "labels": s.labelsJSON(is.labels), "assignees": s.usersJSON(is.assignees),
		"comments": len(is.comments), "locked": false, "author_association": "CONTRIBUTOR",
		"created_at": stamp(is.created), "updated_at": stamp(is.updated), "closed_at": stamp(is.closed),
		"url": s.apiURL("/issues/" + number), "html_url": s.webURL("/issues/" + number),
		"repository_url": s.apiURL(""),
	}
	if p := is.pull; p != nil {
		out["html_url"] = s.webURL("/pull/" + number)
		out["draft"] = p.draft
		out["pull_request"] = map[string]any{
			"url": s.apiURL("/pulls/" + number), "html_url": s.webURL("/pull/" + number),
			"diff_url": s.webURL("/pull/" + number + ".diff"), "merged_at": stamp(p.merged),
		}
	}
	return out
}

// pullJSON is the form of lists, which lacks merged, mergeable and the counts.
func (s *Server) pullJSON(is *issue) map[string]any {
	p, number := is.pull, strconv.Itoa(is.number)
	end := func(ref, sha string) map[string]any {
		return map[string]any{
			"label": s.opts.Owner + ":" + ref, "ref": ref, "sha": sha,
			"user": s.userJSON(s.opts.Owner), "repo": s.repositoryJSON(),
		}
	}
	teams := make([]map[string]any, 0, len(p.teams))
	for _, t := range p.teams {
		teams = append(teams, map[string]any{"slug": t, "name": t, "id": crc32.ChecksumIEEE([]byte(t))})
	}
	return map[string]any{
		"id": 2000 + is.number, "node_id": nodeID("PR", number), "number": is.number, "state": is.state,
		"title": is.title, "body": orNull(is.body), "draft": p.draft, "locked": false,
		"user": s.userJSON(is.author), "labels": s.labelsJSON(is.labels), "assignees": s.usersJSON(is.assignees),
		"requested_reviewers": s.usersJSON(p.reviewers), "requested_teams": teams,
		"head": end(p.head, p.headSHA), "base": end(p.base, p.baseSHA),
		"created_at": stamp(is.created), "updated_at": stamp(is.updated),
		"closed_at": stamp(is.closed), "merged_at": stamp(p.merged), "merge_commit_sha": orNull(p.mergeSHA),
		"author_association": "CONTRIBUTOR", "auto_merge": nil,
		"url": s.apiURL("/pulls/" + number), "issue_url": s.apiURL("/issues/" + number),
		"html_url": s.webURL("/pull/" + number), "diff_url": s.webURL("/pull/" + number + ".diff"),
		"patch_url": s.webURL("/pull/" + number + ".patch"),
	}
}

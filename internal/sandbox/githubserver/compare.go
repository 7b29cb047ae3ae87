package githubserver

import (
	"net/http"
	"strings"
)

// maxFiles bounds the files that a comparison or a commit lists.
const maxFiles = 300

// resolveCommit reads what the API accepts where a commit is named: an id, a branch, a tag, or
// either with heads/ or tags/ before it, and "owner:" before a branch.
func (c *call) resolveCommit(name string) (string, bool, error) {
	name = strings.TrimPrefix(name, c.s.opts.Owner+":")
	for _, prefix := range []string{"refs/heads/", "refs/tags/", "refs/"} {
		sha, err := c.s.git.ref(c.ctx, prefix+name)
		if err != nil || sha != "" {
			return sha, sha != "", err
		}
	}
	return c.s.git.resolve(c.ctx, name, "commit")
}

// commitJSON is the form of lists of commits.
func (s *Server) commitJSON(o commitObject) map[string]any {
	full := s.gitCommitJSON(o)
	return map[string]any{
		"sha": o.sha, "node_id": full["node_id"], "parents": full["parents"],
		"url": s.apiURL("/commits/" + o.sha), "html_url": full["html_url"],
		"author": s.account(o.author), "committer": s.account(o.committer),
		"commit": map[string]any{
			"message": o.message, "author": full["author"], "committer": full["committer"],
			"tree": full["tree"], "verification": full["verification"], "comment_count": 0,
		},
	}
}

// account returns the user behind a commit's address, nil when GitHub knows none.
func (s *Server) account(p person) any {
	switch p.email {
	case botEmail(s.opts.Actor):
		return s.userJSON(s.opts.Actor)
	case "noreply@github.com":
		return s.userJSON("web-flow")
	}
	return nil
}

func filesJSON(files []fileChange) (list []map[string]any, additions, deletions int) {
	list = []map[string]any{}
	for i, f := range files {
		additions, deletions = additions+f.additions, deletions+f.deletions
		if i >= maxFiles {
			continue
		}
		m := map[string]any{
			"filename": f.path, "status": f.status, "sha": f.blob,
			"additions": f.additions, "deletions": f.deletions, "changes": f.additions + f.deletions,
		}
		if f.previous != "" {
			m["previous_filename"] = f.previous
		}
		if f.patch != "" {
			m["patch"] = f.patch
		}
		list = append(list, m)
	}
	return list, additions, deletions
}

func getCommit(c *call) (reply, error) {
	sha, found, err := c.resolveCommit(c.vars["ref"])
	if err != nil {
		return reply{}, err
	}
	if !found {
		return c.refuse(http.StatusUnprocessableEntity, "No commit found for SHA: %s", c.vars["ref"]), nil
	}
	obj, err := c.s.git.readCommit(c.ctx, sha)
	if err != nil {
		return reply{}, err
	}
	from := emptyTree
	if len(obj.parents) > 0 {
		from = obj.parents[0]
	}
	files, err := c.s.git.changes(c.ctx, from, sha)
	if err != nil {
		return reply{}, err
	}
	out := c.s.commitJSON(obj)
	list, plus, minus := filesJSON(files)
	out["files"] = list
	out["stats"] = map[string]any{"additions": plus, "deletions": minus, "total": plus + minus}
	return ok(out), nil
}

// compare answers base...head: files against the merge base, commits oldest first.
func compare(c *call) (reply, error) {
	base, head, dots := strings.Cut(c.vars["basehead"], "...")
	if !dots {
		return c.notFound(), nil
	}
	baseSHA, found, err := c.resolveCommit(base)
	if err != nil || !found {
		return c.notFound(), err
	}
	headSHA, found, err := c.resolveCommit(head)
	if err != nil || !found {
		return c.notFound(), err
	}
	fork, err := c.s.git.mergeBase(c.ctx, baseSHA, headSHA)
	if err != nil {
		return reply{}, err
	}
	if fork == "" {
		return c.refuse(http.StatusNotFound, "No common ancestor between %s and %s.", base, head), nil
	}
	return c.comparison(baseSHA, headSHA, fork)
}

func (c *call) comparison(baseSHA, headSHA, fork string) (reply, error) {
	ahead, behind, err := c.s.git.distance(c.ctx, baseSHA, headSHA)
	if err != nil {
		return reply{}, err
	}
	files, err := c.s.git.changes(c.ctx, fork, headSHA)
	if err != nil {
		return reply{}, err
	}
	commits, err := c.s.git.between(c.ctx, baseSHA, headSHA)
	if err != nil {
		return reply{}, err
	}
	status := "identical"
	switch {
	case ahead > 0 && behind > 0:
		status = "diverged"
	case ahead > 0:
		status = "ahead"
	case behind > 0:
		status = "behind"
	}
	baseObj, err := c.s.git.readCommit(c.ctx, baseSHA)
	if err != nil {
		return reply{}, err
	}
	forkObj, err := c.s.git.readCommit(c.ctx, fork)
	if err != nil {
		return reply{}, err
	}
	all := make([]map[string]any, 0, len(commits))
	for _, o := range commits {
		all = append(all, c.s.commitJSON(o))
	}
	// Without page parameters GitHub sends up to 250 commits; files come with the first page.
	if c.query.Get("per_page") == "" && c.query.Get("page") == "" {
		all = all[max(len(all)-250, 0):]
	}
	rep := reply{}
	var shown any = all
	if c.query.Has("per_page") || c.query.Has("page") {
		rep = page(c, all)
		shown = rep.body
	}
	list, _, _ := filesJSON(files)
	if c.number("page", 1) > 1 {
		list = []map[string]any{}
	}
	rep.status = http.StatusOK
	rep.body = map[string]any{
		"status": status, "ahead_by": ahead, "behind_by": behind, "total_commits": len(commits),
		"commits": shown, "files": list, "html_url": c.s.webURL("/compare/" + c.vars["basehead"]),
		"base_commit": c.s.commitJSON(baseObj), "merge_base_commit": c.s.commitJSON(forkObj),
		"url": c.s.apiURL("/compare/" + c.vars["basehead"]),
	}
	return rep, nil
}

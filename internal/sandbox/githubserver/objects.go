package githubserver

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

type treeInput struct {
	BaseTree string `json:"base_tree"`
	Tree     []struct {
		Path, Mode, Type string
		SHA, Content     *string
	}
}

func createTree(c *call) (reply, error) {
	in, err := decode[treeInput](c)
	if err != nil {
		return reply{}, err
	}
	base := ""
	if in.BaseTree != "" {
		// GitHub takes a commit's id too.
		sha, found, err := c.s.git.resolve(c.ctx, in.BaseTree, "tree")
		if err != nil {
			return reply{}, err
		}
		if !found {
			return c.refuse(422, "base_tree is not a valid tree oid"), nil
		}
		base = sha
	}
	if len(in.Tree) == 0 {
		return c.refuse(422, "Invalid tree info"), nil
	}
	var entries []treeEntry
	for _, e := range in.Tree {
		entry := treeEntry{path: e.Path, mode: e.Mode, content: e.Content}
		if e.SHA != nil {
			entry.sha = *e.SHA
		}
		if rep, bad, err := c.badEntry(base, entry, e.SHA != nil && e.Content != nil); bad || err != nil {
			return rep, err
		}
		entries = append(entries, entry)
	}
	sha, err := c.s.git.writeTree(c.ctx, base, entries)
	if err != nil {
		return reply{}, err
	}
	list, err := c.treeJSON(sha)
	if err != nil {
		return reply{}, err
	}
	return created(map[string]any{
		"sha": sha, "url": c.s.apiURL("/git/trees/" + sha), "tree": list, "truncated": false,
	}), nil
}

// badEntry returns GitHub's complaint about one entry.
func (c *call) badEntry(base string, e treeEntry, both bool) (reply, bool, error) {
	parts := strings.Split(e.path, "/")
	malformed := slices.ContainsFunc(parts, func(p string) bool {
		return p == "" || p == "." || p == ".." || strings.EqualFold(p, ".git")
	})
	switch {
	case both:
		return c.refuse(422, "Must supply either tree.sha or tree.content, not both."), true, nil
	case strings.HasPrefix(e.path, "/"):
		return c.refuse(422, "tree.path cannot start with a slash"), true, nil
	case malformed:
		return c.refuse(422, "tree.path contains a malformed path component"), true, nil
	case strings.HasPrefix(e.path, ".github/workflows/"):
		// GITHUB_TOKEN never has the permission "workflows".
		return c.refuse(http.StatusForbidden, "Resource not accessible by integration"), true, nil
	case e.content == nil && e.sha == "":
		found, err := c.s.git.holds(c.ctx, base, e.path)
		if err != nil || found {
			return reply{}, false, err
		}
		return c.refuse(422, "GitRPC::BadObjectState"), true, nil
	case e.mode == "":
		return c.refuse(422, "Must supply a valid tree.mode"), true, nil
	case e.content != nil || e.mode == "160000":
		return reply{}, false, nil
	}
	kind := "blob"
	if e.mode == "040000" {
		kind = "tree"
	}
	_, found, err := c.s.git.resolve(c.ctx, e.sha, kind)
	if err != nil || found {
		return reply{}, false, err
	}
	return c.refuse(422, "tree.sha %s is not a valid %s", e.sha, kind), true, nil
}

func (c *call) treeJSON(sha string) ([]map[string]any, error) {
	out, err := c.s.git.run(c.ctx, nil, nil, "ls-tree", "-z", sha)
	if err != nil {
		return nil, err
	}
	list := []map[string]any{}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		meta, path, _ := strings.Cut(line, "\t")
		f := strings.Fields(meta)
		if len(f) != 3 {
			continue // an empty tree
		}
		list = append(list, map[string]any{"path": path, "mode": f[0], "type": f[1], "sha": f[2]})
	}
	return list, nil
}

type personInput struct {
	Name, Email string
	Date        time.Time
}

func (s *Server) person(in *personInput, otherwise person) person {
	if in == nil {
		return otherwise
	}
	p := person{in.Name, in.Email, in.Date.UTC().Truncate(time.Second)}
	if in.Date.IsZero() {
		p.date = s.date()
	}
	return p
}

// createCommit signs what carries neither author nor committer, as GitHub does for a bot.
func createCommit(c *call) (reply, error) {
	in, err := decode[struct {
		Message, Tree, Signature string
		Parents                  []string
		Author, Committer        *personInput
	}](c)
	if err != nil {
		return reply{}, err
	}
	if in.Message == "" {
		return c.invalid(fieldError{Resource: "Commit", Code: "missing_field", Field: "message"}), nil
	}
	tree, found, err := c.s.git.resolve(c.ctx, in.Tree, "tree")
	if err != nil {
		return reply{}, err
	}
	if !found || tree != in.Tree {
		return c.refuse(422, "Tree SHA does not exist"), nil
	}
	for _, p := range in.Parents {
		sha, found, err := c.s.git.resolve(c.ctx, p, "commit")
		if err != nil {
			return reply{}, err
		}
		if !found || sha != p {
			return c.refuse(422, "Parent SHA does not exist or is not a commit object"), nil
		}
	}
	actor := person{c.s.opts.Actor, botEmail(c.s.opts.Actor), c.s.date()}
	obj := commitObject{tree: in.Tree, parents: in.Parents, message: in.Message, signature: in.Signature}
	obj.author = c.s.person(in.Author, actor)
	obj.committer = c.s.person(in.Committer, obj.author)
	if in.Author == nil && in.Committer == nil && in.Signature == "" {
		obj.committer = person{"GitHub", "noreply@github.com", c.s.date()}
		obj.signature = signature
	}
	if obj, err = c.s.git.writeCommit(c.ctx, obj); err != nil {
		return reply{}, err
	}
	return created(c.s.gitCommitJSON(obj)), nil
}

// botEmail is the address of a login's commits; 41898282 is the user id of github-actions[bot].
func botEmail(login string) string {
	return fmt.Sprintf("41898282+%s@users.noreply.github.com", login)
}

func getGitCommit(c *call) (reply, error) {
	sha, found, err := c.s.git.resolve(c.ctx, c.vars["commit_sha"], "commit")
	if err != nil || !found || sha != c.vars["commit_sha"] {
		return c.notFound(), err
	}
	obj, err := c.s.git.readCommit(c.ctx, sha)
	if err != nil {
		return reply{}, err
	}
	return ok(c.s.gitCommitJSON(obj)), nil
}

func personJSON(p person) map[string]any {
	return map[string]any{"name": p.name, "email": p.email, "date": stamp(p.date)}
}

func verificationJSON(o commitObject) map[string]any {
	switch o.signature {
	case "":
		return map[string]any{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil}
	case signature:
		return map[string]any{"verified": true, "reason": "valid", "signature": o.signature, "payload": o.payload()}
	}
	return map[string]any{"verified": false, "reason": "unknown_key", "signature": o.signature, "payload": o.payload()}
}

func (s *Server) gitCommitJSON(o commitObject) map[string]any {
	parents := []map[string]any{}
	for _, p := range o.parents {
		parents = append(parents, map[string]any{"sha": p, "url": s.apiURL("/git/commits/" + p), "html_url": s.webURL("/commit/" + p)})
	}
	return map[string]any{
		"sha": o.sha, "node_id": nodeID("C", o.sha), "message": o.message,
		"author": personJSON(o.author), "committer": personJSON(o.committer),
		"tree":    map[string]any{"sha": o.tree, "url": s.apiURL("/git/trees/" + o.tree)},
		"parents": parents, "verification": verificationJSON(o),
		"url": s.apiURL("/git/commits/" + o.sha), "html_url": s.webURL("/commit/" + o.sha),
	}
}

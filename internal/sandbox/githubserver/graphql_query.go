package githubserver

import (
	"fmt"
	"strings"
)

func (c *call) queryRoot() object {
	s := c.s
	return object{"Query", map[string]resolver{
		"viewer": value(s.actorObject(s.opts.Actor)),
		"rateLimit": func(map[string]any) (any, error) {
			limit, remaining, reset := hourlyRequests, hourlyRequests-1, s.opts.LimitClock()
			if p := s.settings.Primary; p != nil {
				limit, remaining, reset = p.Limit, p.Remaining, p.Reset
			}
			return object{"RateLimit", map[string]resolver{
				"cost": value(1), "limit": value(limit), "nodeCount": value(0), "remaining": value(remaining),
				"resetAt": value(stamp(reset)), "used": value(limit - remaining),
			}}, nil
		},
		"repository": func(args map[string]any) (any, error) {
			owner, _ := args["owner"].(string)
			name, _ := args["name"].(string)
			if !s.named(owner, name) {
				return nil, &gqlError{Type: "NOT_FOUND", Message: fmt.Sprintf("Could not resolve to a Repository with the name '%s/%s'.", owner, name)}
			}
			return c.repositoryObject(), nil
		},
	}}
}

func (c *call) repositoryObject() object {
	s := c.s
	return object{"Repository", map[string]resolver{
		"id": value(s.repositoryID()), "databaseId": value(1), "name": value(s.opts.Repo),
		"nameWithOwner": value(s.Repository()), "isPrivate": value(s.settings.Private), "isArchived": value(false),
		"visibility": value(strings.ToUpper(s.visibility())), "viewerPermission": value("WRITE"),
		"url": value(s.webURL("")),
		"defaultBranchRef": func(map[string]any) (any, error) {
			return c.refObject("refs/heads/" + s.opts.DefaultBranch)
		},
		"ref": func(args map[string]any) (any, error) {
			name, _ := args["qualifiedName"].(string)
			return c.findRef(name)
		},
		"refs":         c.refs,
		"object":       c.objectAt,
		"pullRequests": c.pullRequests,
		"issues":       c.issues,
		"pullRequest": func(args map[string]any) (any, error) {
			number, err := integer(args["number"])
			if err != nil {
				return nil, err
			}
			is := s.pullRequest(number)
			if is == nil {
				return nil, &gqlError{Type: "NOT_FOUND", Message: fmt.Sprintf("Could not resolve to a PullRequest with the number of %d.", number)}
			}
			return c.pullObject(is), nil
		},
	}}
}

// actorObject drops "[bot]": GraphQL's login of a Bot lacks what REST's has.
func (s *Server) actorObject(login string) object {
	kind := "User"
	name, isBot := strings.CutSuffix(login, "[bot]")
	if isBot {
		kind = "Bot"
	}
	return object{kind, map[string]resolver{
		"id": value(nodeID("U", login)), "login": value(name), "url": value(s.opts.WebURL + "/" + name),
	}}
}

// findRef takes a full name or a short one, as GitHub does.
func (c *call) findRef(name string) (any, error) {
	for _, prefix := range []string{"", "refs/", "refs/heads/", "refs/tags/"} {
		if o, err := c.refObject(prefix + name); err != nil || o != nil {
			return o, err
		}
	}
	return nil, nil
}

// refObject returns nil when the ref does not exist.
func (c *call) refObject(name string) (any, error) {
	sha, err := c.s.git.ref(c.ctx, name)
	if err != nil || sha == "" {
		return nil, err
	}
	return c.refAt(gitRef{name, sha}), nil
}

func (c *call) refAt(r gitRef) object {
	prefix := "refs/"
	for _, p := range []string{"refs/heads/", "refs/tags/"} {
		if strings.HasPrefix(r.name, p) {
			prefix = p
		}
	}
	return object{"Ref", map[string]resolver{
		"id": value(nodeID("REF", r.name)), "name": value(strings.TrimPrefix(r.name, prefix)), "prefix": value(prefix),
		"target": func(map[string]any) (any, error) { return c.commitObject(r.sha) },
	}}
}

func (c *call) commitObject(sha string) (any, error) {
	o, err := c.s.git.readCommit(c.ctx, sha)
	if err != nil {
		return nil, err
	}
	headline, body, _ := strings.Cut(o.message, "\n")
	return object{"Commit", map[string]resolver{
		"id": value(nodeID("C", sha)), "oid": value(sha), "abbreviatedOid": value(sha[:7]),
		"message": value(o.message), "messageHeadline": value(headline), "messageBody": value(strings.TrimSpace(body)),
		"committedDate": value(stamp(o.committer.date)),
		"tree": value(object{"Tree", map[string]resolver{
			"id": value(nodeID("T", o.tree)), "oid": value(o.tree), "abbreviatedOid": value(o.tree[:7]),
		}}),
		"parents": func(args map[string]any) (any, error) {
			var list []object
			for _, p := range o.parents {
				parent, err := c.commitObject(p)
				if err != nil {
					return nil, err
				}
				list = append(list, parent.(object))
			}
			return connection("Commit", list, args)
		},
	}}, nil
}

// objectAt resolves object(oid:) and object(expression:) for commits, and "HEAD:path" for files.
func (c *call) objectAt(args map[string]any) (any, error) {
	rev, _ := args["expression"].(string)
	if oid, isSet := args["oid"].(string); isSet {
		rev = oid
	}
	if tree, path, ok := strings.Cut(rev, ":"); ok {
		return c.blobAt(tree, path)
	}
	sha, found, err := c.s.git.resolve(c.ctx, rev, "object")
	if err != nil || !found {
		return nil, err
	}
	if kind, err := c.s.git.line(c.ctx, "cat-file", "-t", sha); err != nil || kind != "commit" {
		return nil, fmt.Errorf("object %s is a %s, only commits are implemented", rev, kind)
	}
	return c.commitObject(sha)
}

// blobAt is a file of a commit, nil when there is none. GitHub cuts texts beyond 512 KB.
func (c *call) blobAt(rev, path string) (any, error) {
	if rev == "HEAD" {
		rev = "refs/heads/" + c.s.opts.DefaultBranch
	}
	held, err := c.s.git.holds(c.ctx, rev, path)
	if err != nil || !held {
		return nil, err
	}
	content, err := c.s.git.run(c.ctx, nil, nil, "cat-file", "blob", rev+":"+path)
	if err != nil {
		return nil, err
	}
	return object{"Blob", map[string]resolver{
		"byteSize": value(len(content)), "isTruncated": value(false), "text": value(string(content)),
	}}, nil
}

// refs lists what lies under refPrefix, sorted by name; query is a part of the name.
func (c *call) refs(args map[string]any) (any, error) {
	prefix, _ := args["refPrefix"].(string)
	query, _ := args["query"].(string)
	all, err := c.s.git.refs(c.ctx, strings.TrimSuffix(prefix, "/")+"/")
	if err != nil {
		return nil, err
	}
	var list []object
	for _, r := range all {
		if strings.Contains(strings.ToLower(r.name), strings.ToLower(query)) {
			list = append(list, c.refAt(r))
		}
	}
	return connection("Ref", list, args)
}

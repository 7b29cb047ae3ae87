package githubserver

import (
	"slices"
	"strings"
)

// pullRequests filters and orders as GitHub does; the default order is by creation, ascending.
func (c *call) pullRequests(args map[string]any) (any, error) {
	head, byHead := args["headRefName"].(string)
	base, byBase := args["baseRefName"].(string)
	var found []*issue
	for _, is := range c.s.numbered() {
		if is.pull == nil || byHead && is.pull.head != head || byBase && is.pull.base != base ||
			!among(args["states"], is.graphState()) || !anyLabel(is, args["labels"]) {
			continue
		}
		found = append(found, is)
	}
	orderBy(found, args["orderBy"])
	list := make([]object, 0, len(found))
	for _, is := range found {
		list = append(list, c.pullObject(is))
	}
	return connection("PullRequest", list, args)
}

func (c *call) issues(args map[string]any) (any, error) {
	var found []*issue
	for _, is := range c.s.numbered() {
		if is.pull == nil && among(args["states"], is.graphState()) && anyLabel(is, args["labels"]) {
			found = append(found, is)
		}
	}
	orderBy(found, args["orderBy"])
	list := make([]object, 0, len(found))
	for _, is := range found {
		list = append(list, object{"Issue", c.issueFields(is)})
	}
	return connection("Issue", list, args)
}

// graphState is OPEN, CLOSED or, for a pull request, MERGED.
func (is *issue) graphState() string {
	if is.pull != nil && !is.pull.merged.IsZero() {
		return "MERGED"
	}
	return strings.ToUpper(is.state)
}

// listOf reads a list argument, in whose place GraphQL takes a single value too.
func listOf(arg any) (list []any, given bool) {
	switch arg := arg.(type) {
	case nil:
		return nil, false
	case []any:
		return arg, true
	}
	return []any{arg}, true
}

// among reports whether a list argument is absent or holds the name.
func among(arg any, name string) bool {
	names, given := listOf(arg)
	return !given || slices.Contains(names, any(name))
}

// anyLabel reports whether the argument labels is absent or names a label of the issue: in
// GraphQL one of them is enough, in REST all are needed.
func anyLabel(is *issue, arg any) bool {
	names, given := listOf(arg)
	return !given || slices.ContainsFunc(names, func(n any) bool { return hasLabel(is, text(n)) })
}

func orderBy(list []*issue, arg any) {
	by, _ := arg.(map[string]any)
	field, _ := by["field"].(string)
	direction, _ := by["direction"].(string)
	order(list, map[string]string{"UPDATED_AT": "updated", "COMMENTS": "comments"}[field], strings.ToLower(direction), "asc")
}

// issueFields are what issues and pull requests share.
func (c *call) issueFields(is *issue) map[string]resolver {
	prefix, path := "I", "/issues/"
	if is.pull != nil {
		prefix, path = "PR", "/pull/"
	}
	number := itoa(is.number)
	return map[string]resolver{
		"id": value(nodeID(prefix, number)), "number": value(is.number), "url": value(c.s.webURL(path + number)),
		"title": value(is.title), "body": value(is.body), "state": value(is.graphState()),
		"author":    value(c.s.actorObject(is.author)),
		"createdAt": value(stamp(is.created)), "updatedAt": value(stamp(is.updated)), "closedAt": value(stamp(is.closed)),
		"labels": func(args map[string]any) (any, error) {
			var list []object
			for _, n := range is.labels {
				l := c.s.labels[strings.ToLower(n)]
				list = append(list, object{"Label", map[string]resolver{
					"id": value(nodeID("LA", l.name)), "name": value(l.name), "color": value(l.color),
					"description": value(orNull(l.description)),
				}})
			}
			return connection("Label", list, args)
		},
	}
}

func (c *call) pullObject(is *issue) object {
	p := is.pull
	fields := c.issueFields(is)
	for name, v := range map[string]any{
		"isDraft": p.draft, "closed": is.state == "closed", "isCrossRepository": false,
		"merged": !p.merged.IsZero(), "mergedAt": stamp(p.merged),
		"headRefName": p.head, "headRefOid": p.headSHA, "baseRefName": p.base, "baseRefOid": p.baseSHA,
		"headRepository": c.repositoryObject(),
	} {
		fields[name] = value(v)
	}
	fields["mergeable"] = func(map[string]any) (any, error) { return c.s.mergeable(c.ctx, is) }
	fields["headRef"] = func(map[string]any) (any, error) { return c.refObject("refs/heads/" + p.head) }
	fields["mergedBy"] = value(nil)
	if p.mergedBy != "" {
		fields["mergedBy"] = value(c.s.actorObject(p.mergedBy))
	}
	return object{"PullRequest", fields}
}

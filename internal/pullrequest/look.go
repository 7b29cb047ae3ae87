package pullrequest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-github/v66/github"
)

const (
	// keysPerQuery bounds one GraphQL query; GitHub ends a query that takes long.
	keysPerQuery = 50
	// perKey is how many pull requests of one branch are read, newest first. A fork's pull requests with
	// the same branch name count too until they are filtered out.
	perKey = 5
)

// Look returns the state of every key. It lists the branches with one request and the pull requests
// with one for each 50 keys. An error means that nothing is known; it is PrefixConflict when an existing
// branch makes the name of a key's branch impossible.
func (c *Client) Look(ctx context.Context, keys []Key) (map[Key]State, error) {
	states := make(map[Key]State, len(keys))
	if len(keys) == 0 {
		return states, nil
	}
	heads, err := c.heads(ctx)
	if err != nil {
		return nil, err
	}
	var order []Key
	for _, key := range keys {
		if _, seen := states[key]; seen {
			continue
		}
		branch := key.Branch(c.prefix)
		if blocker := blocking(branch, heads); blocker != "" {
			return nil, prefixConflict("look up the branch "+branch, blocker)
		}
		state := State{Key: key, Stage: None, Branch: branch, SHA: heads[branch]}
		if state.SHA != "" {
			state.Stage = Claimed
		}
		states[key] = state
		order = append(order, key)
	}
	for start := 0; start < len(order); start += keysPerQuery {
		part := order[start:min(start+keysPerQuery, len(order))]
		found, err := c.pullRequests(ctx, part)
		if err != nil {
			return nil, err
		}
		for i, key := range part {
			states[key] = settle(states[key], found[i])
		}
	}
	return states, nil
}

// heads returns the head of every branch whose name starts with the prefix, with or without its last
// slash: a branch named like the prefix itself matters too.
func (c *Client) heads(ctx context.Context) (map[string]string, error) {
	op := "list the branches " + c.prefix + "*"
	options := &github.ReferenceListOptions{Ref: "heads/" + strings.TrimSuffix(c.prefix, "/")}
	refs, _, err := c.github.Git.ListMatchingRefs(ctx, c.owner, c.repo, options)
	if err != nil {
		return nil, fail(op, err)
	}
	heads := make(map[string]string, len(refs))
	for _, ref := range refs {
		name, ok := strings.CutPrefix(ref.GetRef(), "refs/heads/")
		oid := ref.GetObject().GetSHA()
		if !ok || !sha.MatchString(oid) {
			return nil, &Error{Kind: Unavailable, Op: op, Err: fmt.Errorf("GitHub answered a malformed reference %q", oneLine(ref.GetRef(), 200))}
		}
		heads[name] = oid
	}
	return heads, nil
}

// blocking returns the branch that stands where the name needs a folder, or "".
func blocking(branch string, heads map[string]string) string {
	for i, r := range branch {
		if r == '/' && heads[branch[:i]] != "" {
			return branch[:i]
		}
	}
	return ""
}

func prefixConflict(op, blocker string) *Error {
	return &Error{
		Kind: PrefixConflict, Op: op,
		Err:    fmt.Errorf("a branch named %s exists, so that git allows no branch below %s/", blocker, blocker),
		Remedy: "rename that branch, or choose another branch-prefix",
	}
}

type node struct {
	Number            int
	URL               string
	Title             string
	Body              string
	State             string
	IsDraft           bool
	CreatedAt         time.Time
	ClosedAt          *time.Time
	MergedAt          *time.Time
	HeadRefName       string
	HeadRefOID        string
	BaseRefName       string
	IsCrossRepository bool
}

const nodeFragment = `fragment fields on PullRequest {
  number url title body state isDraft createdAt closedAt mergedAt
  headRefName headRefOid baseRefName isCrossRepository
}`

// pullRequests returns the newest pull requests of each key's branch that stand in this repository.
func (c *Client) pullRequests(ctx context.Context, keys []Key) ([][]node, error) {
	op := fmt.Sprintf("look up the pull requests of %d branches", len(keys))
	text, variables := lookQuery(keys, c.prefix)
	variables["owner"], variables["name"] = c.owner, c.repo
	var answer struct {
		Repository map[string]*struct{ Nodes []node }
	}
	if err := c.query(ctx, op, text, variables, &answer); err != nil {
		return nil, err
	}
	found := make([][]node, len(keys))
	for i, key := range keys {
		list := answer.Repository[fmt.Sprintf("k%d", i)]
		if list == nil {
			return nil, &Error{Kind: Unavailable, Op: op, Err: fmt.Errorf("the answer lacks the branch %s", key.Branch(c.prefix))}
		}
		for _, n := range list.Nodes {
			if !n.IsCrossRepository && n.HeadRefName == key.Branch(c.prefix) {
				found[i] = append(found[i], n)
			}
		}
	}
	return found, nil
}

// lookQuery returns one query with an alias for each key; the names travel as variables.
func lookQuery(keys []Key, prefix string) (string, map[string]any) {
	var head, body strings.Builder
	variables := make(map[string]any, len(keys)+2)
	for i, key := range keys {
		fmt.Fprintf(&head, ", $b%d: String!", i)
		fmt.Fprintf(&body, "    k%d: pullRequests(headRefName: $b%d, first: %d, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { ...fields } }\n", i, i, perKey)
		variables[fmt.Sprintf("b%d", i)] = key.Branch(prefix)
	}
	return "query($owner: String!, $name: String!" + head.String() + ") {\n  repository(owner: $owner, name: $name) {\n" +
		body.String() + "  }\n}\n" + nodeFragment, variables
}

// settle decides a key's stage from its pull requests, newest first. An open one wins: it may have been
// reopened after a newer one was closed.
func settle(state State, nodes []node) State {
	if len(nodes) == 0 {
		return state
	}
	chosen := nodes[0]
	for _, n := range nodes {
		if n.State == "OPEN" {
			chosen = n
			break
		}
	}
	pr := chosen.pullRequest(state.Key)
	state.PullRequest = &pr
	switch {
	case chosen.State == "OPEN":
		state.Stage = Open
	case chosen.State == "MERGED" || chosen.MergedAt != nil:
		state.Stage = Merged
	case pr.Marker != nil && pr.Marker.Closed != "":
		state.Stage = Withdrawn
	default:
		state.Stage = Dismissed
	}
	return state
}

func (n node) pullRequest(key Key) PullRequest {
	pr := PullRequest{
		Number: n.Number, URL: n.URL, Title: n.Title, Branch: n.HeadRefName, HeadSHA: n.HeadRefOID,
		Base: n.BaseRefName, Draft: n.IsDraft, Created: n.CreatedAt,
	}
	if n.ClosedAt != nil {
		pr.Closed = *n.ClosedAt
	}
	if n.MergedAt != nil {
		pr.Merged = *n.MergedAt
	}
	if marker, err := ParseMarker(n.Body); err == nil && marker.Key == key.Hash() {
		pr.Marker = &marker
	}
	return pr
}

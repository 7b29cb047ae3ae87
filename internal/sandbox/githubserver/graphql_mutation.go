package githubserver

import (
	"fmt"
	"strings"
)

// staleRef stands for whatever GitHub says when a ref is not at beforeOid. Its text is not
// published and says nothing that a client could branch on: clients read the ref again.
const staleRef = "Something went wrong while executing your query. Please include `" + requestID + "` when reporting this issue."

func (c *call) mutationRoot() object {
	return object{"Mutation", map[string]resolver{"updateRefs": c.updateRefs}}
}

// updateRefs moves all refs or none. A beforeOid of zeros asks that the ref does not exist, an
// afterOid of zeros deletes it.
func (c *call) updateRefs(args map[string]any) (any, error) {
	in, _ := args["input"].(map[string]any)
	if in["repositoryId"] != c.s.repositoryID() {
		return nil, &gqlError{Type: "NOT_FOUND", Message: fmt.Sprintf("Could not resolve to a node with the global id of '%v'.", in["repositoryId"])}
	}
	updates, _ := listOf(in["refUpdates"])
	var changes []refChange
	for _, u := range updates {
		m, _ := u.(map[string]any)
		force, _ := m["force"].(bool)
		before, _ := m["beforeOid"].(string)
		ch := refChange{name: text(m["name"]), old: before, sha: text(m["afterOid"])}
		if !c.s.git.validRef(c.ctx, ch.name) || strings.Count(ch.name, "/") < 2 {
			return nil, unprocessable("`" + ch.name + "` is not a valid ref name")
		}
		// beforeOid of zeros is the claim of a new ref: whoever comes second is stale.
		refusal, err := c.s.mayMove(c.ctx, ch, force)
		if err != nil {
			return nil, err
		}
		if refusal != "" {
			if before != "" && refusal == "Reference already exists" {
				refusal = staleRef
			}
			return nil, unprocessable(refusal)
		}
		changes = append(changes, ch)
	}
	if err := c.s.git.move(c.ctx, changes...); err != nil {
		return nil, err
	}
	for _, ch := range changes {
		if err := c.s.refMoved(c.ctx, ch); err != nil {
			return nil, err
		}
	}
	return object{"UpdateRefsPayload", map[string]resolver{"clientMutationId": value(in["clientMutationId"])}}, nil
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func unprocessable(message string) *gqlError {
	return &gqlError{Type: "UNPROCESSABLE", Message: message}
}

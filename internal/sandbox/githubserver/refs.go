package githubserver

import (
	"context"
	"net/http"
	"strings"
)

func (s *Server) refJSON(r gitRef) map[string]any {
	return map[string]any{
		"ref": r.name, "node_id": nodeID("REF", r.name),
		"url":    s.apiURL("/git/" + r.name),
		"object": map[string]any{"type": "commit", "sha": r.sha, "url": s.apiURL("/git/commits/" + r.sha)},
	}
}

func getRef(c *call) (reply, error) {
	name := "refs/" + c.vars["ref"]
	sha, err := c.s.git.ref(c.ctx, name)
	if err != nil || sha == "" {
		return c.notFound(), err
	}
	return ok(c.s.refJSON(gitRef{name, sha})), nil
}

// matchingRefs answers every match at once: GitHub does not page here.
func matchingRefs(c *call) (reply, error) {
	refs, err := c.s.git.refs(c.ctx, "refs/"+c.vars["ref"])
	if err != nil {
		return reply{}, err
	}
	out := make([]map[string]any, 0, len(refs))
	for _, r := range refs {
		out = append(out, c.s.refJSON(r))
	}
	return ok(out), nil
}

func createRef(c *call) (reply, error) {
	in, err := decode[struct{ Ref, SHA string }](c)
	if err != nil {
		return reply{}, err
	}
	if !strings.HasPrefix(in.Ref, "refs/") || strings.Count(in.Ref, "/") < 2 {
		return c.refuse(422, "Reference name must start with 'refs/' and contain at least two slashes."), nil
	}
	if !c.s.git.validRef(c.ctx, in.Ref) {
		return c.refuse(422, "%s is not a valid ref name.", in.Ref), nil
	}
	refusal, err := c.s.moveRef(c.ctx, refChange{in.Ref, zeroID, in.SHA}, false)
	if err != nil {
		return reply{}, err
	}
	if refusal != "" {
		return c.refuse(http.StatusUnprocessableEntity, "%s", refusal), nil
	}
	rep := created(c.s.refJSON(gitRef{in.Ref, in.SHA}))
	rep.header = http.Header{"Location": {c.s.apiURL("/git/" + in.Ref)}}
	return rep, nil
}

func updateRef(c *call) (reply, error) {
	in, err := decode[struct {
		SHA   string
		Force bool
	}](c)
	if err != nil {
		return reply{}, err
	}
	return c.changeRef(refChange{"refs/" + c.vars["ref"], "", in.SHA}, in.Force)
}

func deleteRef(c *call) (reply, error) {
	return c.changeRef(refChange{"refs/" + c.vars["ref"], "", zeroID}, true)
}

// changeRef moves or deletes a ref that must exist.
func (c *call) changeRef(ch refChange, force bool) (reply, error) {
	old, err := c.s.git.ref(c.ctx, ch.name)
	if err != nil {
		return reply{}, err
	}
	if old == "" {
		return c.refuse(http.StatusUnprocessableEntity, "Reference does not exist"), nil
	}
	refusal, err := c.s.moveRef(c.ctx, ch, force)
	switch {
	case err != nil:
		return reply{}, err
	case refusal != "":
		return c.refuse(http.StatusUnprocessableEntity, "%s", refusal), nil
	case ch.sha == zeroID:
		return reply{status: http.StatusNoContent}, nil
	}
	return ok(c.s.refJSON(gitRef{ch.name, ch.sha})), nil
}

// moveRef makes one change and its consequences for pull requests. The refusal is GitHub's
// message; "" means done. The caller holds s.mu.
func (s *Server) moveRef(ctx context.Context, ch refChange, force bool) (refusal string, err error) {
	if refusal, err = s.mayMove(ctx, ch, force); refusal != "" || err != nil {
		return refusal, err
	}
	if err := s.git.move(ctx, ch); err != nil {
		return "", err
	}
	return "", s.refMoved(ctx, ch)
}

// mayMove returns GitHub's reason to refuse a change, "" for none.
func (s *Server) mayMove(ctx context.Context, ch refChange, force bool) (string, error) {
	if ch.sha != zeroID {
		kind := "object"
		if strings.HasPrefix(ch.name, "refs/heads/") {
			kind = "commit"
		}
		full, ok, err := s.git.resolve(ctx, ch.sha, kind)
		if err != nil {
			return "", err
		}
		if !ok || full != ch.sha {
			return "Object does not exist", nil
		}
	}
	old, err := s.git.ref(ctx, ch.name)
	if err != nil {
		return "", err
	}
	switch {
	case ch.old == zeroID && old != "":
		return "Reference already exists", nil
	case ch.old != "" && ch.old != zeroID && ch.old != old:
		return staleRef, nil
	case ch.sha == zeroID && old == "":
		return "Reference does not exist", nil
	case ch.sha == zeroID || old != "" && force:
		return "", nil
	case old != "":
		forward, err := s.git.ancestor(ctx, old, ch.sha)
		if err != nil || forward {
			return "", err
		}
		return "Update is not a fast forward", nil
	}
	other, err := s.git.conflict(ctx, ch.name)
	if err != nil || other == "" {
		return "", err
	}
	return "Reference update failed", nil
}

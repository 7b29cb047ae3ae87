package main

import (
	"fmt"
	"slices"
	"strings"
)

// resolver replaces references within one description by what they refer to.
type resolver struct{ root map[string]any }

// noise are the keys that say nothing about the shape of a request.
var noise = []string{"description", "summary", "example", "examples", "externalDocs", "title", "default"}

// at returns the object found by walking the keys from the root.
func (r resolver) at(keys ...string) (map[string]any, error) {
	node := r.root
	for i, k := range keys {
		next, ok := node[k].(map[string]any)
		if !ok {
			return nil, fmt.Errorf("the description has no object at %s", strings.Join(keys[:i+1], " "))
		}
		node = next
	}
	return node, nil
}

// clean returns v with references resolved, noise removed and every object schema closed: GitHub
// ignores properties that it does not know, and the stand-in must not, since one is a mistake of
// the caller. The trail holds the references being resolved, to refuse a circle.
func (r resolver) clean(v any, trail []string) (any, error) {
	switch v := v.(type) {
	case []any:
		out := make([]any, 0, len(v))
		for _, e := range v {
			c, err := r.clean(e, trail)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
		return out, nil
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			return r.follow(ref, trail)
		}
		return r.object(v, trail)
	default:
		return v, nil
	}
}

func (r resolver) follow(ref string, trail []string) (any, error) {
	if slices.Contains(trail, ref) {
		return nil, fmt.Errorf("reference %s is circular", ref)
	}
	keys, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil, fmt.Errorf("reference %s leaves the file", ref)
	}
	node, err := r.at(strings.Split(keys, "/")...)
	if err != nil {
		return nil, err
	}
	return r.clean(node, append(slices.Clone(trail), ref))
}

func (r resolver) object(v map[string]any, trail []string) (any, error) {
	out := map[string]any{}
	for k, e := range v {
		if k == "properties" {
			props, err := r.properties(e, trail)
			if err != nil {
				return nil, err
			}
			out[k] = props
			continue
		}
		if slices.Contains(noise, k) || strings.HasPrefix(k, "x-") {
			continue
		}
		c, err := r.clean(e, trail)
		if err != nil {
			return nil, err
		}
		out[k] = c
	}
	if _, ok := out["properties"]; ok && out["additionalProperties"] == nil {
		out["additionalProperties"] = false
	}
	return out, nil
}

// properties cleans the values only: here a key such as "description" is a property's name.
func (r resolver) properties(v any, trail []string) (any, error) {
	props, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("properties is a %T", v)
	}
	out := map[string]any{}
	for name, schema := range props {
		c, err := r.clean(schema, trail)
		if err != nil {
			return nil, err
		}
		out[name] = c
	}
	return out, nil
}

package main

import "fmt"

// route names one operation of the description.
type route struct{ method, path string }

const repo = "/repos/{owner}/{repo}"

// routes are the operations that the stand-in serves.
var routes = []route{
	{"get", repo},
	{"get", repo + "/git/ref/{ref}"},
	{"get", repo + "/git/matching-refs/{ref}"},
	{"post", repo + "/git/refs"},
	{"patch", repo + "/git/refs/{ref}"},
	{"delete", repo + "/git/refs/{ref}"},
	{"post", repo + "/git/trees"},
	{"post", repo + "/git/commits"},
	{"get", repo + "/git/commits/{commit_sha}"},
	{"get", repo + "/commits/{ref}"},
	{"get", repo + "/compare/{basehead}"},
	{"get", repo + "/pulls"},
	{"post", repo + "/pulls"},
	{"get", repo + "/pulls/{pull_number}"},
	{"patch", repo + "/pulls/{pull_number}"},
	{"post", repo + "/pulls/{pull_number}/requested_reviewers"},
	{"get", repo + "/issues"},
	{"post", repo + "/issues"},
	{"get", repo + "/issues/{issue_number}"},
	{"patch", repo + "/issues/{issue_number}"},
	{"get", repo + "/issues/{issue_number}/labels"},
	{"post", repo + "/issues/{issue_number}/labels"},
	{"delete", repo + "/issues/{issue_number}/labels/{name}"},
	{"post", repo + "/issues/{issue_number}/assignees"},
	{"get", repo + "/issues/{issue_number}/comments"},
	{"post", repo + "/issues/{issue_number}/comments"},
	{"patch", repo + "/issues/comments/{comment_id}"},
	{"post", repo + "/labels"},
}

// amendment adds what the description says in words only.
type amendment struct {
	route
	why  string
	edit func(op map[string]any) error
}

var amendments = []amendment{
	{
		route: route{"post", repo + "/issues/{issue_number}/labels"},
		why:   "the property's description: an array of labels may be passed directly",
		edit: func(op map[string]any) error {
			media, err := (resolver{root: op}).at("requestBody", "content", "application/json")
			if err != nil {
				return err
			}
			schema, ok := media["schema"].(map[string]any)
			if !ok {
				return fmt.Errorf("the body has no schema")
			}
			forms, ok := schema["oneOf"].([]any)
			if !ok {
				return fmt.Errorf("the body's schema has no oneOf")
			}
			schema["oneOf"] = append(forms, map[string]any{
				"type": "array", "minItems": 1, "items": map[string]any{"type": "string"},
			})
			return nil
		},
	},
}

func (a amendment) apply(paths map[string]any) error {
	op, err := (resolver{root: paths}).at(a.path, a.method)
	if err == nil {
		err = a.edit(op)
	}
	if err != nil {
		return fmt.Errorf("amending %s %s (%s): %w", a.method, a.path, a.why, err)
	}
	return nil
}

package githubserver

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

//go:generate go run ./generate -package ${OCTOKIT_OPENAPI} -out openapi.json

//go:embed openapi.json
var openapiJSON []byte

// ignoredQuery are parameters that GitHub's description lacks and GitHub is known to ignore:
// matching-refs answers everything at once whatever page is asked for.
var ignoredQuery = map[string][]string{
	repoPath + "/git/matching-refs/{ref}": {"per_page", "page"},
}

// checker compares requests with GitHub's OpenAPI description.
type checker struct{ doc *openapi3.T }

func newChecker() (*checker, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openapiJSON)
	if err != nil {
		return nil, fmt.Errorf("loading openapi.json: %w", err)
	}
	return &checker{doc}, nil
}

// operation returns the description of a route, nil when there is none.
func (k *checker) operation(method, template string) *openapi3.Operation {
	item := k.doc.Paths.Value(template)
	if item == nil {
		return nil
	}
	return item.GetOperation(method)
}

// docs returns the documentation_url that GitHub sends with an error of this route.
func (k *checker) docs(method, template string) string {
	if op := k.operation(method, template); op != nil && op.ExternalDocs != nil {
		return op.ExternalDocs.URL
	}
	return docsRoot
}

// request returns what does not fit the description, nil when all does.
func (k *checker) request(r *http.Request, template string, vars map[string]string, body []byte) error {
	op := k.operation(r.Method, template)
	if op == nil {
		return fmt.Errorf("openapi.json does not describe %s %s", r.Method, template)
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return fmt.Errorf("malformed query: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		known := op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) != nil
		if !known && !slices.Contains(ignoredQuery[template], name) {
			return fmt.Errorf("query parameter %q is not in GitHub's description of the route", name)
		}
	}
	if op.RequestBody == nil && len(body) > 0 {
		return fmt.Errorf("the route takes no body, %d bytes were sent", len(body))
	}
	// The filter consumes and replaces the body: give it a copy.
	clone := r.Clone(r.Context())
	clone.Body = io.NopCloser(bytes.NewReader(body))
	clone.ContentLength = int64(len(body))
	return shorten(openapi3filter.ValidateRequest(context.WithoutCancel(r.Context()), &openapi3filter.RequestValidationInput{
		Request: clone, PathParams: vars, QueryParams: query,
		Route: &routers.Route{
			Spec: k.doc, Path: template, PathItem: k.doc.Paths.Value(template), Method: r.Method, Operation: op,
		},
		Options: &openapi3filter.Options{
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true, MultiError: true,
		},
	}))
}

// shorten leaves out the schema that the library prints after the reason.
func shorten(err error) error {
	if err == nil {
		return nil
	}
	text, _, _ := strings.Cut(err.Error(), "\nSchema:")
	return fmt.Errorf("%s", strings.ReplaceAll(text, "\n", " "))
}

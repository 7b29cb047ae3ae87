package githubserver

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

//go:embed schema.graphql
var schemaText string

var schema = gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: schemaText})

// gqlRequest is a GraphQL request that fits the schema.
type gqlRequest struct {
	op   *ast.OperationDefinition
	doc  *ast.QueryDocument
	vars map[string]any
}

func (q *gqlRequest) mutation() bool { return q.op.Operation == ast.Mutation }

// operation returns the names of the root fields.
func (q *gqlRequest) operation() string {
	var names []string
	for _, sel := range q.op.SelectionSet {
		if f, ok := sel.(*ast.Field); ok {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ",")
}

// gqlError is an entry of errors[] in an answer with status 200.
type gqlError struct {
	Type      string           `json:"type,omitempty"`
	Path      []any            `json:"path,omitempty"`
	Locations []map[string]int `json:"locations,omitempty"`
	Message   string           `json:"message"`
}

// Error returns the message.
func (e *gqlError) Error() string { return e.Message }

// graphql serves the one route of the GraphQL API.
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	if err == nil && r.Method != http.MethodPost {
		err = errors.New("GraphQL takes POST only")
	}
	var q *gqlRequest
	if err == nil {
		q, err = parseGraphQL(body)
	}
	if err != nil {
		s.violation(w, r, err.Error())
		return
	}
	c := &call{
		s: s, ctx: context.WithoutCancel(r.Context()), method: r.Method,
		path: strings.TrimPrefix(graphqlPath, "/api"), query: r.URL.Query(), body: body,
		docs: "https://docs.github.com/graphql", graphql: true, gql: q,
	}
	s.finish(w, r, c, runGraphQL)
}

// parseGraphQL reads the request and compares query and variables with the schema.
func parseGraphQL(body []byte) (*gqlRequest, error) {
	var in struct {
		Query         string         `json:"query"`
		Variables     map[string]any `json:"variables"`
		OperationName string         `json:"operationName"`
	}
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil {
		return nil, fmt.Errorf("the body is not a GraphQL request: %w", err)
	}
	doc, errs := gqlparser.LoadQueryWithRules(schema, in.Query, rules.NewDefaultRules())
	if len(errs) > 0 {
		return nil, fmt.Errorf("the query does not fit the schema: %w", errs)
	}
	op := doc.Operations.ForName(in.OperationName)
	if op == nil {
		return nil, fmt.Errorf("the query has no operation %q", in.OperationName)
	}
	for name := range in.Variables {
		if op.VariableDefinitions.ForName(name) == nil {
			return nil, fmt.Errorf("variable $%s is not declared by the operation", name)
		}
	}
	vars, err := validator.VariableValues(schema, op, in.Variables)
	if err != nil {
		return nil, fmt.Errorf("the variables do not fit the query: %w", err)
	}
	return &gqlRequest{op, doc, vars}, nil
}

// runGraphQL resolves the operation.
func runGraphQL(c *call) (reply, error) {
	root := c.queryRoot()
	if c.gql.mutation() {
		root = c.mutationRoot()
	}
	x := &execution{c: c}
	data, err := x.object(c.gql.op.SelectionSet, root, nil)
	if err != nil {
		return reply{}, err
	}
	out := map[string]any{"data": data}
	if len(x.errs) > 0 {
		out["errors"] = x.errs
	}
	return ok(out), nil
}

// object is a value of a GraphQL type: its fields are resolved when they are asked for.
type object struct {
	kind   string
	fields map[string]resolver
}

// resolver returns a scalar, an object, a []object or nil. A *gqlError makes the field null and
// is reported beside the data; another error is a failure of the stand-in.
type resolver func(args map[string]any) (any, error)

func value(v any) resolver { return func(map[string]any) (any, error) { return v, nil } }

// execution walks one operation.
type execution struct {
	c    *call
	errs []*gqlError
}

func (x *execution) object(set ast.SelectionSet, o object, path []any) (map[string]any, error) {
	out := map[string]any{}
	for _, f := range x.fields(set, o.kind) {
		at := slices.Concat(path, []any{f.Alias})
		if f.Name == "__typename" {
			out[f.Alias] = o.kind
			continue
		}
		resolve := o.fields[f.Name]
		if resolve == nil {
			return nil, fmt.Errorf("field %s.%s is not implemented", o.kind, f.Name)
		}
		v, err := resolve(f.ArgumentMap(x.c.gql.vars))
		var reported *gqlError
		if errors.As(err, &reported) {
			reported.Path = at
			reported.Locations = []map[string]int{{"line": f.Position.Line, "column": f.Position.Column}}
			x.errs = append(x.errs, reported)
			v, err = nil, nil
		}
		if err != nil {
			return nil, err
		}
		if out[f.Alias], err = x.value(f.SelectionSet, v, at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (x *execution) value(set ast.SelectionSet, v any, path []any) (any, error) {
	switch v := v.(type) {
	case object:
		return x.object(set, v, path)
	case []object:
		list := make([]any, 0, len(v))
		for i, o := range v {
			e, err := x.object(set, o, append(path[:len(path):len(path)], i))
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		return list, nil
	}
	return v, nil
}

// fields flattens fragments and obeys @include and @skip. Fields of one alias are merged.
func (x *execution) fields(set ast.SelectionSet, kind string) []*ast.Field {
	var out []*ast.Field
	add := func(f *ast.Field) {
		for i, have := range out {
			if have.Alias == f.Alias {
				merged := *have
				merged.SelectionSet = append(append(ast.SelectionSet{}, have.SelectionSet...), f.SelectionSet...)
				out[i] = &merged
				return
			}
		}
		out = append(out, f)
	}
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			if x.included(sel.Directives) {
				add(sel)
			}
		case *ast.InlineFragment:
			if x.included(sel.Directives) && covers(sel.TypeCondition, kind) {
				for _, f := range x.fields(sel.SelectionSet, kind) {
					add(f)
				}
			}
		case *ast.FragmentSpread:
			if x.included(sel.Directives) && covers(sel.Definition.TypeCondition, kind) {
				for _, f := range x.fields(sel.Definition.SelectionSet, kind) {
					add(f)
				}
			}
		}
	}
	return out
}

func (x *execution) included(list ast.DirectiveList) bool {
	for _, d := range list {
		on, _ := d.ArgumentMap(x.c.gql.vars)["if"].(bool)
		if d.Name == "skip" && on || d.Name == "include" && !on {
			return false
		}
	}
	return true
}

// covers reports whether a type condition holds for an object type.
func covers(condition, kind string) bool {
	if condition == "" || condition == kind {
		return true
	}
	for _, def := range schema.PossibleTypes[condition] {
		if def.Name == kind {
			return true
		}
	}
	return false
}

package tfconfig

import (
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/patch"
)

const (
	// maxFileBytes is the size above which a file is left out. Hand-written Terraform stays far below.
	maxFileBytes = 2 << 20
	// maxNesting bounds brackets, and maxRun unary operators, since the parser recurses over both and
	// a Go stack overflow cannot be recovered from.
	maxNesting = 1000
	maxRun     = 10000
	// maxChain bounds the operators of one file: they parse to trees as deep as the chain is long.
	maxChain = 100000
)

type sourceKind int

const (
	ignored sourceKind = iota
	nativeFile
	jsonFile
	varsFile
	varsJSONFile
	lockFile
)

// source is one file as read: exactly one of file, values and problem is set, or none for a lock file
// or a *.tf.json file.
type source struct {
	path    string
	kind    sourceKind
	data    []byte
	file    *File
	values  map[string]cty.Value
	problem *Problem
}

func kindOf(name string) sourceKind {
	base := path.Base(name)
	switch {
	case base == ".terraform.lock.hcl":
		return lockFile
	case strings.HasPrefix(base, "."):
		return ignored
	case strings.HasSuffix(base, ".tf"):
		return nativeFile
	case strings.HasSuffix(base, ".tf.json"):
		return jsonFile
	case strings.HasSuffix(base, ".tfvars"):
		return varsFile
	case strings.HasSuffix(base, ".tfvars.json"):
		return varsJSONFile
	}
	return ignored
}

// parse reads one file's bytes. It never fails: what is wrong is the source's problem.
func parse(name string, data []byte) (s *source) {
	s = &source{path: name, kind: kindOf(name), data: data}
	defer func() {
		if p := recover(); p != nil {
			s = &source{path: name, kind: s.kind, data: data, problem: &Problem{Path: name, Reason: fmt.Sprintf("the parser failed on it: %v", p)}}
		}
	}()
	if len(data) > maxFileBytes {
		s.problem = &Problem{Path: name, Reason: tooLarge(int64(len(data)))}
		return s
	}
	if line, deep := tooDeep(data); deep {
		s.problem = &Problem{Path: name, Line: line, Reason: "its expressions are nested too deeply"}
		return s
	}
	switch s.kind {
	case nativeFile:
		file, diags := hclsyntax.ParseConfig(data, name, hcl.InitialPos)
		if s.problem = problemOf(name, diags); s.problem == nil {
			s.file = &File{Path: name, Bytes: data, Body: file.Body.(*hclsyntax.Body)}
			for _, block := range s.file.Body.Blocks {
				s.file.refs = append(s.file.refs, patch.Ref{File: name, Address: address(block)})
			}
		}
	case varsFile:
		file, diags := hclsyntax.ParseConfig(data, name, hcl.InitialPos)
		if s.problem = problemOf(name, diags); s.problem == nil {
			s.values = nativeValues(file.Body.(*hclsyntax.Body))
		}
	case varsJSONFile:
		file, diags := hcljson.Parse(data, name)
		if s.problem = problemOf(name, diags); s.problem == nil {
			s.values = jsonValues(file.Body)
		}
	}
	return s
}

func nativeValues(body *hclsyntax.Body) map[string]cty.Value {
	values := make(map[string]cty.Value, len(body.Attributes))
	for name, attribute := range body.Attributes {
		values[name] = constant(attribute.Expr)
	}
	return values
}

func jsonValues(body hcl.Body) map[string]cty.Value {
	attributes, _ := body.JustAttributes()
	values := make(map[string]cty.Value, len(attributes))
	for name, attribute := range attributes {
		// Without an evaluation context JSON strings are literal, as in Terraform's own reading.
		value, diags := attribute.Expr.Value(nil)
		if diags.HasErrors() || tooHeavy(value) {
			value = cty.DynamicVal
		}
		values[name] = value
	}
	return values
}

// problemOf turns the first error into a Problem, or returns nil.
func problemOf(name string, diags hcl.Diagnostics) *Problem {
	for _, diag := range diags {
		if diag.Severity != hcl.DiagError {
			continue
		}
		problem := &Problem{Path: name, Reason: diag.Summary}
		if diag.Detail != "" {
			problem.Reason += ": " + diag.Detail
		}
		if diag.Subject != nil {
			problem.Line = diag.Subject.Start.Line
		}
		return problem
	}
	return nil
}

func tooLarge(size int64) string {
	return fmt.Sprintf("it has %d bytes; files above %d bytes are left out", size, maxFileBytes)
}

// tooDeep finds input that would overflow the stack. It counts brackets without regard to strings and
// comments, so it may refuse what is merely odd.
func tooDeep(data []byte) (line int, deep bool) {
	depth, run, chain := 0, 0, 0
	line = 1
	for _, c := range data {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case '\n':
			line++
		}
		switch c {
		case '!', '-':
			run++
		case ' ', '\t', '\n', '\r':
		default:
			run = 0
		}
		switch c {
		case '?', '+', '*', '/', '%', '&', '|', '<', '>':
			chain++
		case '\n':
			if depth == 0 {
				chain = 0
			}
		}
		if depth > maxNesting || run > maxRun || chain > maxChain {
			return line, true
		}
	}
	return 0, false
}

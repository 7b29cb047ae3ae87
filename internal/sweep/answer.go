package sweep

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
)

// smallNumber is a whole number that reads the same with and without quotes. Longer ones are account
// ids and the like, whose leading zeros count.
var smallNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`)

// Source writes the value of a decision as HCL. A reference ("aws_sns_topic.alarms.arn", "var.key",
// "module.log.bucket", "data.aws_kms_alias.s3.target_key_arn") and a list of references and plain texts
// are expressions, a small whole number and a truth value stand for themselves, and everything else is a
// quoted text in which nothing is interpolated.
func Source(value string) string {
	value = strings.TrimSpace(value)
	if value == "true" || value == "false" || smallNumber.MatchString(value) {
		return value
	}
	expr, diags := hclsyntax.ParseExpression([]byte(value), "", hcl.InitialPos)
	if !diags.HasErrors() && len(expr.Range().SliceBytes([]byte(value))) == len(value) {
		if isReference(expr) {
			return value
		}
		if elements := list(expr, value); len(elements) > 0 {
			return "[" + strings.Join(elements, ", ") + "]"
		}
	}
	return control.Literal(cty.StringVal(value))
}

// isReference reports whether an expression is one path into the configuration. Names with dots that are
// no address, such as a domain or a bucket called after one, are not.
func isReference(expr hclsyntax.Expression) bool {
	path, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return false
	}
	names := 0
	for _, step := range path.Traversal[1:] {
		if _, ok := step.(hcl.TraverseAttr); ok {
			names++
		}
	}
	switch root := path.Traversal.RootName(); root {
	case "var", "local":
		return names >= 1
	case "module":
		return names >= 2
	case "data":
		kind, ok := path.Traversal[min(1, len(path.Traversal)-1)].(hcl.TraverseAttr)
		return ok && names >= 3 && strings.Contains(kind.Name, "_")
	default:
		return names >= 2 && strings.HasPrefix(root, "aws_")
	}
}

// list returns the elements of a list of references and constants, without what a comment may say between
// them, or nil.
func list(expr hclsyntax.Expression, source string) []string {
	tuple, ok := expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return nil
	}
	var elements []string
	for _, element := range tuple.Exprs {
		if isReference(element) {
			elements = append(elements, string(element.Range().SliceBytes([]byte(source))))
			continue
		}
		v, diags := element.Value(nil)
		if diags.HasErrors() || v.IsNull() || !v.Type().IsPrimitiveType() {
			return nil
		}
		elements = append(elements, control.Literal(v))
	}
	return elements
}

package verify

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// sideEffects are AWS resources that act when they are created instead of describing something. All
// resources of other providers count as such too: no control names one.
var sideEffects = map[string]bool{
	"aws_lambda_invocation":                                    true,
	"aws_ssm_association":                                      true,
	"aws_ssm_document":                                         true,
	"aws_cloudformation_stack":                                 true,
	"aws_cloudformation_stack_set":                             true,
	"aws_serverlessapplicationrepository_cloudformation_stack": true,
	"aws_codebuild_project":                                    true,
	"aws_codebuild_webhook":                                    true,
	"aws_iam_access_key":                                       true,
}

func noSideEffectResource(s *subject) []string {
	return s.each(func(e edit) string {
		t := e.newType()
		if t == "" || strings.HasPrefix(t, "aws_") && !sideEffects[t] {
			return ""
		}
		return fmt.Sprintf("adds %s", e.newAddress())
	})
}

func companionPointsAtTarget(s *subject) []string {
	return s.each(func(e edit) string {
		switch {
		case s.fromCatalogue(e):
			return ""
		case e.newType() != "":
			want := s.companion(e.newType())
			if want == nil {
				return fmt.Sprintf("adds %s, a type that the control does not name as a companion", e.newAddress())
			}
			by := pointer(e.block.Body, want.By)
			if by == nil || !s.pointsAtTarget(by, []byte(e.source), want.By) {
				return fmt.Sprintf("adds %s, whose %s does not point at %s", e.newAddress(), want.By, s.target.Ref.Address)
			}
		case e.owner != nil && e.ref != s.target.Ref:
			want := s.companion(e.owner.Type())
			if want == nil {
				return "" // target-only speaks
			}
			by := pointer(e.owner.Syntax.Body, want.By)
			if by == nil || !s.pointsAtTarget(by, e.owner.File.Bytes, want.By) {
				return fmt.Sprintf("edits %s, whose %s does not point at %s", e.ref.Address, want.By, s.target.Ref.Address)
			}
			if e.name == want.By && len(e.path) == 0 && (e.expr == nil || !s.pointsAtTarget(e.expr, []byte(e.source), want.By)) {
				return fmt.Sprintf("turns %s of %s away from %s", want.By, e.ref.Address, s.target.Ref.Address)
			}
		}
		return ""
	})
}

// followed are the arguments that a new companion shares with its target.
var followed = []string{"count", "for_each", "provider", "region"}

func companionFollowsTarget(s *subject) []string {
	var all []string
	for _, name := range followed {
		all = append(all, s.each(func(e edit) string {
			if s.companion(e.newType()) == nil {
				return ""
			}
			want, got := s.target.Syntax.Body.Attributes[name], e.block.Body.Attributes[name]
			switch {
			case want == nil && got == nil:
				return ""
			case want == nil:
				return fmt.Sprintf("gives %s the argument %s, which %s does not have", e.newAddress(), name, s.target.Ref.Address)
			}
			text := string(want.Expr.Range().SliceBytes(s.target.File.Bytes))
			if got == nil {
				return fmt.Sprintf("lacks %s = %s in %s", name, oneLine(text), e.newAddress())
			}
			if squeeze(e.text(got.Expr)) == squeeze(text) || name == "for_each" && isWholeTarget(s, got.Expr) {
				return ""
			}
			return fmt.Sprintf("gives %s another %s than %s has", e.newAddress(), name, s.target.Ref.Address)
		})...)
	}
	return all
}

// isWholeTarget accepts "for_each = aws_s3_bucket.all", which chains a companion to a target with
// for_each.
func isWholeTarget(s *subject, expr hclsyntax.Expression) bool {
	traversal, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	labels := s.target.Syntax.Labels
	return ok && len(labels) == 2 && len(traversal.Traversal) == 2 && startsAt(traversal.Traversal, labels[0], labels[1])
}

// squeeze makes texts comparable that differ in white space only.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

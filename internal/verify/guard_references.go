package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// safeFunctions are the functions of Terraform whose result depends on nothing but their arguments and
// which hide nothing. What is not listed is refused: a function that reads files, a provider's own
// function, one that a later version brings.
var safeFunctions = makeSet(`
	abs alltrue anytrue base64decode base64encode can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet
	cidrsubnets coalesce coalescelist compact concat contains distinct element endswith flatten floor format
	formatlist indent index issensitive join jsondecode jsonencode keys length log lookup lower matchkeys max
	md5 merge min one parseint pow range regex regexall replace reverse sensitive setintersection setproduct
	setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum
	title tobool tolist tomap tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try upper
	urlencode values yamldecode yamlencode zipmap`)

func makeSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

func noUnsafeFunction(s *subject) []string {
	return s.each(func(e edit) string {
		var refused string
		e.expressions(func(expr hclsyntax.Expression) {
			call, ok := expr.(*hclsyntax.FunctionCallExpr)
			if ok && !safeFunctions[call.Name] && !s.known[e.text(call)] && refused == "" {
				refused = call.Name
			}
		})
		if refused == "" {
			return ""
		}
		return fmt.Sprintf("calls %s()", refused)
	})
}

// knownReferences refuses names that neither the module nor the patch declares.
func knownReferences(s *subject) []string {
	declared := declarations(s)
	return s.each(func(e edit) string {
		var unknown []string
		for _, traversal := range e.references() {
			if address := addressOf(traversal); address != "" && !declared[address] && !s.hasIterator(e, address) {
				unknown = append(unknown, address)
			}
		}
		if len(unknown) == 0 {
			return ""
		}
		slices.Sort(unknown)
		return "refers to " + strings.Join(slices.Compact(unknown), ", ") + ", which does not exist in the module"
	})
}

// references returns what the edit's new expressions refer to. Names that an expression binds itself,
// as a for expression does, are not among them.
func (e edit) references() []hcl.Traversal {
	switch {
	case e.expr != nil:
		return e.expr.Variables()
	case e.block != nil:
		return bodyReferences(e.block.Body, iterators(e.block))
	}
	return nil
}

func bodyReferences(body *hclsyntax.Body, bound []string) []hcl.Traversal {
	var all []hcl.Traversal
	keep := func(expr hclsyntax.Expression, bound []string) {
		for _, t := range expr.Variables() {
			if !slices.Contains(bound, t.RootName()) {
				all = append(all, t)
			}
		}
	}
	for name, attr := range body.Attributes {
		// ignore_changes and the like name arguments, not addresses.
		if name != "ignore_changes" && name != "iterator" && name != "providers" && name != "provider" {
			keep(attr.Expr, bound)
		}
	}
	for _, block := range body.Blocks {
		all = append(all, bodyReferences(block.Body, append(slices.Clone(bound), iterators(block)...))...)
	}
	return all
}

// iterators returns the name that a dynamic block binds; none for other blocks.
func iterators(block *hclsyntax.Block) []string {
	if block.Type != "dynamic" || len(block.Labels) != 1 {
		return nil
	}
	if attr := block.Body.Attributes["iterator"]; attr != nil {
		if name := hcl.ExprAsKeyword(attr.Expr); name != "" {
			return []string{name}
		}
	}
	return block.Labels
}

// addressOf returns the address that a reference names, or "" for those that need no declaration.
func addressOf(t hcl.Traversal) string {
	part := func(i int) string {
		if len(t) <= i {
			return ""
		}
		if attr, ok := t[i].(hcl.TraverseAttr); ok {
			return "." + attr.Name
		}
		return ""
	}
	switch root := t.RootName(); root {
	case "path", "terraform", "self":
		return ""
	case "each", "count":
		return root
	case "data", "ephemeral":
		return root + part(1) + part(2)
	default:
		return root + part(1)
	}
}

// declarations are the addresses that may be referred to: the module's and those that the patch adds.
func declarations(s *subject) map[string]bool {
	declared := map[string]bool{}
	for _, file := range s.target.Module.Files {
		for _, block := range file.Body.Blocks {
			name := strings.Join(block.Labels, ".")
			switch block.Type {
			case "resource":
				declared[name] = true
			case "variable":
				declared["var."+name] = true
			case "locals":
				for local := range block.Body.Attributes {
					declared["local."+local] = true
				}
			default:
				declared[block.Type+"."+name] = true
			}
		}
	}
	for _, e := range s.edits {
		if address := e.newAddress(); address != "" {
			declared[address] = true
		}
	}
	return declared
}

// hasIterator reports whether each, count or the name of a dynamic block's iterator may be used where the
// edit stands.
func (s *subject) hasIterator(e edit, address string) bool {
	body := s.target.Syntax.Body
	switch {
	case e.isNewResource() && e.block != nil:
		body = e.block.Body
	case e.owner != nil:
		body = e.owner.Syntax.Body
	}
	switch address {
	case "each":
		return body.Attributes["for_each"] != nil
	case "count":
		return body.Attributes["count"] != nil
	}
	if e.owner == nil {
		return false
	}
	root, _, _ := strings.Cut(address, ".")
	found := false
	for _, block := range allBlocks(body) {
		found = found || slices.Contains(iterators(block), root)
	}
	return found
}

func allBlocks(body *hclsyntax.Body) []*hclsyntax.Block {
	var all []*hclsyntax.Block
	for _, b := range body.Blocks {
		all = append(append(all, b), allBlocks(b.Body)...)
	}
	return all
}

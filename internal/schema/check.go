package schema

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The names that terraform itself reads in a resource or data block:
// https://developer.hashicorp.com/terraform/language/meta-arguments. "_" is the escape for a resource
// type with arguments of these names.
var (
	metaArguments = []string{"count", "for_each", "provider", "depends_on"}
	metaBlocks    = []string{"lifecycle", "provisioner", "connection", "_"}
)

// Check compares the body of a resource or data block with what the type accepts in a version of the
// provider, and returns what is wrong, in the order of the source. It knows meta-arguments, dynamic blocks
// and arguments that may be written as blocks, evaluates nothing but literals, and says nothing where a
// value decides.
//
// Where the data has a release of the version's major number, problems are reasons to refuse the block, with
// two exceptions: deprecations are notes, and so are names that no release up to that one has when the exact
// version is newer, since they may have been added. For another major version the nearest known release is compared
// and everything is a note. When the version is unknown everything is a note, and wrong is what is wrong in
// every known release.
func (r *Resource) Check(body *hclsyntax.Body, v Version) []Problem {
	c := &checker{scope: r.schema.scope(v), schema: r.schema, typ: r.Type}
	in := c.scope.releases & r.Releases
	if in == 0 {
		c.absent(UnknownType, body.SrcRange, "", r.Releases, fmt.Sprintf("%s is not in %s", r.Type, c.scope.name))
		return c.problems
	}
	c.body(r.Body, body, in, "")
	slices.SortStableFunc(c.problems, func(a, b Problem) int {
		return cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte)
	})
	return c.problems
}

// checker collects the problems of one block.
type checker struct {
	scope    scope
	schema   *Schema
	typ      string
	problems []Problem
}

// report adds a problem with the parts that depend on the version filled in.
func (c *checker) report(kind Kind, at hcl.Range, path, suggestion, format string, args ...any) {
	c.problems = append(c.problems, Problem{
		Range: at, Path: path, Kind: kind, Suggestion: suggestion, Message: fmt.Sprintf(format, args...),
		Note: !c.scope.firm || kind == Deprecated || kind == Versioned,
	})
}

// absent reports something that is in other releases, if in any, than those in question.
func (c *checker) absent(kind Kind, at hcl.Range, path string, other Releases, message string) {
	c.unsure(kind, at, path, "", other, message+c.lifetime(other))
}

// unsure reports a name that is not known. It may have come with a version that is newer than the known
// release, but not if an older release had it, since it was then removed.
func (c *checker) unsure(kind Kind, at hcl.Range, path, suggestion string, other Releases, message string) {
	c.report(kind, at, path, suggestion, "%s", message)
	removed := other != 0 && (other&c.schema.all()).newest() < c.scope.releases.newest()
	if c.scope.newer && !removed {
		c.problems[len(c.problems)-1].Note = true
	}
}

// lifetime says in which known releases something is, as the end of a sentence about where it is not.
func (c *checker) lifetime(r Releases) string {
	since, until := c.schema.Since(r), c.schema.Until(r)
	switch {
	case since != "" && until != "":
		return fmt.Sprintf(": it is known from %s to %s only", since, until)
	case since != "":
		return fmt.Sprintf(": it is known since %s", since)
	case until != "":
		return fmt.Sprintf(": it is known until %s", until)
	}
	return ""
}

// body checks the contents of one block, whose schema is in the releases. The path is "" for the resource.
func (c *checker) body(b *Body, have *hclsyntax.Body, in Releases, path string) {
	for _, name := range slices.Sorted(maps.Keys(have.Attributes)) {
		if path == "" && slices.Contains(metaArguments, name) {
			continue
		}
		c.argument(b, have.Attributes[name], in, join(path, name))
	}
	written := c.blocks(b, have, in, path)
	c.missing(b, have, written, in, path)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// where names the block for messages.
func (c *checker) where(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return fmt.Sprintf("block %q of %s", path[:i], c.typ)
	}
	return c.typ
}

func (c *checker) argument(b *Body, attr *hclsyntax.Attribute, in Releases, path string) {
	a, n := b.Argument(attr.Name), b.Block(attr.Name)
	switch {
	case a != nil && a.Releases&in != 0:
		c.value(a, attr, in&a.Releases, path)
		c.versioned(attr.NameRange, a.Releases, in, path)
	case n != nil && n.Releases&in != 0:
		c.report(BlockAsArgument, attr.NameRange, path, attr.Name,
			"%q is a block of %s: write %s { … } without \"=\"", attr.Name, c.where(path), attr.Name)
	default:
		other := Releases(0)
		if a != nil {
			other |= a.Releases
		}
		if n != nil {
			other |= n.Releases
		}
		c.unknown(UnknownArgument, "argument", b, attr.Name, attr.NameRange, other, in, path)
	}
}

// value checks an argument that exists.
func (c *checker) value(a *Argument, attr *hclsyntax.Attribute, in Releases, path string) {
	value := literal(attr.Expr)
	switch {
	case value.IsKnown() && value.IsNull():
		return
	case a.readOnly(in):
		c.report(ReadOnlyArgument, attr.NameRange, path, "", "%q of %s is set by the provider alone: remove it", a.Name, c.where(path))
		return
	case a.Deprecated:
		c.report(Deprecated, attr.NameRange, path, "", "argument %q of %s is deprecated", a.Name, c.where(path))
	}
	if err := a.misfit(value, in); err != nil {
		c.report(WrongType, attr.Expr.Range(), path, "", "the value of %q in %s does not fit its type %s: %v",
			a.Name, c.where(path), typeName(a.newest(in).Type), err)
	}
}

// versioned notes what is not in all releases in question, which only happens when the version is unknown.
func (c *checker) versioned(at hcl.Range, has, in Releases, path string) {
	if in&^has == 0 {
		return
	}
	c.report(Versioned, at, path, "", "%q of %s is not in every version of the provider%s", path, c.typ, c.lifetime(has))
}

// unknown reports a name that the releases do not have, with the best advice there is.
func (c *checker) unknown(kind Kind, what string, b *Body, name string, at hcl.Range, other, in Releases, path string) {
	message := fmt.Sprintf("%s has no %s %q in %s", c.where(path), what, name, c.scope.name)
	if other != 0 {
		c.absent(kind, at, path, other, message)
		return
	}
	if near := nearest(name, b.settable(in)); near != "" {
		c.unsure(kind, at, path, near, 0, fmt.Sprintf("%s: did you mean %q?", message, near))
		return
	}
	if holder := b.holder(name, in); holder != "" {
		c.unsure(kind, at, path, holder+"."+name, 0, fmt.Sprintf("%s: it belongs into the block %q", message, holder))
		return
	}
	c.unsure(kind, at, path, "", 0, message+": remove it")
}

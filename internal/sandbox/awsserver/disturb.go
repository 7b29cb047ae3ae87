package awsserver

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Disturb rewrites HCL as a language model does when it gives a block back: attributes in another order,
// comments gone, other indentation and blank lines. The meaning stays: the same attributes with the same
// expressions and the same nested blocks in the same order. The same seed gives the same text. Source
// that does not parse comes back as it is.
func Disturb(source, seed string) string {
	file, diags := hclsyntax.ParseConfig([]byte(source), "reply", hcl.InitialPos)
	if diags.HasErrors() {
		return source
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(seed)) // never fails
	d := disturber{src: []byte(source), dice: rand.New(rand.NewPCG(hash.Sum64(), 1))}
	d.indent = []string{"  ", "    ", "\t"}[d.dice.IntN(3)]
	var out strings.Builder
	d.body(&out, file.Body.(*hclsyntax.Body), "")
	return out.String()
}

type disturber struct {
	src    []byte
	dice   *rand.Rand
	indent string
}

func (d *disturber) body(out *strings.Builder, body *hclsyntax.Body, indent string) {
	names := make([]string, 0, len(body.Attributes))
	for name := range body.Attributes {
		names = append(names, name)
	}
	sort.Strings(names)
	d.dice.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	equals := []string{" = ", "=", "   = "}[d.dice.IntN(3)]
	for _, name := range names {
		fmt.Fprintf(out, "%s%s%s%s\n", indent, name, equals, d.expression(body.Attributes[name].Expr))
	}
	for _, block := range body.Blocks {
		if d.dice.IntN(2) == 0 {
			out.WriteByte('\n')
		}
		out.WriteString(indent + block.Type)
		for _, label := range block.Labels {
			fmt.Fprintf(out, " %q", label)
		}
		out.WriteString(" {\n")
		d.body(out, block.Body, indent+d.indent)
		out.WriteString(indent + "}\n")
	}
}

// expression returns an expression's source without comments. A comment to the end of a line is a line
// break to HCL, so one stays in its place.
func (d *disturber) expression(expr hclsyntax.Expression) string {
	src := expr.Range().SliceBytes(d.src)
	tokens, diags := hclsyntax.LexExpression(src, "reply", hcl.InitialPos)
	if diags.HasErrors() {
		return string(src)
	}
	var out bytes.Buffer
	at := 0
	for _, token := range tokens {
		start, end := token.Range.Start.Byte, token.Range.End.Byte
		out.Write(src[at:start])
		at = end
		switch {
		case token.Type != hclsyntax.TokenComment:
			out.Write(src[start:end])
		case bytes.HasSuffix(src[start:end], []byte("\n")):
			out.WriteByte('\n')
		}
	}
	out.Write(src[at:])
	return strings.TrimSuffix(out.String(), "\n")
}

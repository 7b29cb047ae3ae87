package tfconfig

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsimple"
)

//go:embed kinds.hcl
var kindsSource []byte

// kind is what is known about one Terraform resource type; kinds.hcl explains the fields.
type kind struct {
	Type     string   `hcl:"type,label"`
	Names    []string `hcl:"names,optional"`
	Prefixes []string `hcl:"prefixes,optional"`
	Parent   string   `hcl:"parent,optional"`
	Opaque   bool     `hcl:"opaque,optional"`
	Fold     bool     `hcl:"fold,optional"`
	IDIsName bool     `hcl:"id,optional"`
	Global   bool     `hcl:"global,optional"`
	Vanta    []string `hcl:"vanta,optional"`
}

// arnShape is one form of ARN.
type arnShape struct {
	Service  string   `hcl:"service,label"`
	Resource string   `hcl:"resource"`
	Class    string   `hcl:"class"`
	Types    []string `hcl:"types"`
	Example  string   `hcl:"example"`

	pattern *regexp.Regexp
}

// kindTable is kinds.hcl, indexed.
type kindTable struct {
	Kinds []*kind     `hcl:"kind,block"`
	ARNs  []*arnShape `hcl:"arn,block"`

	types    map[string]*kind
	vanta    map[string][]string
	services map[string][]*arnShape
}

// kinds parses the embedded table on first use. A malformed table is a fault of the build, which the
// tests of this package find.
var kinds = sync.OnceValue(func() *kindTable {
	t := &kindTable{types: map[string]*kind{}, vanta: map[string][]string{}, services: map[string][]*arnShape{}}
	if err := hclsimple.Decode("kinds.hcl", kindsSource, nil, t); err != nil {
		panic(fmt.Sprintf("tfconfig: the embedded table of kinds: %v", err))
	}
	for _, k := range t.Kinds {
		t.types[k.Type] = k
		for _, name := range k.Vanta {
			t.vanta[plainKind(name)] = append(t.vanta[plainKind(name)], k.Type)
		}
	}
	for _, a := range t.ARNs {
		a.pattern = regexp.MustCompile("^(?:" + a.Resource + ")$")
		t.services[a.Service] = append(t.services[a.Service], a)
	}
	return t
})

// twins are types that the provider treats as one.
var twins = map[string]string{
	"aws_alb": "aws_lb", "aws_alb_listener": "aws_lb_listener", "aws_alb_target_group": "aws_lb_target_group",
	"aws_lb": "aws_alb", "aws_lb_listener": "aws_alb_listener", "aws_lb_target_group": "aws_alb_target_group",
}

func withTwins(types []string) []string {
	all := slices.Clone(types)
	for _, t := range types {
		if twin := twins[t]; twin != "" && !slices.Contains(all, twin) {
			all = append(all, twin)
		}
	}
	return all
}

// plainKind reduces spellings of a kind to one: case, separators, a leading "aws" or "amazon" and a
// plural do not matter.
func plainKind(name string) string {
	plain := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		case c >= 'A' && c <= 'Z':
			return c - 'A' + 'a'
		}
		return -1
	}, name)
	for _, maker := range []string{"aws", "amazon"} {
		if rest, ok := strings.CutPrefix(plain, maker); ok && rest != "" && rest != "account" {
			plain = rest
		}
	}
	if len(plain) > 3 && !strings.HasSuffix(plain, "ss") && !strings.HasSuffix(plain, "sns") {
		plain = strings.TrimSuffix(plain, "s")
	}
	return plain
}

// TypesOf returns the Terraform resource types that a Vanta resource kind or a Terraform resource type
// means, or nil when the kind is not known. Spelling is taken tolerantly.
func TypesOf(kind string) []string {
	kind = strings.TrimSpace(kind)
	if lower := strings.ToLower(kind); strings.HasPrefix(lower, "aws_") {
		return []string{lower}
	}
	return slices.Clone(kinds().vanta[plainKind(kind)])
}

// kindOfType returns what is known about a type; for types outside the table a guess: the argument
// name and the Name tag.
func kindOfType(t string) *kind {
	if k := kinds().types[t]; k != nil {
		return k
	}
	return &kind{Type: t, Names: []string{"name"}, Prefixes: []string{"name_prefix"}, Opaque: true}
}

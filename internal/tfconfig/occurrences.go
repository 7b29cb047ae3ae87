package tfconfig

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// occurrence is one instance of a block with count or for_each, or the only one of a block without.
type occurrence struct {
	// suffix is the instance key as an address writes it: [0], ["x"], or "" when there is none or it
	// is unknown.
	suffix string
	each   map[string]cty.Value
}

// unknown tells whether the block has instances whose keys are not known.
func (o occurrence) unknown() bool { return o.each != nil && len(o.each) == 0 }

// occurrences expands a block in the evaluation's instance. A block whose count or for_each is unknown
// has one occurrence without a key, in which each.* and count.index are unknown.
func (e *evaluation) occurrences(b *Block) []occurrence {
	if x := b.Module.attribute(b, "for_each"); x != nil {
		v, _ := e.in(e.inst, nil).value(x)
		return forEach(v)
	}
	if x := b.Module.attribute(b, "count"); x != nil {
		v, _ := e.in(e.inst, nil).value(x)
		if !v.IsKnown() {
			return e.switched(x)
		}
		return counted(v)
	}
	return []occurrence{{}}
}

func forEach(v cty.Value) []occurrence {
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return unknownOccurrence()
	}
	ty := v.Type()
	if !ty.IsMapType() && !ty.IsObjectType() && !ty.IsSetType() {
		return unknownOccurrence()
	}
	var found []occurrence
	for it := v.ElementIterator(); it.Next() && len(found) < maxOccurrences; {
		key, value := it.Element()
		if ty.IsSetType() {
			key = value
		}
		if !key.IsKnown() || key.IsNull() || key.Type() != cty.String {
			return unknownOccurrence()
		}
		found = append(found, occurrence{suffixOf(key), map[string]cty.Value{"each.key": key, "each.value": value}})
	}
	return found
}

func counted(v cty.Value) []occurrence {
	s, ok := text(v)
	if !ok || v.Type() == cty.Bool {
		return unknownOccurrence()
	}
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > maxOccurrences {
			return unknownOccurrence()
		}
		n = n*10 + int(c-'0')
	}
	var found []occurrence
	for index := range min(n, maxOccurrences) {
		found = append(found, nth(index))
	}
	return found
}

func nth(index int) occurrence {
	key := cty.NumberIntVal(int64(index))
	return occurrence{suffixOf(key), map[string]cty.Value{"count.index": key}}
}

// switched treats count = condition ? 1 : 0 with an unknown condition: if the resource exists, its
// index is 0.
func (e *evaluation) switched(x hclsyntax.Expression) []occurrence {
	for {
		inner, ok := x.(*hclsyntax.ParenthesesExpr)
		if !ok {
			break
		}
		x = inner.Expression
	}
	if c, ok := x.(*hclsyntax.ConditionalExpr); ok {
		yes, _ := e.in(e.inst, nil).value(c.TrueResult)
		no, _ := e.in(e.inst, nil).value(c.FalseResult)
		zero, one := cty.NumberIntVal(0), cty.NumberIntVal(1)
		if yes.RawEquals(zero) && no.RawEquals(one) || yes.RawEquals(one) && no.RawEquals(zero) {
			return []occurrence{nth(0)}
		}
	}
	return unknownOccurrence()
}

func unknownOccurrence() []occurrence {
	return []occurrence{{each: map[string]cty.Value{}}}
}

// suffixOf writes an instance key as an address does.
func suffixOf(key cty.Value) string {
	if !key.IsKnown() || key.IsNull() || !key.Type().IsPrimitiveType() || tooHeavy(key) {
		return ""
	}
	return "[" + string(hclwrite.TokensForValue(key).Bytes()) + "]"
}

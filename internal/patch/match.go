package patch

import (
	"sort"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// maxComparisons bounds the pairs of nested blocks of one kind that are weighed against each other; beyond
// it they are matched in order.
const maxComparisons = 100_000

// pair is a nested block and its new version.
type pair struct{ old, new *hclsyntax.Block }

// match finds for each nested block its new version: one that means the same, else the one most like it.
// spare are the old blocks without a new version, extra the new ones without an old.
func (d *differ) match(before, after []*hclsyntax.Block) (pairs []pair, spare, extra []*hclsyntax.Block) {
	oldByKind, newByKind := map[string][]*hclsyntax.Block{}, map[string][]*hclsyntax.Block{}
	var kinds []string
	for _, b := range before {
		if oldByKind[header(b)] == nil {
			kinds = append(kinds, header(b))
		}
		oldByKind[header(b)] = append(oldByKind[header(b)], b)
	}
	for _, b := range after {
		if oldByKind[header(b)] == nil && newByKind[header(b)] == nil {
			kinds = append(kinds, header(b))
		}
		newByKind[header(b)] = append(newByKind[header(b)], b)
	}
	for _, kind := range kinds {
		olds, news := d.dropEqual(oldByKind[kind], newByKind[kind])
		p, s, e := d.mostAlike(olds, news)
		pairs, spare, extra = append(pairs, p...), append(spare, s...), append(extra, e...)
	}
	return pairs, spare, extra
}

// dropEqual takes away the blocks that have a counterpart that means the same.
func (d *differ) dropEqual(olds, news []*hclsyntax.Block) (restOld, restNew []*hclsyntax.Block) {
	waiting := map[string]int{}
	for _, b := range news {
		waiting[d.new.canonBlock(b)]++
	}
	matched := map[string]int{}
	for _, b := range olds {
		canon := d.old.canonBlock(b)
		if waiting[canon] == 0 {
			restOld = append(restOld, b)
			continue
		}
		waiting[canon]--
		matched[canon]++
	}
	for _, b := range news {
		canon := d.new.canonBlock(b)
		if matched[canon] > 0 {
			matched[canon]--
			continue
		}
		restNew = append(restNew, b)
	}
	return restOld, restNew
}

// mostAlike pairs blocks of one kind, the most similar first. Blocks with nothing in common are a pair
// only if there is no other choice.
func (d *differ) mostAlike(olds, news []*hclsyntax.Block) (pairs []pair, spare, extra []*hclsyntax.Block) {
	type candidate struct{ old, new, score int }
	var candidates []candidate
	sole := len(olds) == 1 && len(news) == 1
	weigh := len(olds)*len(news) <= maxComparisons
	features := func(s *syntax, blocks []*hclsyntax.Block) []map[string]int {
		out := make([]map[string]int, len(blocks))
		for i, b := range blocks {
			out[i] = s.features(b)
		}
		return out
	}
	oldFeatures, newFeatures := features(d.old, olds), features(d.new, news)
	for i := range olds {
		for j := range news {
			if !weigh {
				j = i
			}
			if j >= len(news) {
				break
			}
			if score := similarity(oldFeatures[i], newFeatures[j]); score > 0 || sole || !weigh {
				candidates = append(candidates, candidate{i, j, score})
			}
			if !weigh {
				break
			}
		}
	}
	sort.SliceStable(candidates, func(i, j int) bool { return candidates[i].score > candidates[j].score })
	takenOld, takenNew := map[int]bool{}, map[int]bool{}
	for _, c := range candidates {
		if !takenOld[c.old] && !takenNew[c.new] {
			takenOld[c.old], takenNew[c.new] = true, true
			pairs = append(pairs, pair{olds[c.old], news[c.new]})
		}
	}
	sort.Slice(pairs, func(i, j int) bool {
		return pairs[i].old.TypeRange.Start.Byte < pairs[j].old.TypeRange.Start.Byte
	})
	for i, b := range olds {
		if !takenOld[i] {
			spare = append(spare, b)
		}
	}
	for j, b := range news {
		if !takenNew[j] {
			extra = append(extra, b)
		}
	}
	return pairs, spare, extra
}

// features are what two versions of a block have in common: the values they set, which weigh more, and
// the names of what they hold.
func (s *syntax) features(b *hclsyntax.Block) map[string]int {
	f := map[string]int{}
	for name, attr := range b.Body.Attributes {
		f[name] = 1
		f[name+" = "+s.canonAttribute(attr)] = 4
	}
	for _, nested := range b.Body.Blocks {
		f[header(nested)] = 1
		f[s.canonBlock(nested)] = 4
	}
	return f
}

func similarity(a, b map[string]int) int {
	score := 0
	for feature, weight := range a {
		if b[feature] != 0 {
			score += weight
		}
	}
	return score
}

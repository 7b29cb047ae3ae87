package schema

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest returns the name that someone who wrote the other one probably meant, or "": one that differs in
// few letters, else the only one that contains it as whole words or is contained so.
func nearest(wrote string, names []string) string {
	best, distance := "", min(max(1, len(wrote)/3), 4)+1
	for _, name := range names {
		if d := levenshtein.ComputeDistance(wrote, name); d < distance {
			best, distance = name, d
		}
	}
	if best != "" {
		return best
	}
	for _, name := range names {
		if !words(name, wrote) && !words(wrote, name) {
			continue
		}
		if best != "" {
			return ""
		}
		best = name
	}
	return best
}

// words reports whether a name contains part between underscores or ends. Parts of a single short word say
// too little.
func words(name, part string) bool {
	return len(part) >= 6 && strings.Contains("_"+name+"_", "_"+part+"_")
}

// settable returns the names of all arguments that can be set and of all blocks in the releases.
func (b *Body) settable(in Releases) []string {
	var names []string
	for _, a := range b.Arguments {
		if a.Releases&in != 0 && !a.readOnly(in) {
			names = append(names, a.Name)
		}
	}
	for _, n := range b.Blocks {
		if n.Releases&in != 0 {
			names = append(names, n.Name)
		}
	}
	return names
}

// holder returns the nested block that accepts a name directly, when there is exactly one, or "".
func (b *Body) holder(name string, in Releases) string {
	found := ""
	for _, n := range b.Blocks {
		if n.Releases&in == 0 {
			continue
		}
		inner := n.Body()
		a, nested := inner.Argument(name), inner.Block(name)
		if (a == nil || a.Releases&in == 0) && (nested == nil || nested.Releases&in == 0) {
			continue
		}
		if found != "" {
			return ""
		}
		found = n.Name
	}
	return found
}

package verify

import (
	"fmt"
	"slices"
	"strings"
)

// rootCheck is how a check ended in one root module.
type rootCheck struct {
	status Status
	// what was found, in dir unless that is empty, and a remark.
	what, dir, remark string
}

// notRun is the check of a root whose problem is a whole sentence.
func notRun(problem string) rootCheck { return rootCheck{status: NotRun, what: problem} }

// combine makes one check of the same check in several roots. It passed only if it did in all of them;
// otherwise those that were not run come first. Roots of which the same is to be said share a sentence.
func combine(name string, checks []rootCheck) Check {
	const most = 3
	out := Check{Name: name, Status: Passed}
	var open, passed []rootCheck
	for _, c := range checks {
		if c.status == Passed {
			passed = append(passed, c)
		} else {
			open = append(open, c)
		}
	}
	if len(open) > 0 {
		out.Status = open[0].status
	}
	var sentences []string
	for rest := slices.Concat(open, passed); len(rest) > 0; {
		first := rest[0]
		var dirs []string
		rest = slices.DeleteFunc(rest, func(c rootCheck) bool {
			same := c.status == first.status && c.what == first.what && c.remark == first.remark
			if same && c.dir != "" {
				dirs = append(dirs, rootName(c.dir))
			}
			return same
		})
		sentences = append(sentences, first.what+list(" in ", dirs, most)+first.remark)
	}
	if more := len(sentences) - most; more > 0 {
		sentences = append(sentences[:most], "and "+count(more, "root")+" more")
	}
	out.Detail = strings.Join(sentences, "; ")
	return out
}

// rootName is a root module's folder as people call it.
func rootName(dir string) string {
	if dir == "." {
		return "the repository's root"
	}
	return dir
}

// list writes words after a lead, at most so many; nothing when there are none.
func list(lead string, words []string, most int) string {
	switch n := len(words); {
	case n == 0:
		return ""
	case n == 1:
		return lead + words[0]
	case n > most:
		return lead + strings.Join(words[:most], ", ") + fmt.Sprintf(" and %d more", n-most)
	default:
		return lead + strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

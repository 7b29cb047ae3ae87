package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

const (
	mostRules      = 20
	mostRuleBytes  = 300
	mostGlobs      = 100
	mostNameBytes  = 128
	mostValueBytes = 1024
	mostAnswers    = 100
)

// namePattern is the form of a control's, a Vanta test's and a decision's name.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`)

// Parse reads a policy file. A file without content is the policy of Default. The error is a *Problems
// that holds all mistakes; the file's name is only used in it.
func Parse(filename string, src []byte) (*Policy, error) {
	r := &reader{file: filename, refused: map[*yaml.Node]bool{}}
	p := Default()
	p.File = filename
	body := r.load(src)
	if body == nil {
		if err := sortProblems(r.problems); err != nil {
			return nil, err
		}
		return p, nil
	}
	r.checkStructure("", body)
	if !r.otherVersion(body) {
		found := r.mapping("", body, p.fields())
		if body.Kind == yaml.MappingNode && !slices.Contains(found, "version") {
			r.fail(positionOf(body), "version", "the key is missing", fmt.Sprintf("write version: %d as the first line", Version))
		}
	}
	if err := sortProblems(r.problems); err != nil {
		return nil, err
	}
	return p, nil
}

// otherVersion reports a file of another version, whose other keys this package cannot judge.
func (r *reader) otherVersion(body *yaml.Node) bool {
	if body.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i+1 < len(body.Content); i += 2 {
		name, value := body.Content[i], body.Content[i+1]
		if name.Value != "version" || value.Kind != yaml.ScalarNode || value.Tag != tagInt || r.refused[name] || r.refused[value] {
			continue
		}
		if value.Value != strconv.Itoa(Version) {
			r.fail(positionOf(value), "version", fmt.Sprintf("version %s of the form is unknown", printable(value.Value)),
				fmt.Sprintf("write %d, or use a release of terrafix that reads it", Version))
			return true
		}
	}
	return false
}

// fields are the keys of the file.
func (p *Policy) fields() []field {
	return []field{
		{"version", readVersion},
		{"replacement", func(r *reader, key string, n *yaml.Node) {
			p.AllowReplacement = r.choice(key, n, replacements) == replacementAllow
		}},
		{"paths", func(r *reader, key string, n *yaml.Node) {
			if found := r.mapping(key, n, p.pathFields()); len(found) == 0 && n.Kind == yaml.MappingNode && len(n.Content) == 0 {
				r.fail(positionOf(n), key, "the mapping is empty", "write include or exclude, or remove the key")
			}
		}},
		{"rules", func(r *reader, key string, n *yaml.Node) {
			p.Rules = r.list(key, n, mostRules, func(key string, n *yaml.Node) (string, bool) {
				return r.prose(key, n, mostRuleBytes)
			})
		}},
		{"decisions", func(r *reader, key string, n *yaml.Node) { p.Decisions = r.decisions(key, n, p) }},
		{"controls", func(r *reader, key string, n *yaml.Node) { p.Controls = r.controls(key, n, p) }},
	}
}

func (p *Policy) pathFields() []field {
	return []field{
		{"include", func(r *reader, key string, n *yaml.Node) { p.Include = r.filePaths(key, n) }},
		{"exclude", func(r *reader, key string, n *yaml.Node) { p.Exclude = r.filePaths(key, n) }},
	}
}

// readVersion checks the type; another number is reported by otherVersion.
func readVersion(r *reader, key string, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || n.Tag != tagInt {
		r.wrong(n, key, "a number", fmt.Sprintf("write %d, without quotes", Version))
	}
}

const replacementAllow = "allow"

var replacements = []string{"never", replacementAllow}

// globs reads a list of globs.
func (r *reader) globs(key string, n *yaml.Node) []string {
	return r.list(key, n, mostGlobs, func(key string, n *yaml.Node) (string, bool) {
		text, ok := r.text(key, n)
		if !ok {
			return "", false
		}
		glob, problem, remedy := parseGlob(text)
		if problem != "" {
			r.fail(positionOf(n), key, problem, remedy)
		}
		return glob, problem == ""
	})
}

// filePaths reads a list of globs of files.
func (r *reader) filePaths(key string, n *yaml.Node) []string {
	globs := r.globs(key, n)
	if slices.Contains(globs, ".") {
		r.fail(positionOf(n), key, `"." is a folder, not a file`, `write "**" for all files, or "*.tf" for those in the root folder`)
	}
	return globs
}

// name checks the name of a control or a decision.
func (r *reader) name(key string, n *yaml.Node, what string) bool {
	if namePattern.MatchString(n.Value) {
		return true
	}
	r.fail(positionOf(n), key, "this cannot be the "+what,
		fmt.Sprintf("use letters, digits, dots, underscores and hyphens, at most %d", mostNameBytes))
	return false
}

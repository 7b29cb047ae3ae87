package control

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
)

//go:embed catalogue/*.hcl
var files embed.FS

// Catalogue is the set of all controls. It is immutable and safe for concurrent use.
type Catalogue struct {
	controls []*Control
	byID     map[string]*Control
	byTest   map[string]*Control
	byTitle  map[string]*Control
}

// Load reads the embedded catalogue.
func Load() (*Catalogue, error) { return load(files) }

func load(fsys fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(fsys, "catalogue/*.hcl")
	if err != nil {
		return nil, fmt.Errorf("list the catalogue: %w", err)
	}
	c := &Catalogue{byID: map[string]*Control{}, byTest: map[string]*Control{}, byTitle: map[string]*Control{}}
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the catalogue: %w", err)
		}
		ctl, err := Parse(name, src)
		if err != nil {
			return nil, err
		}
		c.controls = append(c.controls, ctl)
		if err := c.index(ctl); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return c, nil
}

func (c *Catalogue) index(ctl *Control) error {
	c.byID[ctl.ID] = ctl
	for _, test := range ctl.Tests {
		if other := c.byTest[test]; other != nil {
			return fmt.Errorf("the test %q leads to %s already: name it in one control only", test, other.ID)
		}
		c.byTest[test] = ctl
	}
	for _, title := range ctl.Match {
		key := normalise(title)
		if other := c.byTitle[key]; other != nil {
			return fmt.Errorf("the title %q leads to %s already: name it in one control only", title, other.ID)
		}
		c.byTitle[key] = ctl
	}
	return nil
}

// All returns the controls sorted by id.
func (c *Catalogue) All() []*Control { return slices.Clone(c.controls) }

// ByID returns a control by its id, or nil.
func (c *Catalogue) ByID(id string) *Control { return c.byID[id] }

// ForTest returns the control that a Vanta test means, or nil when the catalogue knows none. The id is
// trusted first, then the title, then keywords in the title; a control's own id is accepted as a test
// id. The title may be empty.
func (c *Catalogue) ForTest(id, title string) *Control {
	if ctl := c.byTest[id]; ctl != nil {
		return ctl
	}
	if ctl := c.byID[id]; ctl != nil {
		return ctl
	}
	if title == "" {
		return nil
	}
	if ctl := c.byTitle[normalise(title)]; ctl != nil {
		return ctl
	}
	return c.forKeywords(title)
}

// forKeywords returns the only control whose keywords occur in the title; two claims are no match.
func (c *Catalogue) forKeywords(title string) *Control {
	words := map[string]bool{}
	for _, word := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-'
	}) {
		words[word] = true
	}
	var found *Control
	for _, ctl := range c.controls {
		if !slices.ContainsFunc(ctl.Keywords, func(entry string) bool { return allIn(words, strings.Fields(entry)) }) {
			continue
		}
		if found != nil {
			return nil
		}
		found = ctl
	}
	return found
}

func allIn(words map[string]bool, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(word string) bool { return !words[strings.ToLower(word)] })
}

// normalise makes titles comparable: Vanta's titles drift in case, spacing and the "(AWS)" at the end.
func normalise(title string) string {
	title = strings.ToLower(strings.Join(strings.Fields(title), " "))
	return strings.TrimSpace(strings.TrimSuffix(title, "(aws)"))
}

package propose

import (
	"regexp"
	"strings"

	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
)

// resourceName is what Terraform takes as the name of a resource.
var resourceName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// companionReader turns the companions of one answer into edits.
type companionReader struct {
	request Request
	states  []expect.State
	// supports are what the catalogue writes beside new companions, by address.
	supports map[string]patch.AddResource
	secrets  *redactor
	seen     map[string]bool
}

func newCompanionReader(r Request, secrets *redactor) *companionReader {
	c := &companionReader{request: r, states: statesOf(r), secrets: secrets, seen: map[string]bool{}}
	if r.Control != nil {
		c.supports = supports(c.states, expect.Assess(r.Repository, r.Target.Block, r.Control, r.Options))
	}
	return c
}

// operations turns one companion into edits.
func (c *companionReader) operations(source, what string) ([]patch.Operation, error) {
	source, whole := c.secrets.restore(source)
	if !whole {
		return nil, reject(what + " uses a redacted value as a part of another one")
	}
	block, err := parseBlock(source, what)
	if err != nil {
		return nil, err
	}
	if block.Type != "resource" || len(block.Labels) != 2 {
		return nil, reject(what + " is not a resource")
	}
	address := block.Labels[0] + "." + block.Labels[1]
	support, isSupport := c.supports[address]
	companions := companionsOf(c.states, block.Labels[0])
	switch {
	case !isSupport && len(companions) == 0:
		return nil, reject(what + " is a resource of a type that the requirement does not name")
	case !resourceName.MatchString(block.Labels[1]):
		return nil, reject(what + " has a name that Terraform does not take")
	case c.seen[address]:
		return nil, reject("two companions have the same address")
	}
	c.seen[address] = true
	if isSupport {
		if !sameText(support.Source, string(block.Range().SliceBytes([]byte(source)))) {
			return nil, reject(what + " is not exactly the resource that the requirement shows")
		}
		return []patch.Operation{support}, nil
	}
	want := meant(companions, block.Body)
	if existing := c.request.Target.Block.Module.Block(address); existing != nil {
		return difference(existing, source, want.Want)
	}
	text, err := expect.ArrangeCompanion(*want, string(block.Range().SliceBytes([]byte(source))))
	if err != nil {
		return nil, reject(what + " cannot be read as one block")
	}
	return []patch.Operation{patch.AddResource{After: c.request.Target.Block.Ref, Source: strings.TrimSpace(text)}}, nil
}

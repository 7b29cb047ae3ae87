package patch

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func (w *work) addResource(op AddResource) error {
	added, err := newBlock(op.Source)
	if err != nil {
		return err
	}
	block := added.body.Blocks[0]
	if block.Type != "resource" || len(block.Labels) != 2 {
		return errors.New(`only a resource can be added: resource "type" "name" { ... }`)
	}
	present, err := w.declared(op.After.File, block, added.canonBlock(block))
	if err != nil || present {
		return err
	}
	d, err := w.document(op.After.File)
	if err != nil {
		return err
	}
	after := op.After.Address
	if last, ok := w.last[op.After]; ok {
		after = last
	}
	if err := d.addResource(after, added); err != nil {
		return err
	}
	w.last[op.After] = Address(block)
	return nil
}

// declared reports whether the module already declares the very same resource. Another resource of the
// same address is an error, in whichever file of the folder it stands.
func (w *work) declared(file string, block *hclsyntax.Block, canon string) (bool, error) {
	address := Address(block)
	for _, name := range w.siblings(file) {
		if w.documents[name] == nil && !mentions(w.files[name], block.Labels) {
			continue
		}
		d, err := w.document(name)
		if err != nil {
			return false, fmt.Errorf("whether %s is declared already cannot be told: %w", address, err)
		}
		for _, it := range d.items {
			if it.address != address {
				continue
			}
			s, err := parse(d.src[it.start:it.end])
			if err != nil {
				return false, fmt.Errorf("whether %s is declared already cannot be told: %s is %w", address, name, err)
			}
			if b := s.body.Blocks[0]; b.Type != block.Type {
				continue
			} else if s.canonBlock(b) == canon {
				return true, nil
			}
			return false, fmt.Errorf("%s is declared already in %s with other content", address, name)
		}
	}
	return false, nil
}

// mentions reports whether all words occur in a file, without which it cannot declare them.
func mentions(src []byte, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !bytes.Contains(src, []byte(word)) })
}

// siblings returns the Terraform files of the folder that holds file, sorted.
func (w *work) siblings(file string) []string {
	var names []string
	for name := range w.files {
		if name == file || path.Dir(name) == path.Dir(file) && strings.HasSuffix(name, ".tf") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// addResource writes a block below another one, a blank line apart on both sides.
func (d *document) addResource(address string, added *syntax) error {
	i, err := find(d.items, address)
	if err != nil {
		return err
	}
	newline := lineBreak(d.src, d.items[i].start)
	text, err := indented(added.src, "", newline)
	if err != nil {
		return err
	}
	at := lineEnd(d.src, d.items[i].end)
	if at > 0 && d.src[at-1] != '\n' {
		// The file ends without a line break, and goes on doing so.
		text = newline + newline + text
	} else {
		text = newline + text + newline
		if at < len(d.src) && blankLine(d.src, at) < 0 {
			text += newline
		}
	}
	body, err := outline([]byte(text))
	if err != nil {
		return fmt.Errorf("the result is %w", err)
	}
	fresh := topLevels(body, at)
	if len(fresh) != 1 || fresh[0].address != Address(added.body.Blocks[0]) {
		return errors.New("the result would be more than the resource")
	}
	return d.replace(i+1, i, at, at, []byte(text), fresh)
}

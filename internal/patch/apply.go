package patch

import (
	"bytes"
	"errors"
	"fmt"
)

// Apply carries out a patch on files, keyed by slash-separated path from the repository's root, and
// returns the files that changed, whole. Neither the map nor its contents are modified.
//
// Every byte outside the changed attributes and added blocks stays as it was, byte order mark and line
// ends included. Three things are permitted to move: the white space before "=" and before a trailing
// comment in the alignment group that an attribute joins or leaves, the body of a block written on one
// line when something is added to it, and a blank line that a removal would leave doubled. What was
// formatted as terraform fmt wants it is so afterwards; what was not is left as it is.
//
// An operation that finds its result already there changes nothing, so a patch may be applied again; the
// exception is a [RemoveBlock] without Was, which names its block by position only. The first operation
// that cannot be carried out ends the work with an error that names it.
func Apply(files map[string][]byte, p Patch) (map[string][]byte, error) {
	w := &work{files: files, documents: map[string]*document{}, last: map[Ref]string{}}
	for i, op := range p.Operations {
		if op == nil {
			return nil, fmt.Errorf("operation %d of %d is missing", i+1, len(p.Operations))
		}
		if err := w.do(op); err != nil {
			return nil, fmt.Errorf("operation %d of %d (%s): %w", i+1, len(p.Operations), op, err)
		}
	}
	return w.changed(), nil
}

// work is the state of one Apply.
type work struct {
	files     map[string][]byte
	documents map[string]*document
	// last is the address of the resource most recently added after a block, so that several keep the
	// order of the patch.
	last map[Ref]string
}

func (w *work) do(op Operation) (err error) {
	defer recovered(&err)
	switch op := op.(type) {
	case SetAttribute:
		return w.edit(op.Block, func(c *chunk) error { return c.setAttribute(op) })
	case RemoveAttribute:
		return w.edit(op.Block, func(c *chunk) error { return c.removeAttribute(op) })
	case AddBlock:
		return w.edit(op.Block, func(c *chunk) error { return c.addBlock(op) })
	case RemoveBlock:
		return w.edit(op.Block, func(c *chunk) error { return c.removeBlock(op) })
	case AddResource:
		return w.addResource(op)
	}
	return errors.New("no such operation is known")
}

func (w *work) edit(ref Ref, change func(*chunk) error) error {
	d, err := w.document(ref.File)
	if err != nil {
		return err
	}
	return d.edit(ref.Address, change)
}

func (w *work) document(path string) (*document, error) {
	if d := w.documents[path]; d != nil {
		return d, nil
	}
	src, ok := w.files[path]
	if !ok {
		return nil, fmt.Errorf("there is no file %q", path)
	}
	d, err := newDocument(path, src)
	if err != nil {
		return nil, err
	}
	w.documents[path] = d
	return d, nil
}

func (w *work) changed() map[string][]byte {
	out := map[string][]byte{}
	for path, d := range w.documents {
		if d.changed && !bytes.Equal(d.src, w.files[path][len(d.mark):]) {
			out[path] = d.bytes()
		}
	}
	return out
}

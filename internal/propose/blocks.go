package propose

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/patch"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
)

// parseBlock reads HCL that must be exactly one block. what names the piece in the reason.
func parseBlock(source, what string) (*hclsyntax.Block, error) {
	file, diags := hclsyntax.ParseConfig([]byte(source), "answer", hcl.InitialPos)
	if diags.HasErrors() {
		var d *hcl.Diagnostic
		if errors.As(diags.Errs()[0], &d) && d.Subject != nil {
			// The summary is a fixed text of the parser; the detail may quote the source.
			return nil, reject(fmt.Sprintf("%s does not parse as HCL: line %d: %s", what, d.Subject.Start.Line, d.Summary))
		}
		return nil, reject(what + " does not parse as HCL")
	}
	body, ok := file.Body.(*hclsyntax.Body)
	switch {
	case !ok || len(body.Blocks) == 0:
		return nil, reject(what + " holds no block")
	case len(body.Blocks) > 1:
		return nil, reject(what + " holds several blocks")
	case len(body.Attributes) > 0:
		return nil, reject(what + " holds attributes outside its block")
	}
	return body.Blocks[0], nil
}

// operations turns the answer's blocks into edits: the difference to the blocks that exist, and a new
// resource for each companion that does not.
func (a answer) operations(r Request, secrets *redactor) ([]patch.Operation, error) {
	target := r.Target.Block
	source, whole := secrets.restore(a.Target)
	if !whole {
		return nil, reject("the target uses a redacted value as a part of another one")
	}
	block, err := parseBlock(source, "the target")
	if err != nil {
		return nil, err
	}
	if !sameHead(block, target.Syntax) {
		return nil, reject("the target is another block than the one that was given: type and labels must stay")
	}
	reader := newCompanionReader(r, secrets)
	operations, err := difference(target, source, wanted(reader.states))
	if err != nil {
		return nil, err
	}
	for i, companion := range a.Companions {
		more, err := reader.operations(companion, fmt.Sprintf("companion %d", i+1))
		if err != nil {
			return nil, err
		}
		operations = append(operations, more...)
	}
	if len(operations) == 0 {
		return nil, reject("the answer changes nothing")
	}
	return operations, nil
}

// difference returns the edits that lead from a block of the repository to the answer's version of it.
// Nested blocks that it adds are arranged as the control writes them.
func difference(b *tfconfig.Block, source string, want control.Body) ([]patch.Operation, error) {
	operations, err := patch.Difference(b.Ref, b.File.Bytes, []byte(source))
	if err != nil {
		return nil, reject("the change to the block cannot be told apart from the block as it is: give the whole block, with nothing but the change made")
	}
	for i, operation := range operations {
		add, ok := operation.(patch.AddBlock)
		if !ok {
			continue
		}
		text, err := expect.ArrangeBlock(wantedAt(want, add), add.Source)
		if err != nil {
			return nil, reject("a nested block that the answer adds cannot be read")
		}
		add.Source = strings.TrimSpace(text)
		operations[i] = add
	}
	return operations, nil
}

// wantedAt returns what a control desires of a block that is added; nothing if it does not name it.
func wantedAt(want control.Body, add patch.AddBlock) control.Body {
	kind, _, _ := strings.Cut(add.Source, " ")
	for _, step := range append(slices.Clone(add.Path), patch.Step{Block: kind}) {
		at := slices.IndexFunc(want.Blocks, func(b control.Block) bool { return b.Type == step.Block })
		if at < 0 {
			return control.Body{}
		}
		want = want.Blocks[at].Body
	}
	return want
}

// sameHead reports whether two blocks have the same type and labels.
func sameHead(a, b *hclsyntax.Block) bool {
	if a.Type != b.Type || len(a.Labels) != len(b.Labels) {
		return false
	}
	for i := range a.Labels {
		if a.Labels[i] != b.Labels[i] {
			return false
		}
	}
	return true
}

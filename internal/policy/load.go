package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

const (
	// mostBytes is the size above which a file is not read.
	mostBytes = 256 << 10
	// mostDepth is the nesting above which a file is not read; the form itself needs 7.
	mostDepth = 16
)

// load reads the only document of a file. It is nil for a file without content; after a problem it may be
// nil or what could be read.
func (r *reader) load(src []byte) *yaml.Node {
	if len(src) > mostBytes {
		r.fail(Position{1, 1}, "", fmt.Sprintf("the file has %d bytes, more than %d", len(src), mostBytes), "shorten it")
		return nil
	}
	if at, ok := firstOdd(src); !ok {
		r.fail(at, "", "a byte is not UTF-8 text", "save the file as UTF-8 without control characters")
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(src), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(mostDepth))))
	if err != nil {
		r.fail(Position{1, 1}, "", "the YAML reader does not start: "+err.Error(), "report this as a fault of terrafix")
		return nil
	}
	var first, second yaml.Node
	if err := loader.Load(&first); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		r.failSyntax(err)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		r.fail(positionOf(&second), "", "a second document begins here", `write one document; remove the line "---"`)
	case !errors.Is(err, io.EOF):
		r.failSyntax(err)
	}
	if len(first.Content) == 0 {
		return nil
	}
	body := first.Content[0]
	if body.Kind == yaml.ScalarNode && body.Tag == tagNull && body.Value == "" && body.Anchor == "" {
		return nil
	}
	return body
}

// failSyntax reports what the YAML library says about a text that is not YAML.
func (r *reader) failSyntax(err error) {
	at, text := Position{1, 1}, err.Error()
	if found, ok := errors.AsType[*yaml.LoadError](err); ok {
		text = found.Message
		if found.Mark.Line > 0 && found.Mark.Column > 0 {
			at = Position{found.Mark.Line, found.Mark.Column}
		}
	}
	if strings.Contains(text, "max depth") {
		r.fail(at, "", fmt.Sprintf("the file is nested more than %d deep", mostDepth), "the form needs 7 levels at most; remove the others")
		return
	}
	r.fail(at, "", "this is not valid YAML: "+printable(text), `check the indentation, and quote a text that begins with one of * & ! @ % [ {`)
}

// firstOdd finds the first byte that no editor writes into such a file: what is not UTF-8, or a control
// character. The library refuses them too, yet without a position.
func firstOdd(src []byte) (Position, bool) {
	at := Position{1, 1}
	for len(src) > 0 {
		c, size := utf8.DecodeRune(src)
		if c == utf8.RuneError && size == 1 || unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' {
			return at, false
		}
		at.Column++
		if c == '\n' {
			at = Position{at.Line + 1, 1}
		}
		src = src[size:]
	}
	return at, true
}

// printable replaces what cannot be seen in a text that may quote the file.
func printable(text string) string {
	return string(bytes.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return '�'
		}
		return c
	}, []byte(text)))
}

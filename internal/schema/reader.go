package schema

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// errMalformed is wrapped by every error about the contents of a schema file.
var errMalformed = errors.New("malformed schema file")

// reader reads numbers from a stream. After the first failure it returns zeros and keeps the error.
type reader struct {
	rest string
	err  error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", errMalformed, what)
	}
	r.rest = ""
}

// number reads one varint. Strings are read byte by byte since binary.Uvarint would need a copy.
func (r *reader) number() int {
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen32; i++ {
		b := r.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return int(n)
		}
	}
	r.fail("a number is cut off or too large")
	return 0
}

// below reads a number that must be less than limit.
func (r *reader) below(limit int, what string) int {
	n := r.number()
	if r.err == nil && n >= limit {
		r.fail(fmt.Sprintf("%s %d of %d", what, n, limit))
	}
	if r.err != nil {
		return 0
	}
	return n
}

// count reads the count of entries of which each takes at least size bytes, so that a wrong count cannot
// make the caller allocate more than the stream could fill.
func (r *reader) count(size int) int {
	n := r.number()
	if r.err == nil && n > len(r.rest)/size {
		r.fail(fmt.Sprintf("%d entries in %d bytes", n, len(r.rest)))
	}
	if r.err != nil {
		return 0
	}
	return n
}

// bytes reads the next n bytes.
func (r *reader) bytes(n int) string {
	if n > len(r.rest) {
		r.fail(fmt.Sprintf("%d bytes wanted, %d left", n, len(r.rest)))
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// sized reads a table of entries whose lengths come first.
func (r *reader) sized() []string {
	lengths := make([]int, r.count(1))
	for i := range lengths {
		lengths[i] = r.number()
	}
	entries := make([]string, len(lengths))
	for i, n := range lengths {
		entries[i] = r.bytes(n)
	}
	return entries
}

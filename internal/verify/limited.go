package verify

import (
	"bytes"
	"sync"
)

// maxOutput bounds what is kept of one stream of one terraform command. Validating a very broken
// configuration prints a few hundred kilobytes.
const maxOutput = 16 << 20

// limitedBuffer keeps what is written up to maxOutput and drops the rest, after calling full once.
type limitedBuffer struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	full func()
	over bool
}

// Write implements io.Writer and never fails.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	keep := p[:min(len(p), maxOutput-b.buf.Len())]
	b.buf.Write(keep)
	if len(keep) < len(p) && !b.over {
		b.over = true
		if b.full != nil {
			b.full()
		}
	}
	return len(p), nil
}

// Bytes returns what was kept.
func (b *limitedBuffer) Bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Bytes()
}

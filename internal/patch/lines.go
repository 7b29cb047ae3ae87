package patch

import (
	"bytes"
)

var byteOrderMark = []byte{0xef, 0xbb, 0xbf}

// lineStart returns the offset at which the line that holds pos begins.
func lineStart(src []byte, pos int) int {
	return bytes.LastIndexByte(src[:pos], '\n') + 1
}

// lineEnd returns the offset after the line break of the line on which pos stands, comments included: a
// block comment that begins on this line and ends on a later one counts as part of it. pos must be the
// end of an expression or of a block.
func lineEnd(src []byte, pos int) int {
	for pos < len(src) {
		switch rest := src[pos:]; {
		case rest[0] == '\n':
			return pos + 1
		case bytes.HasPrefix(rest, []byte("/*")):
			end := bytes.Index(rest[2:], []byte("*/"))
			if end < 0 {
				return len(src)
			}
			pos += 2 + end + 2
		case rest[0] == '#', bytes.HasPrefix(rest, []byte("//")):
			end := bytes.IndexByte(rest, '\n')
			if end < 0 {
				return len(src)
			}
			return pos + end + 1
		default:
			pos++
		}
	}
	return pos
}

// blankLine returns the end of the line that begins at pos if that line is blank, otherwise -1. The end of
// the source is no line.
func blankLine(src []byte, pos int) int {
	for i := pos; i < len(src); i++ {
		switch src[i] {
		case ' ', '\t', '\r':
		case '\n':
			return i + 1
		default:
			return -1
		}
	}
	return -1
}

// blankBefore returns the start of the line before pos if that line is blank, otherwise -1. pos begins a
// line.
func blankBefore(src []byte, pos int) int {
	if pos == 0 {
		return -1
	}
	start := lineStart(src, pos-1)
	if blankLine(src, start) == pos {
		return start
	}
	return -1
}

// indentation returns the white space that begins the line on which pos stands.
func indentation(src []byte, pos int) string {
	start := lineStart(src, pos)
	end := start
	for end < pos && (src[end] == ' ' || src[end] == '\t') {
		end++
	}
	return string(src[start:end])
}

// lineBreak returns the line end in use around pos: that of the line itself, else of the one before it,
// else the commoner one of the source.
func lineBreak(src []byte, pos int) string {
	end := bytes.IndexByte(src[pos:], '\n')
	if end >= 0 {
		end += pos
	} else {
		end = bytes.LastIndexByte(src[:pos], '\n')
	}
	if end < 0 {
		return "\n"
	}
	if end > 0 && src[end-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

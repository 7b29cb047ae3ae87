package pullrequest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// MarkerSchema is the version of the marker that this program writes and reads.
const MarkerSchema = 1

const (
	markerStart = "<!-- terrafix:marker "
	markerEnd   = " -->"
	// maxMarkerMembers bounds the members' text in a marker, in bytes.
	maxMarkerMembers = 6000
)

// ErrNoMarker is returned for a body that holds no marker, for instance because a person removed it.
var ErrNoMarker = errors.New("the text holds no terrafix marker")

// Marker is what a pull request's body says to later runs. Whoever may edit the body may change it, so
// it never proves anything that the branch's name or the commit does not prove.
type Marker struct {
	Schema int    `json:"schema"`
	Key    string `json:"key"`
	// Control is the control's or the test's id, Revision the control's revision; it may be empty.
	Control  string `json:"control"`
	Revision string `json:"revision,omitempty"`
	Dir      string `json:"dir"`
	Address  string `json:"address"`
	Base     string `json:"base"`
	// BaseSHA is the commit that was read, HeadSHA the commit that was last pushed by this program; it is
	// empty in a commit's own message.
	BaseSHA string `json:"base_sha"`
	HeadSHA string `json:"head_sha,omitempty"`
	// Members are failure ids; Omitted counts those that found no room.
	Members []string `json:"members"`
	Omitted int      `json:"omitted,omitempty"`
	// Closed is set, to the reason, when this program itself closed the pull request.
	Closed string `json:"closed,omitempty"`
}

// key returns the key that the marker names.
func (m Marker) key() Key {
	return Key{Control: m.Control, Dir: m.Dir, Address: m.Address, Base: m.Base}
}

var (
	sha  = regexp.MustCompile(`^(?:[0-9a-f]{40}|[0-9a-f]{64})$`)
	hash = regexp.MustCompile(`^[0-9a-f]{12}$`)
)

// check returns what is wrong with a marker.
func (m Marker) check() error {
	switch {
	case m.Schema > MarkerSchema:
		return fmt.Errorf("the marker has schema %d, written by a newer terrafix; this one reads %d", m.Schema, MarkerSchema)
	case m.Schema != MarkerSchema:
		return fmt.Errorf("the marker has no schema that was ever written (%d)", m.Schema)
	case !hash.MatchString(m.Key) || m.Key != m.key().Hash():
		return errors.New("the marker's key does not fit what it names")
	case !sha.MatchString(m.BaseSHA), m.HeadSHA != "" && !sha.MatchString(m.HeadSHA):
		return errors.New("the marker holds a malformed commit id")
	case m.Omitted < 0:
		return errors.New("the marker counts fewer than no members")
	}
	return nil
}

// Comment returns the marker as one line of Markdown, an HTML comment.
func (m Marker) Comment() (string, error) {
	text, err := safeJSON(m)
	if err != nil {
		return "", fmt.Errorf("write the marker: %w", err)
	}
	return markerStart + text + markerEnd, nil
}

// ParseMarker reads the marker from a pull request's body. It returns [ErrNoMarker] when there is none
// and another error when there are several or it is malformed.
func ParseMarker(body string) (Marker, error) {
	var found []string
	for line := range strings.SplitSeq(body, "\n") {
		line = strings.TrimRight(line, "\r \t")
		if rest, ok := strings.CutPrefix(line, markerStart); ok {
			text, closed := strings.CutSuffix(rest, markerEnd)
			if !closed {
				return Marker{}, errors.New("the marker is not closed")
			}
			found = append(found, text)
		}
	}
	switch len(found) {
	case 0:
		return Marker{}, ErrNoMarker
	case 1:
	default:
		return Marker{}, fmt.Errorf("the text holds %d markers instead of one", len(found))
	}
	var m Marker
	if err := strictJSON(found[0], &m); err != nil {
		return Marker{}, fmt.Errorf("read the marker: %w", err)
	}
	if err := m.check(); err != nil {
		return Marker{}, err
	}
	return m, nil
}

// strictJSON decodes one JSON value with no unknown field and nothing after it. A newer schema may have
// fields that are unknown here; that is told before them.
func strictJSON(text string, into any) error {
	var version struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal([]byte(text), &version); err == nil && version.Schema > MarkerSchema {
		return fmt.Errorf("schema %d was written by a newer terrafix; this one reads %d", version.Schema, MarkerSchema)
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more text after the value")
	}
	return nil
}

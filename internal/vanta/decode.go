package vanta

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// decode reads one JSON value. Unknown fields are welcome: Vanta's schema grows without versions.
func decode(body []byte, into any) error {
	err := json.Unmarshal(body, into)
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case len(bytes.TrimSpace(body)) == 0:
		return malformed("it is empty")
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(body)):
		return malformed("its JSON stops in the middle, after %d bytes", len(body))
	case errors.As(err, &syntax):
		return malformed("it is not JSON from byte %d of %d on", syntax.Offset, len(body))
	case errors.As(err, &shape):
		return malformed("field %q holds a JSON %s", shape.Field, shape.Value)
	default:
		return malformed("it does not decode")
	}
}

// text is a string that may come as null, a number or a boolean. Anything else reads as empty, since no
// single description is worth a poll; ids are checked by those who need them.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(raw []byte) error {
	*t = ""
	switch raw[0] {
	case '"':
		return json.Unmarshal(raw, (*string)(t))
	case 'n', '{', '[':
		return nil
	default:
		*t = text(raw)
		return nil
	}
}

// stamp is a time that may come as null, as nonsense, or as milliseconds; what cannot be read is zero.
type stamp struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (s *stamp) UnmarshalJSON(raw []byte) error {
	var t text
	if err := t.UnmarshalJSON(raw); err != nil {
		return err
	}
	s.Time = time.Time{}
	if at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(t))); err == nil {
		s.Time = at.UTC()
	} else if ms, err := strconv.ParseFloat(string(t), 64); err == nil && ms > 0 && ms < 1e14 {
		s.Time = time.UnixMilli(int64(ms)).UTC()
	}
	return nil
}

// flag is a boolean that may come as a string. Set tells false from absent.
type flag struct{ Value, Set bool }

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(raw []byte) error {
	var t text
	if err := t.UnmarshalJSON(raw); err != nil {
		return err
	}
	value, err := strconv.ParseBool(string(t))
	*f = flag{Value: value, Set: err == nil}
	return nil
}

// words is a list of strings. Its elements may also be objects that carry the string under key names
// seen with Vanta. Set tells an empty list from an absent one.
type words struct {
	Values []string
	Set    bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (w *words) UnmarshalJSON(raw []byte) error {
	*w = words{}
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil || elements == nil {
		return nil
	}
	w.Set = true
	for _, e := range elements {
		var object struct {
			Kind text `json:"resourceKind"`
			ID   text `json:"integrationId"`
		}
		var plain text
		if err := plain.UnmarshalJSON(e); err != nil {
			return err
		}
		if e[0] == '{' && json.Unmarshal(e, &object) == nil {
			plain = object.Kind
			if plain == "" {
				plain = object.ID
			}
		}
		if plain != "" {
			w.Values = append(w.Values, string(plain))
		}
	}
	return nil
}

// maybe is a part that the client can do without: when its shape is not the expected one, it is absent.
type maybe[T any] struct {
	Value T
	Set   bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *maybe[T]) UnmarshalJSON(raw []byte) error {
	*m = maybe[T]{}
	var value T
	if raw[0] != 'n' && json.Unmarshal(raw, &value) == nil {
		*m = maybe[T]{Value: value, Set: true}
	}
	return nil
}

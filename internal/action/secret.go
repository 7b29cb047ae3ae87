package action

import "log/slog"

// hidden is what every printed form of a Secret says. It is what a runner prints for a masked value.
const hidden = "***"

// minSecretLength is the fewest characters that a secret may have. Masking a shorter value would blank
// harmless parts of every log line and tell a reader what the value is.
const minSecretLength = 6

// Secret is a credential. Printing, logging or marshalling it gives "***"; only Reveal gives the value.
type Secret string

// Reveal returns the value. Its result must not reach a log, an error or a file.
func (s Secret) Reveal() string { return string(s) }

// String implements fmt.Stringer without the value.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString implements fmt.GoStringer without the value.
func (s Secret) GoString() string { return s.String() }

// MarshalText implements encoding.TextMarshaler without the value.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer without the value.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

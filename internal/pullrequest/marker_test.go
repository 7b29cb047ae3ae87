package pullrequest

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	sha1A = "1111111111111111111111111111111111111111"
	sha1B = "2222222222222222222222222222222222222222"
)

func testMarker() Marker {
	key := Key{"kms-key-rotation", "modules/kms", "aws_kms_key.this", "main"}
	return Marker{
		Schema: 1, Key: key.Hash(), Control: key.Control, Revision: "0123456789ab", Dir: key.Dir, Address: key.Address,
		Base: key.Base, BaseSHA: sha1A, HeadSHA: sha1B, Members: []string{"aws-kms/KMS-1", "x/--> @octocat #1 <b>"}, Omitted: 2,
	}
}

func TestMarkerRoundTrip(t *testing.T) {
	want := testMarker()
	comment, err := want.Comment()
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{comment, "text\n" + comment + "\nmore", "text\r\n" + comment + "\r\n"} {
		got, err := ParseMarker(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestParseMarkerRefuses(t *testing.T) {
	comment, err := testMarker().Comment()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, body, want string }{
		{"none", "hello", "no terrafix marker"},
		{"in the middle of a line", "x " + comment, "no terrafix marker"},
		{"two", comment + "\n" + comment, "2 markers"},
		{"not closed", strings.TrimSuffix(comment, " -->"), "not closed"},
		{"newer", strings.Replace(comment, `"schema":1`, `"schema":2,"new":1`, 1), "newer terrafix"},
		{"older", strings.Replace(comment, `"schema":1`, `"schema":0`, 1), "no schema"},
		{"unknown field", strings.Replace(comment, `"schema":1`, `"schema":1,"x":1`, 1), "unknown field"},
		{"other key", strings.Replace(comment, `"dir":"modules/kms"`, `"dir":"."`, 1), "does not fit"},
		{"bad sha", strings.Replace(comment, sha1A, "abc", 1), "malformed commit id"},
		{"trailing", strings.Replace(comment, " -->", "{} -->", 1), "more text"},
		{"not JSON", markerStart + "x" + markerEnd, "read the marker"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseMarker(tt.body)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if errors.Is(err, ErrNoMarker) != strings.Contains(tt.want, "no terrafix marker") {
				t.Errorf("errors.Is(%v, ErrNoMarker) is wrong", err)
			}
		})
	}
}

var harmlessJSON = regexp.MustCompile(`^[ !-~]*$`)

func FuzzMarker(f *testing.F) {
	f.Add("c", ".", "a", "main", "--> <!-- @x #1 GH-1 [skip ci]")
	f.Add(`\`, `"`, `\"`, `"\`, "\u2028\U0001F600")
	f.Fuzz(func(t *testing.T, control, dir, address, base, member string) {
		for _, text := range []string{control, dir, address, base, member} {
			if !utf8.ValidString(text) {
				t.Skip("JSON cannot carry invalid UTF-8; nothing in a key is")
			}
		}
		want := Marker{Schema: 1, Control: control, Dir: dir, Address: address, Base: base, BaseSHA: sha1A, Members: []string{member}}
		want.Key = want.key().Hash()
		comment, err := want.Comment()
		if err != nil {
			t.Fatal(err)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(comment, markerStart), markerEnd)
		if !harmlessJSON.MatchString(inner) || strings.ContainsAny(inner, "<>@#&`") || ghRef.MatchString(inner) {
			t.Errorf("the marker is not harmless: %s", comment)
		}
		got, err := ParseMarker("x\n" + comment + "\n")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzParseMarker(f *testing.F) {
	comment, err := testMarker().Comment()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(comment)
	f.Add(markerStart + "{}" + markerEnd)
	f.Fuzz(func(t *testing.T, body string) {
		m, err := ParseMarker(body)
		if err == nil && m.check() != nil {
			t.Errorf("accepted a marker that is wrong: %+v", m)
		}
	})
}

func FuzzSafeJSON(f *testing.F) {
	f.Add(`\`, "gh-1")
	f.Add(`\"\\`, "\x7f\u2029😀")
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			t.Skip("JSON cannot carry invalid UTF-8")
		}
		text, err := safeJSON([]string{a, b})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff([]string{a, b}, got); diff != "" {
			t.Error(diff)
		}
		if strings.ContainsAny(text, "<>@#&`:\n") || strings.Count(text, "[") != 1 || ghRef.MatchString(text) {
			t.Errorf("not harmless: %s", text)
		}
	})
}

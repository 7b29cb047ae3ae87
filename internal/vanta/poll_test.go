package vanta_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/terrafix/terrafix-action/internal/sandbox/vantaserver"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

var update = flag.Bool("update", false, "rewrite the want files")

// TestPoll runs testdata/poll: a state of the stand-in, a filter, and the whole poll that comes of it
// together with the requests that it took.
func TestPoll(t *testing.T) {
	files, err := filepath.Glob("testdata/poll/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string][]byte{}
			for _, f := range archive.Files {
				parts[f.Name] = f.Data
			}
			state, err := vantaserver.ParseState(parts["state.json"])
			if err != nil {
				t.Fatal(err)
			}
			var filter struct {
				TestIDs  []string
				EntityID string
				Match    string
			}
			if err := json.Unmarshal(parts["filter.json"], &filter); err != nil {
				t.Fatal(err)
			}
			st := loopback(t, setup{state: state})
			f := vanta.Filter{TestIDs: filter.TestIDs, EntityID: filter.EntityID}
			if filter.Match != "" {
				f.Match = func(id string) bool { ok, _ := filepath.Match(filter.Match, id); return ok }
			}
			poll, err := st.poll(t, f)
			got := render(t, poll, err, st.server.Requests())
			if *update {
				parts["want"] = []byte(got)
				for i := range archive.Files {
					archive.Files[i].Data = parts[archive.Files[i].Name]
				}
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(parts["want"]), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// render prints a poll with one line for each thing in it. A failure's test goes by its id.
func render(t *testing.T, p *vanta.Poll, err error, requests map[string]int) string {
	t.Helper()
	var b strings.Builder
	line := func(what string, value any) {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s\n", what, text)
	}
	if err != nil {
		fmt.Fprintf(&b, "error %v\n", err)
	} else {
		for _, test := range p.Tests {
			line("test", test)
		}
		for _, test := range p.Others {
			line("other", test)
		}
		for _, f := range p.Failures {
			id := f.ID()
			f.Test, f.EntityID = vanta.Test{}, ""
			text, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "failure %s %s\n", id, strings.TrimPrefix(string(text), `{"test":{"id":"","name":""},"entityId":"",`))
		}
		for _, c := range p.Disconnected {
			line("disconnected", c)
		}
	}
	for _, route := range slices.Sorted(maps.Keys(requests)) {
		fmt.Fprintf(&b, "requests %d %s\n", requests[route], route)
	}
	return b.String()
}

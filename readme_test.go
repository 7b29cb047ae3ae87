package terrafix

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/terrafix/terrafix-action/internal/sandbox/demo"
)

// executed is a command of the README with the block that shows what it prints.
var executed = regexp.MustCompile("(?s)<!-- executed -->\n\n```sh\n(.*?)```\n\n```(diff|text)\n(.*?)```\n")

// TestReadmeCommands runs the commands of the README that are marked as executed, in the folder of the sample
// repository, and compares what they print. With -update it rewrites that.
func TestReadmeCommands(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, demo.Sample()); err != nil {
		t.Fatal(err)
	}
	readme := read(t, "README.md")
	count := 0
	after := executed.ReplaceAllFunc(readme, func(whole []byte) []byte {
		count++
		m := executed.FindSubmatch(whole)
		// terrafix on PATH is this program, see TestMain.
		cmd := exec.Command("sh", "-e", "-c", string(m[1]))
		cmd.Dir = dir
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil || stderr.Len() > 0 {
			t.Errorf("%s%v\n%s", m[1], err, stderr.Bytes())
		}
		if diff := cmp.Diff(string(m[3]), string(out)); diff != "" && !*update {
			t.Errorf("%sprints something else (-README +printed); -update rewrites it:\n%s", m[1], diff)
		}
		return slices.Concat([]byte("<!-- executed -->\n\n```sh\n"), m[1], []byte("```\n\n```"), m[2], []byte("\n"), out, []byte("```\n"))
	})
	if marked := bytes.Count(readme, []byte("<!-- executed -->")); count == 0 || count != marked {
		t.Errorf("%d commands are marked as executed and %d have the form that this test knows", marked, count)
	}
	if *update && !t.Failed() && !bytes.Equal(readme, after) {
		if err := os.WriteFile("README.md", after, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeWorkflow: the workflow of the README passes inputs that exist, all that are required, and gives the
// job what the action needs.
func TestReadmeWorkflow(t *testing.T) {
	_, rest, _ := strings.Cut(string(read(t, "README.md")), "```yaml\n")
	source, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the README has no workflow")
	}
	type step struct {
		Uses string
		With map[string]string
	}
	var workflow struct {
		Concurrency struct {
			Group            string
			CancelInProgress bool `yaml:"cancel-in-progress"`
		}
		Jobs map[string]struct {
			Permissions map[string]string
			Steps       []step
		}
	}
	if err := yaml.Unmarshal([]byte(source), &workflow); err != nil {
		t.Fatal(err)
	}
	var action struct {
		Inputs map[string]struct{ Required bool }
	}
	if err := yaml.Unmarshal(read(t, "action.yml"), &action); err != nil {
		t.Fatal(err)
	}
	if workflow.Concurrency.Group == "" || workflow.Concurrency.CancelInProgress {
		t.Errorf("two runs must wait for each other: %+v", workflow.Concurrency)
	}
	job := workflow.Jobs["terrafix"]
	want := map[string]string{"contents": "write", "pull-requests": "write", "issues": "write", "id-token": "write"}
	if diff := cmp.Diff(want, job.Permissions); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
	last := job.Steps[len(job.Steps)-1]
	for name := range last.With {
		if _, known := action.Inputs[name]; !known {
			t.Errorf("the action has no input %s", name)
		}
	}
	for name, input := range action.Inputs {
		if _, given := last.With[name]; input.Required && !given {
			t.Errorf("the input %s is required", name)
		}
	}
}

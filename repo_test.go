package terrafix

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/terrafix/terrafix-action/internal/terraformtest"
)

const module = "github.com/terrafix/terrafix-action/"

// rooms says which rooms a room may import. A room that is not here fails the test: decide where it stands.
var rooms = map[string][]string{
	"internal/vanta":    {},
	"internal/control":  {},
	"internal/patch":    {},
	"internal/checkout": {},
	"internal/bedrock":  {},
	"internal/policy":   {},
	"internal/schema":   {"internal/schema/layout"},
	"internal/tfconfig": {"internal/control", "internal/patch", "internal/schema"},
	"internal/expect":   {"internal/control", "internal/patch", "internal/tfconfig"},
	"internal/propose": {
		"internal/bedrock", "internal/control", "internal/expect", "internal/patch", "internal/schema", "internal/tfconfig",
		"internal/vanta",
	},
	"internal/verify": {"internal/control", "internal/expect", "internal/patch", "internal/schema", "internal/tfconfig"},
	"internal/pullrequest": {
		"internal/control", "internal/expect", "internal/patch", "internal/tfconfig", "internal/vanta", "internal/verify",
	},
	"internal/action": {
		"internal/bedrock", "internal/checkout", "internal/control", "internal/expect", "internal/patch", "internal/policy",
		"internal/propose", "internal/pullrequest", "internal/sweep", "internal/tfconfig", "internal/vanta", "internal/verify",
	},
	"internal/sweep": {
		"internal/control", "internal/expect", "internal/patch", "internal/policy", "internal/propose", "internal/tfconfig",
		"internal/verify",
	},
	"internal/command": {
		"internal/action", "internal/bedrock", "internal/checkout", "internal/control", "internal/expect", "internal/patch",
		"internal/policy", "internal/propose", "internal/pullrequest", "internal/sweep", "internal/tfconfig", "internal/vanta",
		"internal/verify",
	},
	"internal/schema/layout": {},
	"cmd/action":             {"internal/command"},
}

// stage are the rooms of tests and of the demo. They may import anything and nothing of rooms imports them,
// and the same is true of every generator.
var stage = []string{"internal/sandbox", "internal/terraformtest", "cmd/sandbox", "hack"}

func onStage(dir string) bool {
	return path.Base(dir) == "generate" || slices.ContainsFunc(stage, func(top string) bool { return dir == top || strings.HasPrefix(dir, top+"/") })
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	var all []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var p goPackage
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestImportDirection(t *testing.T) {
	for _, p := range packages(t) {
		dir, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours || onStage(dir) {
			continue // the root holds tests only
		}
		allowed, known := rooms[dir]
		if !known {
			t.Errorf("%s is not in the table of rooms", dir)
			continue
		}
		for _, imported := range p.Imports {
			if other, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s", dir, other)
			}
		}
		for _, dep := range p.Deps {
			if dep == "testing" || dep == "net/http/httptest" {
				t.Errorf("%s links %s into the action", dir, dep)
			}
		}
	}
}

// tracked returns the files that git has, in order.
func tracked(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "ls-files", "-z").Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	var files []string
	for name := range strings.SplitSeq(strings.Trim(string(out), "\x00"), "\x00") {
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	return files
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

const (
	mostLines     = 300
	mostFuncLines = 60
)

func TestGoFiles(t *testing.T) {
	for _, name := range tracked(t) {
		if path.Ext(name) != ".go" {
			continue
		}
		src := read(t, name)
		if formatted, err := format.Source(src); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(formatted, src) {
			t.Errorf("%s is not formatted; run gofmt -w %s", name, name)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if n := bytes.Count(src, []byte("\n")); n > mostLines {
			t.Errorf("%s has %d lines, more than %d", name, n, mostLines)
		}
		longFunctions(t, name, src)
	}
}

func longFunctions(t *testing.T, name string, src []byte) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return
	}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		if n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; n > mostFuncLines {
			t.Errorf("%s: %s has %d lines, more than %d", files.Position(f.Pos()), f.Name.Name, n, mostFuncLines)
		}
	}
}

var (
	usesLine = regexp.MustCompile(`^\s*(?:-\s+)?uses:\s*(.*)$`)
	pinned   = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$`)
	// unpinned are the action itself in an example, a path and an image.
	unpinned = regexp.MustCompile(`^(org/terrafix-action@v1|\./\S*|docker://\S+)$`)
)

func TestActionsArePinned(t *testing.T) {
	found := 0
	for _, name := range tracked(t) {
		if !strings.HasPrefix(name, ".github/") && path.Ext(name) != ".md" && path.Base(name) != "action.yml" {
			continue
		}
		for i, line := range strings.Split(string(read(t, name)), "\n") {
			m := usesLine.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			found++
			if !pinned.MatchString(m[1]) && !unpinned.MatchString(m[1]) {
				t.Errorf("%s:%d: %q is not pinned; write owner/name@<40 hex> # v1.2.3", name, i+1, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no step uses an action: the pattern of this test is wrong")
	}
}

// TestNoPathOfThisMachine looks for folders of the machine that runs the tests, which nobody else has.
func TestNoPathOfThisMachine(t *testing.T) {
	tools := terraformtest.Find(t)
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	gopath, err := exec.Command("go", "env", "GOPATH").Output()
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	machine := map[string]string{
		"the home folder": home, "GOPATH": strings.TrimSpace(string(gopath)),
		"the provider mirror": tools.Mirror, "the folder of this repository": root,
		"the folder above this repository": filepath.Dir(root),
	}
	for what, dir := range machine {
		// "/", "/src" and the home folder of every container say nothing of a machine.
		if len(dir) < 6 {
			delete(machine, what)
			continue
		}
		machine[what] = filepath.ToSlash(dir)
	}
	for _, name := range tracked(t) {
		content := string(read(t, name))
		for what, dir := range machine {
			if line, ok := holdsPath(content, dir); ok {
				t.Errorf("%s:%d: %s of this machine: %s", name, line, what, dir)
			}
		}
	}
}

// holdsPath finds a folder in a text, as a whole: /home/jo is not part of /home/joe nor of x/home/jo.
func holdsPath(text, dir string) (line int, ok bool) {
	for at := 0; ; {
		i := strings.Index(text[at:], dir)
		if i < 0 {
			return 0, false
		}
		start := at + i
		at = start + len(dir)
		if !pathByte(text, start-1) && (at == len(text) || text[at] == '/' || !pathByte(text, at)) {
			return strings.Count(text[:start], "\n") + 1, true
		}
	}
}

func pathByte(text string, i int) bool {
	return i >= 0 && i < len(text) && (text[i] == '/' || text[i] == '-' || text[i] == '_' || text[i] == '.' || text[i] == '}' || text[i] == ')' ||
		'0' <= text[i] && text[i] <= '9' || 'a' <= text[i] && text[i] <= 'z' || 'A' <= text[i] && text[i] <= 'Z')
}

func TestHoldsPath(t *testing.T) {
	for text, want := range map[string]int{
		"cd /home/jo && ls": 1, "a\nb = \"/home/jo/x\"\n": 2, "/home/jo": 1,
		"/home/joe": 0, "x/home/jo": 0, "$HOME/home/jo": 0, "/home/jo-2/x": 0,
	} {
		if got, _ := holdsPath(text, "/home/jo"); got != want {
			t.Errorf("holdsPath(%q) = %d, want %d", text, got, want)
		}
	}
}

// TestScriptsSayWhatTheyShow: the first line of a script tells a reader what it is about.
func TestScriptsSayWhatTheyShow(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, name := range scripts {
		if first, _, _ := strings.Cut(string(read(t, name)), "\n"); !strings.HasPrefix(first, "# ") || len(first) < 20 {
			t.Errorf("%s does not begin with a comment that says what it shows", name)
		}
	}
}

// TestImageHasWhatItNeeds: the image is built from what .dockerignore leaves, which must hold every file of the
// program, those that it embeds included, and nothing of the stage.
func TestImageHasWhatItNeeds(t *testing.T) {
	ignored := dockerIgnore(t)
	format := `{{$d := .ImportPath}}{{range .GoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}`
	out, err := exec.Command("go", "list", "-deps", "-f", format, "./cmd/action").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string]bool{}
	for name := range strings.FieldsSeq(string(out)) {
		if name, ours := strings.CutPrefix(name, module); ours {
			found[path.Ext(name)] = true
			if ignored(name) {
				t.Errorf(".dockerignore keeps %s out of the build", name)
			}
		}
	}
	if !found[".go"] || !found[".hcl"] {
		t.Errorf("the program has files of these kinds only: %v", found)
	}
	for _, name := range tracked(t) {
		if !ignored(name) && (onStage(path.Dir(name)) || strings.HasSuffix(name, "_test.go")) {
			t.Errorf(".dockerignore lets %s into the build, which does not need it", name)
		}
	}
}

// dockerIgnore returns the meaning of .dockerignore: the last line that matches a file or a folder above it
// counts (https://docs.docker.com/build/concepts/context/#dockerignore-files).
func dockerIgnore(t *testing.T) func(name string) bool {
	t.Helper()
	lines := strings.Fields(string(read(t, ".dockerignore")))
	return func(name string) bool {
		ignored := false
		for _, line := range lines {
			pattern, kept := strings.CutPrefix(line, "!")
			for at := name; at != "."; at = path.Dir(at) {
				if ok, err := doublestar.Match(pattern, at); err != nil {
					t.Fatal(err)
				} else if ok {
					ignored = !kept
				}
			}
		}
		return ignored
	}
}

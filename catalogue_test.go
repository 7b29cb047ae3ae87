package terrafix

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-version"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/propose"
	"github.com/terrafix/terrafix-action/internal/terraformtest"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/verify"
)

// A fixture shows one control on some Terraform: what is assessed, and what the catalogue makes of it.
type fixture struct {
	path    string
	control *control.Control
	archive *txtar.Archive
	// before and after hold the files by path.
	before, after map[string][]byte
	// want has one line a block.
	want string

	options          expect.Options
	allowReplacement bool
}

// TestCatalogue runs every fixture of internal/control/testdata: the verdicts, the patches, their
// formatting, that a patched block meets its control, that a second patch changes nothing, and that the
// real provider takes all results. -update rewrites what is wanted.
func TestCatalogue(t *testing.T) {
	catalogue, err := control.Load()
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join("internal", "control", "testdata", "*", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]map[string]bool{}
	results := map[string]map[string][]byte{}
	for _, path := range paths {
		id := filepath.Base(filepath.Dir(path))
		ctl := catalogue.ByID(id)
		if ctl == nil {
			t.Errorf("%s: there is no control %s", path, id)
			continue
		}
		t.Run(strings.TrimSuffix(filepath.ToSlash(strings.TrimPrefix(path, filepath.Join("internal", "control", "testdata")+"/")), ".txtar"), func(t *testing.T) {
			f := readFixture(t, path, ctl)
			results[path] = f.run(t)
			for line := range strings.Lines(f.want) {
				_, verdict, _ := strings.Cut(strings.TrimSpace(line), ": ")
				verdict, _, _ = strings.Cut(verdict, ",")
				if shown[id] == nil {
					shown[id] = map[string]bool{}
				}
				shown[id][verdict] = true
			}
		})
	}
	for _, ctl := range catalogue.All() {
		if ctl.ReportOnly != "" {
			continue
		}
		if !shown[ctl.ID]["failing"] {
			t.Errorf("%s has no failing fixture: add internal/control/testdata/%s/<shape>.txtar", ctl.ID, ctl.ID)
		}
		if !shown[ctl.ID]["satisfied"] {
			t.Errorf("%s has no satisfied fixture: add internal/control/testdata/%s/<shape>.txtar", ctl.ID, ctl.ID)
		}
	}
	if !t.Failed() && !*update {
		validateAll(t, results)
	}
}

func readFixture(t *testing.T, path string, ctl *control.Control) *fixture {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{path: path, control: ctl, archive: archive, before: map[string][]byte{}, after: map[string][]byte{}}
	decisions := map[string]string{}
	for _, file := range archive.Files {
		switch name, isAfter := strings.CutPrefix(file.Name, "after/"); {
		case file.Name == "want":
			f.want = string(file.Data)
		case file.Name == "options":
			for line := range strings.Lines(string(file.Data)) {
				f.option(t, strings.TrimSpace(line), decisions)
			}
		case isAfter:
			f.after[name] = file.Data
		default:
			f.before[name] = file.Data
		}
	}
	f.options.Answer = func(name string) (string, bool) {
		answer, ok := decisions[name]
		return answer, ok
	}
	return f
}

func (f *fixture) option(t *testing.T, line string, decisions map[string]string) {
	t.Helper()
	name, value, _ := strings.Cut(line, " = ")
	switch {
	case line == "":
	case line == "allow-replacement":
		f.allowReplacement = true
	case name == "provider":
		v, err := version.NewVersion(strings.Trim(value, `"`))
		if err != nil {
			t.Fatalf("%s: %v", f.path, err)
		}
		f.options.Provider = v
	case strings.HasPrefix(name, "decision "):
		decisions[strings.TrimPrefix(name, "decision ")] = value
	default:
		t.Fatalf("%s: there is no option %q: use provider, allow-replacement or decision", f.path, line)
	}
}

// run assesses every block that the control is about, patches what the catalogue can, and returns the
// files as they are in the end.
func (f *fixture) run(t *testing.T) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	for name, content := range f.before {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := tfconfig.Load(t.Context(), dir, tfconfig.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range repo.Problems {
		t.Fatalf("%s: %+v", f.path, problem)
	}
	var lines strings.Builder
	changed := map[string][]byte{}
	for _, ref := range f.blocks(repo) {
		block := repo.Module(ref[0]).Block(ref[1])
		var files map[string][]byte
		verdict := ""
		verdict, files = f.fix(t, repo, block)
		fmt.Fprintf(&lines, "%s: %s\n", ref[1], verdict)
		if len(files) == 0 {
			continue
		}
		maps.Copy(changed, files)
		if repo, err = repo.WithFiles(files); err != nil {
			t.Fatal(err)
		}
		f.settled(t, repo, ref)
	}
	f.compare(t, lines.String(), changed)
	result := maps.Clone(f.before)
	maps.Copy(result, changed)
	return result
}

// blocks are the module and the address of each block that the control is about.
func (f *fixture) blocks(repo *tfconfig.Repository) [][2]string {
	var refs [][2]string
	for _, module := range repo.Modules {
		for _, block := range module.Blocks() {
			if len(f.control.For(block.Type(), block.ModuleSource())) > 0 {
				refs = append(refs, [2]string{module.Dir, block.Ref.Address})
			}
		}
	}
	return refs
}

// fix assesses one block and returns the verdict as the fixture writes it, and the changed files.
func (f *fixture) fix(t *testing.T, repo *tfconfig.Repository, block *tfconfig.Block) (string, map[string][]byte) {
	t.Helper()
	state := expect.Assess(repo, block, f.control, f.options)
	switch {
	case state.NotApplicable:
		return "not applicable", nil
	case state.Verdict != control.Failing && (state.Verdict == control.Satisfied || !state.Mechanical()):
		return join(state.Verdict.String(), state.Obstacles()), nil
	case !state.Mechanical():
		return join("failing, needs", state.Obstacles()), nil
	case state.Replaces() && !f.allowReplacement:
		return "failing, replacement", nil
	}
	target := &tfconfig.Target{Block: block, Instances: []tfconfig.Placement{{Root: block.Module.Dir, Address: block.Ref.Address}}}
	session := propose.NewCatalogue().Begin(propose.Request{
		Control: f.control, Target: target, Repository: repo, Options: f.options, AllowReplacement: f.allowReplacement,
	})
	proposal, err := session.Propose(t.Context(), nil)
	if err != nil || proposal.CannotFix != "" {
		t.Fatalf("%s: %s: no proposal: %v %s", f.path, block.Ref.Address, err, proposal.CannotFix)
	}
	verifier := verify.New(repo, verify.Options{})
	defer verifier.Close()
	draft, findings := verifier.Check(t.Context(), verify.Candidate{
		Key: "fixture", Control: f.control, Options: f.options, Target: target, Patch: proposal.Patch,
	})
	if len(findings) > 0 {
		t.Fatalf("%s: %s: the checks refuse the catalogue's patch: %v\n%s", f.path, block.Ref.Address, findings, proposal.Patch)
	}
	return state.Verdict.String() + ", deterministic", draft.Files()
}

func join(verdict string, obstacles []string) string {
	if len(obstacles) == 0 {
		return verdict
	}
	return verdict + ": " + strings.Join(obstacles, "; ")
}

// settled holds a patched block: it meets the control, and there is nothing left to do.
func (f *fixture) settled(t *testing.T, repo *tfconfig.Repository, ref [2]string) {
	t.Helper()
	state := expect.Assess(repo, repo.Module(ref[0]).Block(ref[1]), f.control, f.options)
	if state.Verdict != control.Satisfied {
		t.Errorf("%s: %s is %s after its patch: %+v", f.path, ref[1], state.Verdict, state.Missing)
	}
}

func (f *fixture) compare(t *testing.T, verdicts string, changed map[string][]byte) {
	t.Helper()
	if *update {
		f.rewrite(t, verdicts, changed)
		return
	}
	if diff := cmp.Diff(f.want, verdicts); diff != "" {
		t.Errorf("%s: verdicts (-want +got), refresh with -update:\n%s", f.path, diff)
	}
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if diff := cmp.Diff(string(f.after[name]), string(changed[name])); diff != "" {
			t.Errorf("%s: %s after the fix (-want +got), refresh with -update:\n%s", f.path, name, diff)
		}
	}
	for name := range f.after {
		if changed[name] == nil {
			t.Errorf("%s: after/%s is wanted, but the file does not change", f.path, name)
		}
	}
}

func (f *fixture) rewrite(t *testing.T, verdicts string, changed map[string][]byte) {
	t.Helper()
	kept := slices.DeleteFunc(slices.Clone(f.archive.Files), func(file txtar.File) bool {
		return file.Name == "want" || strings.HasPrefix(file.Name, "after/")
	})
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		kept = append(kept, txtar.File{Name: "after/" + name, Data: changed[name]})
	}
	kept = append(kept, txtar.File{Name: "want", Data: []byte(verdicts)})
	f.want = verdicts
	if err := os.WriteFile(f.path, txtar.Format(&txtar.Archive{Comment: f.archive.Comment, Files: kept}), 0o644); err != nil {
		t.Fatal(err)
	}
}

// validateAll lets the real terraform format and validate the results of all fixtures: each is a module of
// one root, so that one init and one validate serve them all.
func validateAll(t *testing.T, results map[string]map[string][]byte) {
	t.Helper()
	tools := terraformtest.Find(t)
	root := t.TempDir()
	var calls strings.Builder
	names := map[string]string{}
	apart := 0
	for i, path := range slices.Sorted(maps.Keys(results)) {
		name := fmt.Sprintf("f%03d", i)
		names[name] = path
		if callsRegistry(results[path]) {
			apart++
		} else {
			fmt.Fprintf(&calls, "module %q {\n  source = \"./%s\"\n}\n\n", name, name)
		}
		for file, content := range results[path] {
			to := filepath.Join(root, name, file)
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(to, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d fixtures are validated; %d call modules of the registry, which a test does not download, and are only formatted",
		len(results)-apart, apart)
	if err := os.WriteFile(filepath.Join(root, "main.tf"), []byte(calls.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	unformatted := runTerraform(t, tools, root, "fmt", "-check", "-recursive", "-list=true")
	for line := range strings.Lines(unformatted) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), "/")
		if names[name] != "" {
			t.Errorf("%s: %s is not formatted as terraform fmt does", names[name], file)
		}
	}
	runTerraform(t, tools, root, "init", "-backend=false", "-input=false", "-no-color")
	var answer struct {
		Diagnostics []struct {
			Severity, Summary, Detail string
			Range                     struct {
				Filename string
				Start    struct{ Line int }
			}
		}
	}
	out := runTerraform(t, tools, root, "validate", "-json")
	if err := json.Unmarshal([]byte(out[max(0, strings.IndexByte(out, '{')):]), &answer); err != nil {
		t.Fatalf("terraform validate: %v\n%s", err, out)
	}
	for _, d := range answer.Diagnostics {
		if d.Severity == "error" {
			name, file, _ := strings.Cut(filepath.ToSlash(d.Range.Filename), "/")
			t.Errorf("%s: %s:%d: %s: %s", names[name], file, d.Range.Start.Line, d.Summary, d.Detail)
		}
	}
}

var registrySource = regexp.MustCompile(`(?m)^\s*source\s*=\s*"[^./"]`)

// callsRegistry reports whether files call a module that is not in the repository.
func callsRegistry(files map[string][]byte) bool {
	for _, content := range files {
		if bytes.Contains(content, []byte("module \"")) && registrySource.Match(content) {
			return true
		}
	}
	return false
}

// runTerraform returns the output of a command whatever its exit code; the callers judge what it says.
func runTerraform(t *testing.T, tools terraformtest.Tools, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), tools.Terraform, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+tools.CLIConfig, "CHECKPOINT_DISABLE=1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && stdout.Len() == 0 {
		t.Fatalf("terraform %s: %v\n%s", args[0], err, stderr.String())
	}
	return stdout.String()
}

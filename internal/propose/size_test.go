package propose

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/expect"
	"github.com/terrafix/terrafix-action/internal/tfconfig"
	"github.com/terrafix/terrafix-action/internal/vanta"
)

// mostMedianTokens is what the question for the median control may take, with the fixed part.
const mostMedianTokens = 3500

// usualTest has texts of the length that Vanta's have.
func usualTest(ctl *control.Control) vanta.Test {
	return vanta.Test{
		ID: "test", Name: ctl.Title,
		Description:            strings.Repeat("Verifies that the resources of the account are as the policy says. ", 3),
		FailureDescription:     strings.Repeat("Some resources of the account are not as the policy says. ", 2),
		RemediationDescription: strings.Repeat("Open the console of the service, choose the resource, and change the setting. ", 6),
	}
}

// promptSizes estimates for every control the tokens of the question about the largest block that fails
// it in its fixtures and in the sample repository, the fixed part included. The estimate is 3.5 bytes a token, which is off by a quarter at most (see tokens).
func promptSizes(tb testing.TB) map[string]int {
	tb.Helper()
	catalogue, err := control.Load()
	if err != nil {
		tb.Fatal(err)
	}
	p := prompt()
	fixed := tokens(p.System + p.Stable + p.Tool.Description + string(p.Tool.Schema))
	sizes := map[string]int{}
	measure := func(ctl *control.Control, repository *tfconfig.Repository) {
		for _, module := range repository.Modules {
			for _, block := range module.Blocks() {
				if size := promptSize(tb, ctl, repository, block); size > 0 {
					sizes[ctl.ID] = max(sizes[ctl.ID], fixed+size)
				}
			}
		}
	}
	fixtures, err := filepath.Glob(filepath.Join("..", "control", "testdata", "*", "*.txtar"))
	if err != nil || len(fixtures) == 0 {
		tb.Fatalf("no fixtures: %v", err)
	}
	for _, path := range fixtures {
		// The catalogue's own test complains of a fixture without a control.
		if ctl := catalogue.ByID(filepath.Base(filepath.Dir(path))); ctl != nil {
			measure(ctl, fixture(tb, path))
		}
	}
	repository, err := tfconfig.Load(context.Background(), filepath.Join("..", "sandbox", "demo", "sample"), tfconfig.Options{})
	if err != nil || len(repository.Modules) == 0 {
		tb.Fatalf("the sample repository cannot be read: %v", err)
	}
	for _, ctl := range catalogue.All() {
		measure(ctl, repository)
	}
	return sizes
}

// promptSize estimates the tokens of the question about a block, zero when nothing is to be asked.
func promptSize(tb testing.TB, ctl *control.Control, repository *tfconfig.Repository, block *tfconfig.Block) int {
	tb.Helper()
	if len(ctl.For(block.Type(), block.ModuleSource())) == 0 {
		return 0
	}
	state := expect.Assess(repository, block, ctl, expect.Options{})
	if state.Verdict == control.Satisfied {
		return 0
	}
	r := Request{
		Control: ctl, Test: usualTest(ctl), Names: []string{"acme-production"}, Repository: repository,
		Target: &tfconfig.Target{Block: block, Instances: []tfconfig.Placement{{Root: block.Module.Dir, Address: block.Ref.Address}}},
	}
	text, err := question(r, gather(r, &redactor{}), state, DefaultPromptTokens)
	if err != nil {
		tb.Errorf("%s: %v", block.Ref.Address, err)
	}
	return tokens(text)
}

// fixture reads the state before of a fixture of the catalogue.
func fixture(tb testing.TB, path string) *tfconfig.Repository {
	tb.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	for _, file := range archive.Files {
		if strings.HasPrefix(file.Name, "after/") || !strings.HasSuffix(file.Name, ".tf") {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, file.Data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	repository, err := tfconfig.Load(context.Background(), dir, tfconfig.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return repository
}

// summarise returns the median and the largest prompt.
func summarise(sizes map[string]int) (median, most int, largest string) {
	var all []int
	for id, size := range sizes {
		all = append(all, size)
		if size > most || size == most && id < largest {
			most, largest = size, id
		}
	}
	slices.Sort(all)
	return all[len(all)/2], most, largest
}

// TestPromptSize holds the question about the median control to its limit.
func TestPromptSize(t *testing.T) {
	sizes := promptSizes(t)
	if len(sizes) == 0 {
		t.Fatal("no control has a failing fixture")
	}
	median, most, largest := summarise(sizes)
	t.Logf("%d controls: the median takes about %d tokens, the largest (%s) about %d", len(sizes), median, largest, most)
	if median > mostMedianTokens {
		t.Errorf("the median control's prompt takes about %d tokens, at most %d are allowed", median, mostMedianTokens)
	}
}

// BenchmarkPrompt reports the sizes and how long a question takes to build.
func BenchmarkPrompt(b *testing.B) {
	var sizes map[string]int
	for b.Loop() {
		sizes = promptSizes(b)
	}
	median, most, _ := summarise(sizes)
	b.ReportMetric(float64(median), "median-tokens")
	b.ReportMetric(float64(most), "largest-tokens")
	b.ReportMetric(float64(len(sizes)), "controls")
	if median > mostMedianTokens {
		b.Errorf("the median control's prompt takes about %d tokens, at most %d are allowed", median, mostMedianTokens)
	}
}

package propose

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestCatalogue shows what the catalogue makes of a block, or why it abstains.
func TestCatalogue(t *testing.T) {
	for path, archive := range goldens(t, "catalogue") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			r := request(t, archive)
			proposal, err := NewCatalogue().Begin(r).Propose(context.Background(), nil)
			compare(t, path, archive, outcome(t, r, proposal, err))
			if proposal.By != ByCatalogue || proposal.Confidence != High {
				t.Errorf("by %q with confidence %q", proposal.By, proposal.Confidence)
			}
			if proposal.Patch.Empty() != (proposal.CannotFix != "") {
				t.Errorf("the patch %s beside the reason %q", proposal.Patch, proposal.CannotFix)
			}
		})
	}
}

// TestCatalogueHasOneAnswer: what the checks refused is not proposed again.
func TestCatalogueHasOneAnswer(t *testing.T) {
	session := NewCatalogue().Begin(request(t, txtar.Parse([]byte(kmsRepo))))
	if first, err := session.Propose(context.Background(), nil); err != nil || first.Patch.Empty() {
		t.Fatalf("got %+v, %v", first, err)
	}
	second, err := session.Propose(context.Background(), []string{"validate: an argument is not expected here"})
	if err != nil || !second.Patch.Empty() || !strings.Contains(second.CannotFix, "an argument is not expected here") {
		t.Errorf("got %+v, %v", second, err)
	}
}

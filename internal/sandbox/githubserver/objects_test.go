package githubserver_test

import (
	"testing"
	"time"

	"github.com/google/go-github/v66/github"
)

func entry(path, mode string) *github.TreeEntry {
	e := &github.TreeEntry{Path: github.String(path)}
	if mode != "" {
		e.Mode, e.Type = github.String(mode), github.String("blob")
	}
	return e
}

func content(e *github.TreeEntry, text string) *github.TreeEntry {
	e.Content = github.String(text)
	return e
}

func TestTree(t *testing.T) {
	w := start(t)
	tree, _, err := w.gh.Git.CreateTree(ctx, owner, repo, w.head(), []*github.TreeEntry{
		content(entry("main.tf", "100644"), "changed\n"),
		content(entry("empty.tf", "100644"), ""),
		content(entry("new.sh", "100755"), "#!/bin/sh\n"),
		content(entry("link", "120000"), "main.tf"),
		entry("scripts/run.sh", "100755"), // no content: deleted
	})
	must(t, err)
	got := map[string]string{}
	for _, e := range tree.Entries {
		got[e.GetPath()] = e.GetMode()
	}
	equal(t, "tree", got, map[string]string{
		".gitignore": "100644", "main.tf": "100644", "empty.tf": "100644", "new.sh": "100755", "link": "120000",
	})
	// A subtree and a blob by their ids, on no base.
	blob := tree.Entries[len(tree.Entries)-1].SHA
	byID, _, err := w.gh.Git.CreateTree(ctx, owner, repo, "", []*github.TreeEntry{
		{Path: github.String("sub"), Mode: github.String("040000"), Type: github.String("tree"), SHA: tree.SHA},
		{Path: github.String("copy.sh"), Mode: github.String("100755"), Type: github.String("blob"), SHA: blob},
	})
	must(t, err)
	equal(t, "entries", len(byID.Entries), 2)
	w.clean()
}

func TestTreeRefusals(t *testing.T) {
	w := start(t)
	none := github.String("1111111111111111111111111111111111111111")
	for _, tc := range []struct {
		name   string
		base   string
		entry  *github.TreeEntry
		status int
		want   string
	}{
		{"base", *none, content(entry("a", "100644"), "x"), 422, "base_tree is not a valid"},
		{"both", "", &github.TreeEntry{Path: github.String("a"), Mode: github.String("100644"), SHA: none, Content: github.String("x")}, 422, "not both"},
		{"sha", "", &github.TreeEntry{Path: github.String("a"), Mode: github.String("100644"), SHA: none}, 422, "is not a valid blob"},
		{"dots", "", content(entry("a/../b", "100644"), "x"), 422, "malformed path component"},
		{"git", "", content(entry(".git/config", "100644"), "x"), 422, "malformed path component"},
		{"slash", "", content(entry("/a", "100644"), "x"), 422, "cannot start with a slash"},
		{"delete", w.head(), entry("absent.tf", ""), 422, "GitRPC::BadObjectState"},
		{"workflow", "", content(entry(".github/workflows/ci.yml", "100644"), "x"), 403, "Resource not accessible by integration"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := w.gh.Git.CreateTree(ctx, owner, repo, tc.base, []*github.TreeEntry{tc.entry})
			refused(t, err, tc.status, tc.want)
		})
	}
	w.clean()
}

func TestCommit(t *testing.T) {
	w := start(t)
	base := w.head()
	signed := w.commit(base, "a.tf", "a\n")
	equal(t, "verification", []any{signed.Verification.GetVerified(), signed.Verification.GetReason()}, []any{true, "valid"})
	equal(t, "author", signed.Author.GetName(), "github-actions[bot]")
	equal(t, "committer", signed.Committer.GetName(), "GitHub")

	message := "fix: no line break at the end\n\nbody  \n\n\n\ntrailer: x"
	plain, _, err := w.gh.Git.CreateCommit(ctx, owner, repo, &github.Commit{
		Message: &message, Tree: signed.Tree, Parents: []*github.Commit{{SHA: &base}},
		Author: &github.CommitAuthor{Name: github.String("X"), Email: github.String("x@example.com"), Date: &github.Timestamp{Time: time.Unix(1_700_000_000, 0)}},
	}, nil)
	must(t, err)
	equal(t, "verification", []any{plain.Verification.GetVerified(), plain.Verification.GetReason()}, []any{false, "unsigned"})

	for _, want := range []*github.Commit{signed, plain} {
		got, _, err := w.gh.Git.GetCommit(ctx, owner, repo, want.GetSHA())
		must(t, err)
		equal(t, "message", got.GetMessage(), want.GetMessage())
		equal(t, "verified", got.Verification.GetVerified(), want.Verification.GetVerified())
		equal(t, "parent", got.Parents[0].GetSHA(), base)
	}
	_, _, err = w.gh.Git.GetCommit(ctx, owner, repo, "1111111111111111111111111111111111111111")
	refused(t, err, 404, "Not Found")

	bad := func(tree, parent, want string) {
		t.Helper()
		_, _, err := w.gh.Git.CreateCommit(ctx, owner, repo, &github.Commit{
			Message: &message, Tree: &github.Tree{SHA: &tree}, Parents: []*github.Commit{{SHA: &parent}},
		}, nil)
		refused(t, err, 422, want)
	}
	bad("1111111111111111111111111111111111111111", base, "Tree SHA does not exist")
	bad(signed.Tree.GetSHA(), "1111111111111111111111111111111111111111", "Parent SHA does not exist or is not a commit object")
	bad(signed.Tree.GetSHA(), signed.Tree.GetSHA(), "Parent SHA does not exist or is not a commit object")
	w.clean()
}

func TestGetCommitListsFiles(t *testing.T) {
	w := start(t)
	c := w.commit(w.head(), "main.tf", "resource \"aws_kms_key\" \"main\" {\n  description = \"other\"\n}\n")
	must(t, w.createRef("refs/heads/terrafix/x", c.GetSHA()))
	for _, name := range []string{"terrafix/x", "heads/terrafix/x", c.GetSHA()} {
		got, _, err := w.gh.Repositories.GetCommit(ctx, owner, repo, name, nil)
		must(t, err)
		equal(t, "sha", got.GetSHA(), c.GetSHA())
		f := got.Files[0]
		equal(t, "file", []any{f.GetFilename(), f.GetStatus(), f.GetAdditions(), f.GetDeletions()}, []any{"main.tf", "modified", 1, 1})
		equal(t, "patch", f.GetPatch(), "@@ -1,3 +1,3 @@\n resource \"aws_kms_key\" \"main\" {\n-  description = \"main\"\n+  description = \"other\"\n }")
	}
	_, _, err := w.gh.Repositories.GetCommit(ctx, owner, repo, "absent", nil)
	refused(t, err, 422, "No commit found for SHA: absent")
	w.clean()
}

func TestCompare(t *testing.T) {
	w := start(t)
	base := w.head()
	c := w.commit(base, "new.tf", "# new\n")
	must(t, w.createRef("refs/heads/terrafix/x", c.GetSHA()))
	check := func(from, to, status string, ahead, behind, files int) {
		t.Helper()
		got, _, err := w.gh.Repositories.CompareCommits(ctx, owner, repo, from, to, nil)
		must(t, err)
		equal(t, from+"..."+to, []any{got.GetStatus(), got.GetAheadBy(), got.GetBehindBy(), len(got.Commits), len(got.Files)},
			[]any{status, ahead, behind, ahead, files})
		equal(t, "merge base", got.MergeBaseCommit.GetSHA(), base)
	}
	check("main", "terrafix/x", "ahead", 1, 0, 1)
	check("terrafix/x", "main", "behind", 0, 1, 0)
	check("main", base, "identical", 0, 0, 0)
	_, err := w.srv.PushCommit("main", map[string][]byte{"other.tf": []byte("# other\n"), "main.tf": nil})
	must(t, err)
	check("main", "terrafix/x", "diverged", 1, 1, 1)
	_, _, err = w.gh.Repositories.CompareCommits(ctx, owner, repo, "main", "absent", nil)
	refused(t, err, 404, "Not Found")
	w.clean()
}

package pullrequest

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

func TestInline(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Bucket logs is public", "Bucket logs is public"},
		{"mention", "ask @octocat", "ask @&#8203;octocat"},
		{"team", "@acme/platform", "@&#8203;acme/platform"},
		{"address", "a@example.com", "a@&#8203;example.com"},
		{"issue", "fixes #12", "fixes #&#8203;12"},
		{"issue elsewhere", "closes acme/infra#7", "closes acme/infra#&#8203;7"},
		{"issue GH", "resolves GH-3 and gh-4", "resolves GH-&#8203;3 and gh-&#8203;4"},
		{"URL", "fixes https://github.com/a/b/issues/1", "fixes https:&#8203;//github.com/a/b/issues/1"},
		{"www", "www.example.com", "www&#8203;.example.com"},
		{"link", "[x](y)", `\[x\](y)`},
		{"image", "![x](y)", `!\[x\](y)`},
		{"comment", "<!-- terrafix:marker {} -->", "&lt;!-- terrafix:marker {} --&gt;"},
		{"tag", "<img src=x>", "&lt;img src=x&gt;"},
		{"entity", "&#64;octocat &commat;octocat", "&amp;#&#8203;64;octocat &amp;commat;octocat"},
		{"own breaker", "&#8203;1", "&amp;#&#8203;8203;1"},
		{"emphasis", "*a* _b_ ~c~ `d` $e$", "\\*a\\* \\_b\\_ \\~c\\~ \\`d\\` \\$e\\$"},
		{"table", "a|b", `a\|b`},
		{"backslash", `\@octocat`, `\\@&#8203;octocat`},
		{"lines", "a\r\n# b\n\tc", "a # b c"},
		{"hidden", "a\u202eb\u200bc\x00d\u2066e\ufefff\u00adg", "abcdefg"},
		{"hidden in a mention", "@\u200boctocat", "@&#8203;octocat"},
		{"invalid UTF-8", "a\xffb", "a\uFFFDb"},
		{"long", strings.Repeat("x", 300), strings.Repeat("x", 200) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := inline(tt.in, 200); got != tt.want {
				t.Errorf("inline(%q)\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	tests := []struct{ in, want string }{
		{"block public access", "block public access"},
		{"ask @octocat", "ask @ octocat"},
		{"fixes #12, GH-3", "fixes # 12, GH 3"},
		{"fixes https://github.com/a/b/issues/1", "fixes https: //github.com/a/b/issues/1"},
		{"x [skip ci] [CI  SKIP] [no ci]", "x (skip ci) (CI SKIP) (no ci)"},
		{"a\nCo-authored-by: b", "a Co-authored-by: b"},
	}
	for _, tt := range tests {
		if got := plain(tt.in, 200); got != tt.want {
			t.Errorf("plain(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCode(t *testing.T) {
	tests := []struct{ in, want string }{
		{"logs", "`logs`"},
		{"a`b", "``a`b``"},
		{"`a", "`` `a ``"},
		{"a``b`", "``` a``b` ```"},
		{"", ""},
		{"a\nb", "`a b`"},
	}
	for _, tt := range tests {
		if got := code(tt.in, 100); got != tt.want {
			t.Errorf("code(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
}

var parser = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// kinds renders Markdown as GitHub would and counts the kinds of its nodes.
func kinds(source string) map[ast.NodeKind]int {
	count := map[ast.NodeKind]int{}
	_ = ast.Walk(parser.Parse(text.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			count[n.Kind()]++
		}
		return ast.WalkContinue, nil
	})
	return count
}

var hostile = []string{
	"```\n</details>\n# x\n", "~~~\nx", "<!-- x -->", "<script>alert(1)</script>", "[x](javascript:a)", "![x](http://e/x.png)",
	"http://example.com www.example.com a@b.cc", "- [ ] done", "# heading", "1. one", "===", "---", "> [!NOTE]", "| a | b |\n| - | - |\n| c | d |",
	"    code", "[a]: http://b", "\\", "`", "``` `` `", "*a* **b** ~~c~~", "&lt;b&gt; &#60;b&#62;", "<b", "a<br>b", "x\u2028# y",
}

func checkHarmless(t *testing.T, what, source string, allowed ...ast.NodeKind) {
	t.Helper()
	ok := map[ast.NodeKind]bool{
		ast.KindDocument: true, ast.KindParagraph: true, ast.KindText: true, ast.KindString: true, ast.KindTextBlock: true,
	}
	for _, kind := range allowed {
		ok[kind] = true
	}
	for kind, n := range kinds(source) {
		if !ok[kind] {
			t.Errorf("%s holds %d %s:\n%s", what, n, kind, source)
		}
	}
}

func FuzzEscapes(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Add(strings.Join(hostile, "\n"))
	f.Fuzz(func(t *testing.T, foreign string) {
		checkHarmless(t, "inline", "x "+inline(foreign, 500))
		checkHarmless(t, "quote", quote(foreign, 500), ast.KindBlockquote)
		checkHarmless(t, "code", "x "+code(foreign, 500), ast.KindCodeSpan)
		checkHarmless(t, "fence", fence("diff", foreign), ast.KindFencedCodeBlock)
		table := "| a | b |\n| --- | --- |\n| " + cell(foreign, 500) + " | x |\n"
		checkHarmless(t, "cell", table, ast.KindCodeSpan, east.KindTable, east.KindTableHeader, east.KindTableRow, east.KindTableCell)
		if n := kinds(table)[east.KindTableCell]; n != 4 {
			t.Errorf("a cell made a table of %d cells instead of 4:\n%s", n, table)
		}
		for _, made := range []string{inline(foreign, 500), quote(foreign, 500)} {
			if i := strings.IndexByte(made, '@'); i >= 0 && !strings.HasPrefix(made[i+1:], breaker) {
				t.Errorf("a mention may survive in %q", made)
			}
			if strings.Contains(made, "<") {
				t.Errorf("a tag may survive in %q", made)
			}
		}
	})
}

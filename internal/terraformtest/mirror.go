package terraformtest

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// provider is the folder of the provider inside a mirror.
var provider = filepath.Join("registry.terraform.io", "hashicorp", "aws")

// mirror returns a folder that holds hashicorp/aws for this platform, or "". The order is: the variable,
// the user's CLI configuration, Terraform's implied mirrors, the disk.
func mirror(ctx context.Context, getenv func(string) string) string {
	candidates := []string{getenv(MirrorVariable)}
	candidates = append(candidates, configured(getenv)...)
	candidates = append(candidates, implied(getenv)...)
	for _, dir := range candidates {
		if holdsProvider(dir) {
			return dir
		}
	}
	return search(ctx, string(filepath.Separator))
}

// holdsProvider reports whether dir is a mirror with the provider for this platform, packed or unpacked:
// https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
func holdsProvider(dir string) bool {
	if !filepath.IsAbs(dir) {
		return false
	}
	platform := runtime.GOOS + "_" + runtime.GOARCH
	unpacked, _ := filepath.Glob(filepath.Join(escape(dir), provider, "*", platform, "terraform-provider-aws*"))
	packed, _ := filepath.Glob(filepath.Join(escape(dir), provider, "terraform-provider-aws_*_"+platform+".zip"))
	return len(unpacked)+len(packed) > 0
}

// escape keeps special characters of a folder's name from being read as a pattern.
func escape(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// configured returns the filesystem mirrors of the user's CLI configuration.
func configured(getenv func(string) string) []string {
	file := getenv("TF_CLI_CONFIG_FILE")
	if file == "" {
		file = filepath.Join(getenv("HOME"), ".terraformrc")
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	parsed, diags := hclsyntax.ParseConfig(src, file, hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	var dirs []string
	for _, installation := range parsed.Body.(*hclsyntax.Body).Blocks {
		if installation.Type != "provider_installation" {
			continue
		}
		for _, method := range installation.Body.Blocks {
			attr := method.Body.Attributes["path"]
			if method.Type != "filesystem_mirror" || attr == nil {
				continue
			}
			if v, diags := attr.Expr.Value(nil); !diags.HasErrors() && v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
				dirs = append(dirs, v.AsString())
			}
		}
	}
	return dirs
}

// implied returns the folders that Terraform searches without being told:
// https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
func implied(getenv func(string) string) []string {
	var dirs []string
	if home := getenv("HOME"); home != "" {
		dirs = append(dirs, filepath.Join(home, ".terraform.d", "plugins"),
			filepath.Join(home, "Library", "Application Support", "io.terraform", "plugins"),
			filepath.Join(home, ".local", "share", "terraform", "plugins"))
	}
	for _, base := range append([]string{getenv("XDG_DATA_HOME")}, filepath.SplitList(getenv("XDG_DATA_DIRS"))...) {
		if base != "" {
			dirs = append(dirs, filepath.Join(base, "terraform", "plugins"))
		}
	}
	return append(dirs, "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins")
}

const (
	searchTime  = 2 * time.Second
	searchDepth = 6
)

// passedOver are folders in which no mirror is kept, by name. Hidden folders count as such too: the
// .terraform of some root would be found there, which may go away at any time.
var passedOver = []string{
	"proc", "sys", "dev", "run", "boot", "tmp", "lost+found", "node_modules", "snap", "System", "Volumes", "private",
}

// search walks the disk level by level, so that a mirror near the root is found at once, and gives up
// after two seconds.
func search(ctx context.Context, top string) string {
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	level := []string{top}
	for range searchDepth {
		var next []string
		for _, dir := range level {
			if ctx.Err() != nil {
				return ""
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				continue
			}
			for _, entry := range entries {
				if entry.Name() == "registry.terraform.io" && holdsProvider(dir) {
					return dir
				}
				if worthEntering(entry) {
					next = append(next, filepath.Join(dir, entry.Name()))
				}
			}
		}
		level = next
	}
	return ""
}

func worthEntering(entry fs.DirEntry) bool {
	return entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && !slices.Contains(passedOver, entry.Name())
}

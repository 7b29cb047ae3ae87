package terraformtest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func makeMirror(t *testing.T, dir string) string {
	t.Helper()
	at := filepath.Join(dir, provider, "5.0.0", runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, "terraform-provider-aws_v5.0.0"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMirrorOrder(t *testing.T) {
	byVariable, byConfig := makeMirror(t, t.TempDir()), makeMirror(t, filepath.Join(t.TempDir(), "a [b]"))
	home := t.TempDir()
	byHome := makeMirror(t, filepath.Join(home, ".terraform.d", "plugins"))
	config := filepath.Join(t.TempDir(), "rc")
	if err := os.WriteFile(config, []byte(Config(byConfig)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"variable first", map[string]string{MirrorVariable: byVariable, "TF_CLI_CONFIG_FILE": config, "HOME": home}, byVariable},
		{"variable without the provider", map[string]string{MirrorVariable: t.TempDir(), "TF_CLI_CONFIG_FILE": config, "HOME": home}, byConfig},
		{"configuration", map[string]string{"TF_CLI_CONFIG_FILE": config, "HOME": home}, byConfig},
		{"configuration that does not exist", map[string]string{"TF_CLI_CONFIG_FILE": config + "x", "HOME": home}, byHome},
		{"implied", map[string]string{"HOME": home}, byHome},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := mirror(t.Context(), func(n string) string { return test.env[n] }); got != test.want {
				t.Errorf("mirror = %q, want %q", got, test.want)
			}
		})
	}
}

func TestSearch(t *testing.T) {
	top := t.TempDir()
	makeMirror(t, filepath.Join(top, "a", ".terraform", "providers"))
	makeMirror(t, filepath.Join(top, "node_modules", "m"))
	if got := search(t.Context(), top); got != "" {
		t.Errorf("search entered a folder it should pass over: %s", got)
	}
	want := makeMirror(t, filepath.Join(top, "x", "y", "mirror"))
	if got := search(t.Context(), top); got != want {
		t.Errorf("search = %q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	tools := Find(t)
	if _, err := os.Stat(tools.CLIConfig); err != nil {
		t.Error(err)
	}
	if got := tools.Getenv("TF_CLI_CONFIG_FILE"); got != tools.CLIConfig {
		t.Errorf("Getenv = %q", got)
	}
	t.Logf("terraform %s, mirror %q", tools.Terraform, tools.Mirror)
}

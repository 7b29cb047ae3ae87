package terrafix

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/terrafix/terrafix-action/internal/command"
	"github.com/terrafix/terrafix-action/internal/sandbox/scripted"
	"github.com/terrafix/terrafix-action/internal/terraformtest"
)

var update = flag.Bool("update", false, "rewrite the wanted files of the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"terrafix": func() { os.Exit(terrafix()) },
		"scripted-terraform": func() {
			// Its environment is kept among the files in which every script looks for secrets at the end.
			os.Exit(scripted.Terraform(os.Getenv("TERRAFIX_SCRIPTED_DIR"), os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// terrafix is the program as cmd/action makes it.
func terrafix() int {
	ctx, stop := command.Signals(context.Background())
	defer stop()
	return command.Main(ctx, command.Process{
		Args: os.Args[1:], Environ: os.Environ(), Getenv: os.Getenv,
		Stdin: os.Stdin, Stdout: logged(os.Stdout, os.Getenv("JOB")), Stderr: logged(os.Stderr, os.Getenv("JOB")), Version: "test",
	})
}

// TestScripts runs the program as a process against stand-in servers. The commands that a script can use
// beside those of testscript are described in testdata/script/README.md.
func TestScripts(t *testing.T) {
	tools := terraformtest.Find(t)
	git, err := exec.LookPath("git")
	if err != nil {
		t.Fatal("git is not on PATH: install it")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Cmds:                scriptCommands(tools, git),
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, "TF_CLI_CONFIG_FILE="+tools.CLIConfig)
			env.Values[sceneKey{}] = &scene{t: env.T()}
			return nil
		},
	})
}

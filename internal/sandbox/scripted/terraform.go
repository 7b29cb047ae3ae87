// Package scripted is a terraform that does what a script says, for tests of faults that the real one
// cannot be made to show and of runs in which terraform's verdict is not the matter.
package scripted

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Terraform plays terraform: fmt formats, init succeeds and validate finds nothing, unless a file in the
// folder says otherwise: "init.error" holds what init prints before it fails, "validate.json" what
// validate prints. The command that "hold" names makes the file "held" and waits to be killed, deaf to
// interrupts. "calls" collects one line for each call and "environ" the environment of all calls.
func Terraform(dir string, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	record(dir, args, environ)
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	if held, err := os.ReadFile(filepath.Join(dir, "hold")); err == nil && string(held) == command {
		wait(dir)
	}
	switch command {
	case "version":
		fmt.Fprintln(stdout, `{"terraform_version": "1.11.4", "platform": "linux_amd64", "provider_selections": {}}`)
	case "fmt":
		source, err := io.ReadAll(stdin)
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		_, _ = stdout.Write(hclwrite.Format(source))
	case "init":
		if text, err := os.ReadFile(filepath.Join(dir, "init.error")); err == nil {
			_, _ = stderr.Write(text)
			return 1
		}
	case "validate":
		if text, err := os.ReadFile(filepath.Join(dir, "validate.json")); err == nil {
			_, _ = stdout.Write(text)
			return 0
		}
		fmt.Fprintln(stdout, `{"format_version": "1.0", "valid": true, "error_count": 0, "warning_count": 0, "diagnostics": []}`)
	default:
		fmt.Fprintf(stderr, "scripted terraform: no such command: %s\n", strings.Join(args, " "))
		return 1
	}
	return 0
}

// longest is how long a held command waits when nobody kills it.
const longest = 2 * time.Minute

func wait(dir string) {
	signal.Ignore(os.Interrupt)
	if err := os.WriteFile(filepath.Join(dir, "held"), nil, 0o644); err != nil {
		return
	}
	time.Sleep(longest)
}

func record(dir string, args, environ []string) {
	add(filepath.Join(dir, "calls"), strings.Join(args, " "))
	add(filepath.Join(dir, "environ"), environ...)
}

func add(path string, lines ...string) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return
	}
	fmt.Fprintln(file, strings.Join(lines, "\n"))
	_ = file.Close() // a line that is missing is noticed by the script that looks for it
}

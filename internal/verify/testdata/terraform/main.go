// Command terraform plays terraform for tests. It answers a command with the content of the file of that name
// beside it, and leaves there its log and the environment that it saw.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := play(filepath.Dir(os.Args[0]), os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprint(os.Stderr, err)
		os.Exit(1)
	}
}

func play(dir, command string, args []string) error {
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	fmt.Fprintln(log, command, strings.Join(args, " "))
	if err := log.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "env."+command), []byte(strings.Join(os.Environ(), "\n")), 0o600); err != nil {
		return err
	}
	script, err := os.ReadFile(filepath.Join(dir, command))
	if os.IsNotExist(err) {
		script, err = nil, nil
	}
	if err != nil {
		return err
	}
	message, fails := strings.CutPrefix(string(script), "fail\n")
	switch {
	case fails:
		return fmt.Errorf("%s", message)
	case string(script) == "hang":
		time.Sleep(time.Hour)
	case string(script) == "endless":
		for {
			if _, err := fmt.Println(strings.Repeat("x", 1<<16)); err != nil {
				return err
			}
		}
	case command == "version" && len(args) == 0:
		// Programs that cannot read the JSON ask again in this form.
		_, err = fmt.Println("Terraform v1.9.8")
	case command == "fmt":
		_, err = io.Copy(os.Stdout, os.Stdin)
	case command == "validate" && len(script) == 0:
		_, err = fmt.Print(`{"format_version":"1.0","valid":true,"error_count":0,"warning_count":0,"diagnostics":[]}`)
	default:
		_, err = fmt.Print(string(script))
	}
	return err
}

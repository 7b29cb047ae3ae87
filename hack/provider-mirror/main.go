// Command provider-mirror writes a Terraform CLI configuration that installs the provider hashicorp/aws from a
// mirror on this machine, if there is one, and prints its path:
//
//	export TF_CLI_CONFIG_FILE=$(go run ./hack/provider-mirror DIR)
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/terrafix/terrafix-action/internal/terraformtest"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: provider-mirror DIR (an existing folder for the configuration file)")
		os.Exit(2)
	}
	tools, err := terraformtest.Look(context.Background(), os.Getenv, os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "provider-mirror:", err)
		os.Exit(1)
	}
	fmt.Println(tools.CLIConfig)
}

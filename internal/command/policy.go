package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/terrafix/terrafix-action/internal/control"
	"github.com/terrafix/terrafix-action/internal/policy"
	"github.com/terrafix/terrafix-action/internal/sweep"
)

// policyOptions are the flags by which people's decisions reach a command.
type policyOptions struct {
	file             string
	allowReplacement bool
}

func (o *policyOptions) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.file, "policy", "", "policy file (default "+policy.Path+" in the folder, if it exists)")
}

func (o *policyOptions) registerReplacement(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.allowReplacement, "allow-replacement", false,
		"also fix what makes Terraform destroy and recreate a resource")
}

// settings reads the policy for a folder. Its paths count from that folder.
func (o *policyOptions) settings(cmd *cobra.Command, catalogue *control.Catalogue, dir string) (*sweep.Settings, error) {
	name := o.file
	if name == "" {
		name = filepath.Join(dir, filepath.FromSlash(policy.Path))
	}
	src, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && o.file == "" {
		return sweep.NewSettings(nil, time.Now(), o.allowReplacement), nil
	}
	if err != nil {
		return nil, usage("--policy: %v", err)
	}
	decided, err := policy.Parse(name, src)
	if err != nil {
		return nil, usage("%v", err)
	}
	// A test that only Vanta knows may be named too, so this is no mistake for certain.
	if err := decided.CheckNames(names(catalogue)); err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "terrafix: %v\n", err)
	}
	return sweep.NewSettings(decided, time.Now(), o.allowReplacement), nil
}

// names are the controls, with their tests, and the decisions that a policy may name.
func names(catalogue *control.Catalogue) (controls, decisions []string) {
	for _, c := range catalogue.All() {
		controls = append(append(append(controls, c.ID), c.Tests...), c.Formerly...)
		for _, decision := range c.Decisions {
			decisions = append(decisions, decision.Name)
		}
	}
	return controls, decisions
}

package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"time"

	tfjson "github.com/hashicorp/terraform-json"
)

const (
	versionTimeout = 30 * time.Second
	// killDelay is how long a terraform may take to end after an interrupt before it is killed. A run
	// has seven seconds in all between SIGTERM and its end.
	killDelay = 3 * time.Second
)

// versionOutput runs "terraform version -json" in a folder. terraform-exec fails when a
// warning stands before the JSON and keeps the providers' versions only without one.
func versionOutput(ctx context.Context, path, dir string, env map[string]string) (tfjson.VersionOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "version", "-json")
	cmd.Dir, cmd.WaitDelay = dir, killDelay
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var stdout limitedBuffer
	cmd.Stdout = &stdout
	if err := cmd.Run(); err != nil {
		return tfjson.VersionOutput{}, fmt.Errorf("running version -json: %w", err)
	}
	return parseVersion(stdout.Bytes())
}

// parseVersion reads the output of "terraform version -json" of Terraform and OpenTofu, which both name
// their version terraform_version. Text around the JSON is ignored.
func parseVersion(out []byte) (tfjson.VersionOutput, error) {
	var v tfjson.VersionOutput
	err := decodeEmbedded(out, &v, func() bool { return v.Version != "" })
	if err != nil {
		return v, errors.New("version -json printed no version")
	}
	return v, nil
}

// decodeEmbedded decodes the first JSON object in out that ok accepts. Terraform prints warnings about
// its CLI configuration before the JSON that it was asked for.
func decodeEmbedded(out []byte, into any, ok func() bool) error {
	for at := 0; at < len(out); {
		// Nested objects are indented, so a line that begins with a brace begins the whole.
		if out[at] == '{' && json.NewDecoder(bytes.NewReader(out[at:])).Decode(into) == nil && ok() {
			return nil
		}
		next := bytes.IndexByte(out[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return errors.New("the output holds no JSON object")
}

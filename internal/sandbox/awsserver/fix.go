package awsserver

import (
	"encoding/json"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Fix is an answer of the model as its parts.
type Fix struct {
	// Blocks are the target and its companions as HCL.
	Blocks []string
	// Summary, Rationale and Confidence have plain defaults.
	Summary, Rationale, Confidence string
	CannotFix                      string
}

// JSON returns the tool's input.
func (f Fix) JSON() json.RawMessage {
	or := func(value, fallback string) string {
		if value == "" {
			return fallback
		}
		return value
	}
	answer := map[string]any{
		"target": "", "companions": []string{},
		"summary":    or(f.Summary, "Meet the requirement"),
		"rationale":  or(f.Rationale, "The block lacked what the requirement names."),
		"confidence": or(f.Confidence, "high"),
		"cannot_fix": f.CannotFix,
	}
	if len(f.Blocks) > 0 {
		answer["target"] = f.Blocks[0]
		answer["companions"] = append([]string{}, f.Blocks[1:]...)
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		panic(err) // strings always encode
	}
	return raw
}

// splitBlocks cuts HCL into its top-level blocks; what does not parse stays in one piece.
func splitBlocks(source string) []string {
	file, diags := hclsyntax.ParseConfig([]byte(source), "reply", hcl.InitialPos)
	if diags.HasErrors() {
		return []string{source}
	}
	var out []string
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		out = append(out, string(block.Range().SliceBytes([]byte(source))))
	}
	if len(out) == 0 {
		return []string{source}
	}
	return out
}

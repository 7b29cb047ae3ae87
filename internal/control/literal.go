package control

import (
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// Literal renders a constant as HCL source, such as `true` or `"required"`.
func Literal(v cty.Value) string {
	return string(hclwrite.TokensForValue(v).Bytes())
}

package control

import (
	"math/big"
	"strconv"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// Literal renders a constant as HCL source, such as `true` or `"required"`.
func Literal(v cty.Value) string {
	if v.Type() == cty.Number && v.IsKnown() && !v.IsNull() && !v.IsMarked() {
		// Numbers are kept with 512 bits, of which the library writes every one that it must look at.
		if n, accuracy := v.AsBigFloat().Int64(); accuracy == big.Exact {
			return strconv.FormatInt(n, 10)
		}
	}
	return string(hclwrite.TokensForValue(v).Bytes())
}

package expect

import (
	"regexp"

	"github.com/zclconf/go-cty/cty"

	"github.com/terrafix/terrafix-action/internal/control"
)

// reference is an answer that names something of the configuration instead of being a value.
var reference = regexp.MustCompile(`^(?:aws_[a-z0-9_]+|data|module|var|local)(?:\.[A-Za-z_][A-Za-z0-9_-]*)+$`)

// Source returns a decision's answer as HCL source: a reference such as aws_sns_topic.alarms.arn as it is,
// everything else as a string.
func Source(answer string) string {
	if reference.MatchString(answer) {
		return answer
	}
	return control.Literal(cty.StringVal(answer))
}

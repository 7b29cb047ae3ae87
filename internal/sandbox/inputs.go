package sandbox

import (
	"sort"
	"strings"
)

// Inputs turns inputs into the variables in which a runner passes them: INPUT_ and the name in upper
// case, where only spaces become underscores.
func Inputs(inputs map[string]string) []string {
	var environ []string
	for name, value := range inputs {
		environ = append(environ, "INPUT_"+strings.ReplaceAll(strings.ToUpper(name), " ", "_")+"="+value)
	}
	sort.Strings(environ)
	return environ
}

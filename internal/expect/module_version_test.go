package expect

import (
	"testing"

	"github.com/hashicorp/go-version"
)

func TestNewestAdmitted(t *testing.T) {
	for _, row := range []struct {
		call, control string
		want          bool
	}{
		{"", ">= 9.0", true},
		{"", "< 9.0", false},
		{"~> 8.0", "< 9.0", true},
		{"~> 8.0", ">= 9.0", false},
		{"~> 9.4.1", ">= 9.0", true},
		{"~> 9.4.1", ">= 9.5", false},
		{"9.4.1", ">= 9.0", true},
		{"= 8.7.0", ">= 9.0", false},
		{">= 8.0", ">= 9.0", true},
		{">= 8.0, < 9.0", ">= 9.0", false},
		{">= 8.0, < 9.0", ">= 8.0, < 9.0", true},
		{"<= 8.7.0", "< 9.0", true},
		{"~> 20.0", ">= 18.0, < 21.0", true},
		{"~> 21.0", ">= 18.0, < 21.0", false},
		{"what", ">= 9.0", true},
	} {
		constraint := version.MustConstraints(version.NewConstraint(row.control))
		if got := constraint.Check(newestAdmitted(row.call)); got != row.want {
			t.Errorf("a call with %q for %q: %v, want %v", row.call, row.control, got, row.want)
		}
	}
}

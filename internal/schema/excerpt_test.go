package schema

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	tests := []struct {
		golden, typ, version string
		only                 []string
		maxTokens            int
	}{
		{"s3-v4", "aws_s3_bucket", "4.67.0", nil, 0},
		{"s3-v6-cut", "aws_s3_bucket", "6.25.0", []string{"versioning", "logging.target_prefix"}, 150},
		{"db-v5", "aws_db_instance", "5.100.0", []string{"storage_encrypted"}, 900},
		{"lb-unknown", "aws_lb", "unknown", nil, 400},
		{"cloudfront-cut", "aws_cloudfront_distribution", "5.100.0", []string{"logging_config", "no_such"}, 300},
		{"cloudfront-nothing-fits", "aws_cloudfront_distribution", "5.100.0", []string{"web_acl_id"}, 1},
		{"wafv2", "aws_wafv2_web_acl", "5.100.0", nil, 500},
		{"security-group", "aws_security_group", "5.100.0", nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.golden, func(t *testing.T) {
			got := Load().Resource(tt.typ).Excerpt(parse(t, tt.version), tt.only, tt.maxTokens)
			golden(t, filepath.Join("testdata", "excerpt", tt.golden+".txt"), got)
		})
	}
}

// TestExcerptKeeps holds the rule of the cut for every type: within the limit unless what must be kept is
// larger, required arguments and those asked for always there, and more room never shows less.
func TestExcerptKeeps(t *testing.T) {
	s := Load()
	v := MajorVersion(5)
	for _, name := range s.ResourceTypes() {
		r := s.Resource(name)
		in := s.scope(v).releases & r.Releases
		if in == 0 {
			continue
		}
		least := r.Excerpt(v, []string{"tags"}, 1)
		before := 0
		for _, limit := range []int{60, 200, 800} {
			got := r.Excerpt(v, []string{"tags"}, limit)
			if len(got) > len(least)+8 && len(got) > limit*7/2 {
				t.Errorf("%s: %d bytes for %d tokens", name, len(got), limit)
			}
			lines := strings.Count(got, "\n")
			if lines < before {
				t.Errorf("%s: %d tokens show %d lines, fewer show %d", name, limit, lines, before)
			}
			before = lines
			for _, a := range r.Arguments {
				wanted := a.required(in) || a.Name == "tags" && a.Releases&in != 0 && !a.readOnly(in)
				if wanted && !strings.Contains(got, "\n"+a.Name+"  ") {
					t.Errorf("%s: %q is missing at %d tokens", name, a.Name, limit)
				}
			}
		}
	}
}

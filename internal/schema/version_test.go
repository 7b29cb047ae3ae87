package schema

import "testing"

func TestParseVersion(t *testing.T) {
	tests := []struct{ text, want string }{
		{"5.100.0", "5.100.0"},
		{"v5.1.2", "5.1.2"},
		{"= 4.67.0", "4.67.0"},
		{"~> 5.0", "5.x"},
		{"~> 5.31.0", "5.x"},
		{"~> 5", "5.x"},
		{"~>4,!= 4.1.0", "4.x"},
		{">= 4.0, < 5.0", "4.x"},
		{">= 4.9, < 5.0.0", "4.x"},
		{">= 5.40, < 5.41", "5.x"},
		{">= 4.0", "unknown"},
		{">= 4.0, < 6.0", "unknown"},
		{"> 4.67.0, < 5.0.1", "unknown"},
		{"!= 5.0.0", "unknown"},
		{"~> 5.0, != 5.71.0", "5.x"},
		{"< 1.0", "unknown"},
	}
	for _, tt := range tests {
		v, err := ParseVersion(tt.text)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if v.String() != tt.want {
			t.Errorf("%q is %s, want %s", tt.text, v, tt.want)
		}
	}
	for _, text := range []string{"", "latest", "5.x", ">="} {
		if v, err := ParseVersion(text); err == nil {
			t.Errorf("%q is %s, want an error", text, v)
		}
	}
}

func TestProviderVersion(t *testing.T) {
	const lock = `# This file is maintained automatically by "terraform init".
provider "registry.terraform.io/hashicorp/random" {
  version = "3.0.0"
}

provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.31.0"
  constraints = "~> 5.0"
  hashes      = ["h1:x"]
}
`
	tests := []struct {
		name, lock   string
		constraints  []string
		want, source string
	}{
		{"locked", lock, []string{"~> 4.0"}, "5.31.0", "the version 5.31.0 in .terraform.lock.hcl"},
		{"opentofu", `provider "registry.opentofu.org/hashicorp/aws" {
  version = "6.2.0"
}`, nil, "6.2.0", "the version 6.2.0 in .terraform.lock.hcl"},
		{"constraint", "", []string{"~> 4.16"}, "4.x", `the version constraint "~> 4.16"`},
		{"together", "", []string{">= 4.0", "< 5.0"}, "4.x", `the version constraint ">= 4.0" and "< 5.0"`},
		{"open", "", []string{">= 4.0"}, "unknown", `the version constraint ">= 4.0" does not admit exactly one major version`},
		{"nothing", "", nil, "unknown", "neither a lock file nor a version constraint says it"},
		{"another provider", `provider "registry.terraform.io/acme/aws" {
  version = "1.0.0"
}`, []string{"nonsense"}, "unknown", "neither a lock file nor a version constraint says it"},
		{"broken", `provider "registry.terraform.io/hashicorp/aws" { version = `, []string{"~> 6.0"}, "6.x", `the version constraint "~> 6.0"`},
		{"not text", `provider "registry.terraform.io/hashicorp/aws" {
  version = [1]
}`, nil, "unknown", "neither a lock file nor a version constraint says it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, source := ProviderVersion([]byte(tt.lock), tt.constraints)
			if v.String() != tt.want || source != tt.source {
				t.Errorf("got %s from %s, want %s from %s", v, source, tt.want, tt.source)
			}
		})
	}
}

func TestIntroduced(t *testing.T) {
	before := []Problem{{Kind: UnknownArgument, Path: "a", Message: "x"}}
	after := []Problem{{Kind: UnknownArgument, Path: "a", Message: "y"}, {Kind: UnknownArgument, Path: "b"}, {Kind: WrongType, Path: "a"}}
	got := Introduced(before, after)
	if len(got) != 2 || got[0].Path != "b" || got[1].Kind != WrongType {
		t.Errorf("got %v", got)
	}
	if len(after) != 3 {
		t.Error("the input was changed")
	}
}

// TestRelease: what a version is held against constraints as.
func TestRelease(t *testing.T) {
	if (Version{}).Release() != nil {
		t.Error("an unknown version has a release")
	}
	exact, err := ParseVersion("5.31.0")
	if err != nil {
		t.Fatal(err)
	}
	if got := exact.Release().String(); got != "5.31.0" {
		t.Errorf("got %s", got)
	}
	major := MajorVersion(5)
	if !exact.Less(major) || major.Less(exact) || major.Release().Segments()[0] != 5 {
		t.Errorf("%s stands for 5.x", major.Release())
	}
}

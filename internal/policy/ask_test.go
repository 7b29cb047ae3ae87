package policy

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const asked = `version: 1
replacement: never
paths:
  include: [infra, "modules/*/main.tf"]
  exclude: ["**/legacy"]
decisions:
  kms-key:
    - value: production
      accounts: ["111111111111", "222222222222"]
      regions: [eu-west-1]
    - value: edge
      paths: [infra/edge]
    - value: root
      roots: [.]
    - value: shared
  log-bucket:
    - value: logs
      regions: [eu-west-1]
controls:
  rds: {replacement: allow, decisions: {kms-key: databases}}
  rds-test: {action: propose, paths: [infra/db], decisions: {log-bucket: db-logs}}
  alb: {action: ignore, reason: Going away., expires: 2027-01-31}
  old: {action: ignore, reason: Gone., expires: 2026-01-31}
`

func parse(t testing.TB, src string) *Policy {
	t.Helper()
	p, err := Parse(Path, []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAction(t *testing.T) {
	p := parse(t, asked)
	lastMoment := time.Date(2027, 1, 31, 23, 59, 59, 0, time.UTC)
	for _, c := range []struct {
		name   string
		target Target
		now    time.Time
		want   Action
		entry  string
	}{
		{"no entry", Target{IDs: []string{"s3"}}, lastMoment, Fix, ""},
		{"nothing asked", Target{}, lastMoment, Fix, ""},
		{"an entry without an action", Target{IDs: []string{"rds"}}, lastMoment, Fix, "rds"},
		{"the first id goes first", Target{IDs: []string{"rds-test", "rds"}, File: "infra/db/main.tf"}, lastMoment, Propose, "rds-test"},
		{"for other files", Target{IDs: []string{"rds-test", "rds"}, File: "infra/web/main.tf"}, lastMoment, Fix, "rds"},
		{"the file is not known", Target{IDs: []string{"rds-test"}}, lastMoment, Fix, ""},
		{"on the last day", Target{IDs: []string{"alb"}}, lastMoment, Ignore, "alb"},
		{"after the last day", Target{IDs: []string{"alb"}}, lastMoment.Add(time.Second), Fix, ""},
		{"the day is UTC", Target{IDs: []string{"alb"}}, lastMoment.In(time.FixedZone("", 14*3600)), Ignore, "alb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, entry := p.Action(c.target, c.now)
			id := ""
			if entry != nil {
				id = entry.ID
			}
			if got != c.want || id != c.entry {
				t.Errorf("%s by %q, want %s by %q", got, id, c.want, c.entry)
			}
		})
	}
}

func TestDecision(t *testing.T) {
	p := parse(t, asked)
	for _, c := range []struct {
		name, decision string
		target         Target
		want           string
		line           int
	}{
		{"all conditions hold", "kms-key", Target{Account: "222222222222", Region: "eu-west-1"}, "production", 8},
		{"one of two holds", "kms-key", Target{Account: "222222222222", Region: "us-east-1"}, "shared", 15},
		{"the account is not known", "kms-key", Target{Region: "eu-west-1"}, "shared", 15},
		{"by file", "kms-key", Target{File: "infra/edge/cdn/main.tf", Root: "infra/edge"}, "edge", 11},
		{"by root", "kms-key", Target{File: "main.tf", Root: "."}, "root", 13},
		{"the control's own answer", "kms-key", Target{IDs: []string{"rds-test", "rds"}, Account: "222222222222", Region: "eu-west-1"}, "databases", 20},
		{"an entry for other files", "log-bucket", Target{IDs: []string{"rds-test"}, File: "x.tf"}, "", 0},
		{"an entry for this file", "log-bucket", Target{IDs: []string{"rds", "rds-test"}, File: "infra/db/x.tf"}, "db-logs", 21},
		{"no answer", "alarm-topic", Target{}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := p.Decision(c.decision, c.target, time.Time{})
			if got.Value != c.want || got.Position.Line != c.line || ok != (c.want != "") {
				t.Errorf("%q on line %d, %t; want %q on line %d", got.Value, got.Position.Line, ok, c.want, c.line)
			}
		})
	}
}

func TestAllows(t *testing.T) {
	p := parse(t, asked)
	for file, want := range map[string]bool{
		"infra/main.tf":          true,
		"./infra/a/b.tf":         true,
		"modules/vpc/main.tf":    true,
		"modules/vpc/other.tf":   false,
		"main.tf":                false,
		"infrastructure/main.tf": false,
		"infra/legacy/main.tf":   false,
		"infra/x/legacy/y/z.tf":  false,
		"infra/../main.tf":       false,
		"infra/../../infra/a.tf": false,
		"/infra/main.tf":         false,
		"..":                     false,
		"":                       false,
	} {
		if got := p.Allows(file); got != want {
			t.Errorf("%q: %t, want %t", file, got, want)
		}
	}
	if !Default().Allows("any/where.tf") || Default().Allows("../out.tf") {
		t.Error("without a policy every file of the repository may change, and no other")
	}
}

func TestReplacement(t *testing.T) {
	p := parse(t, asked)
	if p.Replacement(Target{IDs: []string{"s3"}}, time.Time{}) || !p.Replacement(Target{IDs: []string{"rds"}}, time.Time{}) {
		t.Error("the entry overrides the policy")
	}
	p = parse(t, "version: 1\nreplacement: allow\ncontrols: {rds: {replacement: never}, s3: fix}\n")
	if !p.Replacement(Target{IDs: []string{"s3"}}, time.Time{}) || p.Replacement(Target{IDs: []string{"rds"}}, time.Time{}) {
		t.Error("the entry overrides the policy")
	}
	if Default().Replacement(Target{}, time.Time{}) {
		t.Error("nothing is replaced without a policy")
	}
}

func TestExpired(t *testing.T) {
	var got []string
	for _, e := range parse(t, asked).Expired(time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)) {
		got = append(got, e.ID)
	}
	if diff := cmp.Diff([]string{"alb", "old"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRevision(t *testing.T) {
	first := parse(t, "version: 1\nrules: [A rule.]\ncontrols: {a: fix, b: {expires: 2027-01-31}}\n").Revision()
	for name, c := range map[string]struct {
		src  string
		same bool
	}{
		"order, comments and quotes": {"# x\ncontrols:\n  b: {expires: \"2027-01-31\"}\n  a: {action: fix}\nrules:\n  - A   rule.\nversion: 1\n", true},
		"another rule":               {"version: 1\nrules: [A role.]\ncontrols: {a: fix, b: {expires: 2027-01-31}}\n", false},
		"another action":             {"version: 1\nrules: [A rule.]\ncontrols: {a: report, b: {expires: 2027-01-31}}\n", false},
		"another date":               {"version: 1\nrules: [A rule.]\ncontrols: {a: fix, b: {expires: 2027-02-01}}\n", false},
	} {
		if got := parse(t, c.src).Revision(); (got == first) != c.same {
			t.Errorf("%s: the same is %t", name, got == first)
		}
	}
	if parse(t, "# empty\n").Revision() != Default().Revision() || parse(t, "version: 1\ncontrols: {}\n").Revision() != Default().Revision() {
		t.Error("an empty policy is the default one")
	}
}

func TestCheckNames(t *testing.T) {
	p := parse(t, `version: 1
decisions: {kms-kye: x, log-bucket: y, moon-phase: full}
controls:
  s3-versionning: fix
  rds: {decisions: {kms-key: a, log-bukcet: b}}
  aws-unheard-of: report
`)
	err := p.CheckNames([]string{"s3-versioning", "rds"}, []string{"kms-key", "log-bucket"})
	want := `the policy has 5 mistakes:
  .github/terrafix.yml:2:13: decisions.kms-kye: no decision has this name; write kms-key
  .github/terrafix.yml:2:40: decisions.moon-phase: no decision has this name; take the name that docs/controls.md gives for the control, or remove it
  .github/terrafix.yml:4:3: controls.s3-versionning: no control and no Vanta test has this name; write s3-versioning
  .github/terrafix.yml:5:33: controls.rds.decisions.log-bukcet: no decision has this name; write log-bucket
  .github/terrafix.yml:6:3: controls.aws-unheard-of: no control and no Vanta test has this name; take an id from docs/controls.md, or the id of the test in Vanta`
	if err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
	if found, ok := errors.AsType[*Problems](err); !ok || found.List[0].Key != "decisions.kms-kye" {
		t.Errorf("%#v", err)
	}
	err = p.CheckNames([]string{"s3-versionning", "rds", "aws-unheard-of"}, []string{"kms-key", "kms-kye", "log-bucket", "log-bukcet", "moon-phase"})
	if err != nil {
		t.Error(err)
	}
}

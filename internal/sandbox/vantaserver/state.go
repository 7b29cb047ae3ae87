package vantaserver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// State is what the stand-in knows. It is a plain value: the server works on its own copy.
type State struct {
	Tests []Test `json:"tests"`
	// Resources are in the inventory beside those of the entities.
	Resources []Resource `json:"resources,omitempty"`
	// Kinds are resource kinds beside those of the resources.
	Kinds []string `json:"kinds,omitempty"`
	// Connections default to one that works.
	Connections []Connection `json:"connections,omitempty"`
}

// Test is a test and what fails it.
type Test struct {
	ID                     string `json:"id"`
	Name                   string `json:"name"`
	Description            string `json:"description,omitempty"`
	FailureDescription     string `json:"failureDescription,omitempty"`
	RemediationDescription string `json:"remediationDescription,omitempty"`
	Category               string `json:"category,omitempty"`
	// Integrations default to ["aws"].
	Integrations []string `json:"integrations,omitempty"`
	// Status defaults to NEEDS_ATTENTION.
	Status string `json:"status,omitempty"`
	// InRollout tests are left out when isInRollout=false is asked for.
	InRollout bool `json:"inRollout,omitempty"`
	// LastTestRunDate and LatestFlipDate are RFC 3339 and have fixed defaults.
	LastTestRunDate string `json:"lastTestRunDate,omitempty"`
	LatestFlipDate  string `json:"latestFlipDate,omitempty"`
	// SoonestRemediateByDate is the deadline; empty means none.
	SoonestRemediateByDate string   `json:"soonestRemediateByDate,omitempty"`
	Entities               []Entity `json:"entities,omitempty"`
}

// Entity is something that a test looks at.
type Entity struct {
	// ID defaults to Kind, a hyphen and 24 hexadecimal digits, or the digits alone without a Kind.
	ID          string `json:"id,omitempty"`
	DisplayName string `json:"displayName"`
	// Kind is the resource kind, such as "S3". Without one, there is no resource either.
	Kind    string `json:"kind,omitempty"`
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
	// ResponseType is free text; it defaults to the kind.
	ResponseType string `json:"responseType,omitempty"`
	// Status is FAILING, the default, or DEACTIVATED.
	Status string `json:"status,omitempty"`
	// CreatedDate is when it began to fail, RFC 3339, with a fixed default.
	CreatedDate string `json:"createdDate,omitempty"`
	// NotInInventory entities have no resource.
	NotInInventory bool `json:"notInInventory,omitempty"`
	// Deleted and OutOfScope describe the resource.
	Deleted    bool `json:"deleted,omitempty"`
	OutOfScope bool `json:"outOfScope,omitempty"`
}

// Resource is a thing in the inventory.
type Resource struct {
	// ID is the bare id, or the one with the kind; it defaults like an entity's.
	ID          string `json:"id,omitempty"`
	Kind        string `json:"kind"`
	DisplayName string `json:"displayName"`
	Account     string `json:"account,omitempty"`
	Region      string `json:"region,omitempty"`
	Deleted     bool   `json:"deleted,omitempty"`
	OutOfScope  bool   `json:"outOfScope,omitempty"`
}

// Connection is a link of Vanta to an AWS account.
type Connection struct {
	ID       string `json:"id"`
	Disabled bool   `json:"disabled,omitempty"`
	Error    string `json:"error,omitempty"`
}

const (
	defaultRun  = "2026-06-17T23:41:00.000Z"
	defaultFlip = "2026-06-01T10:00:00.000Z"
	failing     = "NEEDS_ATTENTION"
)

var prefixed = regexp.MustCompile(`^([A-Za-z0-9]+)-([0-9a-f]{24})$`)

// ParseState reads a fixture.
func ParseState(fixture []byte) (State, error) {
	d := json.NewDecoder(bytes.NewReader(fixture))
	d.DisallowUnknownFields()
	var s State
	if err := d.Decode(&s); err != nil {
		return State{}, fmt.Errorf("read the vanta fixture: %w", err)
	}
	if d.More() {
		return State{}, fmt.Errorf("read the vanta fixture: there is text after the state")
	}
	for _, t := range s.Tests {
		if t.ID == "" {
			return State{}, fmt.Errorf("read the vanta fixture: a test has no id")
		}
	}
	return s, nil
}

// complete returns a deep copy with the defaults filled in.
func (s State) complete() State {
	s.Tests = slices.Clone(s.Tests)
	for i := range s.Tests {
		s.Tests[i] = s.Tests[i].complete()
	}
	s.Resources = slices.Clone(s.Resources)
	for i := range s.Resources {
		s.Resources[i] = s.Resources[i].complete()
	}
	s.Kinds = slices.Clone(s.Kinds)
	if s.Connections = slices.Clone(s.Connections); len(s.Connections) == 0 {
		s.Connections = []Connection{{ID: "65fc81a3359c8508c9af0001"}}
	}
	return s
}

func (t Test) complete() Test {
	t.Integrations = slices.Clone(t.Integrations)
	if t.Integrations == nil {
		t.Integrations = []string{"aws"}
	}
	orDefault(&t.Status, failing)
	orDefault(&t.Name, t.ID)
	orDefault(&t.LastTestRunDate, defaultRun)
	orDefault(&t.LatestFlipDate, defaultFlip)
	t.Entities = slices.Clone(t.Entities)
	for i := range t.Entities {
		t.Entities[i] = t.Entities[i].complete()
	}
	return t
}

func (e Entity) complete() Entity {
	if m := prefixed.FindStringSubmatch(e.ID); m != nil {
		orDefault(&e.Kind, m[1])
	}
	if e.ID == "" {
		e.ID = digits(e.Kind, e.DisplayName, e.Account, e.Region)
		if e.Kind != "" {
			e.ID = e.Kind + "-" + e.ID
		}
	}
	orDefault(&e.ResponseType, e.Kind)
	orDefault(&e.Status, "FAILING")
	orDefault(&e.CreatedDate, defaultFlip)
	return e
}

func (r Resource) complete() Resource {
	orDefault(&r.ID, digits(r.Kind, r.DisplayName, r.Account, r.Region))
	r.ID = bare(r.ID)
	return r
}

// inventory is all resources, each once.
func (s State) inventory() []Resource {
	var all []Resource
	seen := map[string]bool{}
	add := func(r Resource) {
		if key := r.Kind + "\x00" + r.ID; !seen[key] {
			seen[key] = true
			all = append(all, r)
		}
	}
	for _, t := range s.Tests {
		for _, e := range t.Entities {
			if e.Kind == "" || e.NotInInventory {
				continue
			}
			add(Resource{ID: bare(e.ID), Kind: e.Kind, DisplayName: e.DisplayName, Account: e.Account, Region: e.Region, Deleted: e.Deleted, OutOfScope: e.OutOfScope})
		}
	}
	for _, r := range s.Resources {
		add(r)
	}
	return all
}

// kinds are the resource kinds of the AWS integration, sorted.
func (s State) kinds() []string {
	kinds := slices.Clone(s.Kinds)
	for _, r := range s.inventory() {
		kinds = append(kinds, r.Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// digits makes an id that looks like Vanta's.
func digits(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:12])
}

func bare(id string) string {
	if m := prefixed.FindStringSubmatch(id); m != nil {
		return m[2]
	}
	return id
}

func orDefault(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

package vanta

import "time"

// Test is a Vanta test: a check that runs over many entities. Text fields are Markdown written by
// others and must be treated as data.
type Test struct {
	// ID is the slug after /tests/ in Vanta's application, such as "aws-s3-public-access-blocked".
	ID                     string   `json:"id"`
	Name                   string   `json:"name"`
	Description            string   `json:"description,omitempty"`
	FailureDescription     string   `json:"failureDescription,omitempty"`
	RemediationDescription string   `json:"remediationDescription,omitempty"`
	Category               string   `json:"category,omitempty"`
	Integrations           []string `json:"integrations,omitempty"`
	// Status is Vanta's status of the test, such as "NEEDS_ATTENTION" or "OK"; the set of values grows.
	Status string `json:"status,omitempty"`
	// LastRun is when Vanta last ran the test (lastTestRunDate); zero when Vanta did not say.
	LastRun time.Time `json:"lastTestRunDate,omitzero"`
	// Flipped is when the status last changed (latestFlipDate); zero when unknown.
	Flipped time.Time `json:"latestFlipDate,omitzero"`
	// Deadline is remediationStatusInfo.soonestRemediateByDate; zero when there is none.
	Deadline time.Time `json:"soonestRemediateByDate,omitzero"`
}

// Failure is one test and one entity that fails it, enriched with what Vanta's resource endpoints
// know about the entity.
type Failure struct {
	Test Test `json:"test"`
	// EntityID is the id of the failing entity, such as "S3-69fe5fd15485099121bce1b8".
	EntityID string `json:"entityId"`
	// Name is the entity's display name. For S3 it is the bucket's name; for others mostly the name or
	// id of the resource. It is text written by others.
	Name string `json:"displayName"`
	// Type is the entity's responseType: free text of Vanta's that names the sort of thing, such as
	// "S3 bucket". It is a hint for people, and for places where Kind is empty.
	Type string `json:"responseType,omitempty"`
	// Kind is Vanta's resource kind, such as "S3"; empty when Vanta did not tell.
	Kind string `json:"kind,omitempty"`
	// Account is the AWS account: twelve digits, or the name a person gave the connection.
	Account string `json:"account,omitempty"`
	// Region is an AWS region, empty for global resources and for kinds without one.
	Region string `json:"region,omitempty"`
	// Since is when the entity began to fail (createdDate); it falls back to the test's flip date.
	Since time.Time `json:"since,omitzero"`
	// Deleted says that Vanta has seen the resource go: the failure is stale and ends with Vanta's next
	// run of the test.
	Deleted bool `json:"deleted,omitempty"`
	// OutOfScope says that a person took the resource out of Vanta's scope (inScope is false).
	OutOfScope bool `json:"outOfScope,omitempty"`
	// Unresolved says in words why Account and Region, and perhaps Kind, are missing; empty when Vanta's
	// inventory knew the entity.
	Unresolved string `json:"unresolved,omitempty"`
}

// ID returns the failure id that the input failure-id takes: "<test id>/<entity id>".
func (f Failure) ID() string { return f.Test.ID + "/" + f.EntityID }

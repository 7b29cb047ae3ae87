package pullrequest

import "time"

// Stage says how far a remediation has come. The package's documentation has the table.
type Stage string

// The stages.
const (
	None      Stage = "none"
	Claimed   Stage = "claimed"
	Open      Stage = "open"
	Dismissed Stage = "dismissed"
	Withdrawn Stage = "withdrawn"
	Merged    Stage = "merged"
)

// State is what GitHub says about one key.
type State struct {
	Key   Key
	Stage Stage
	// Branch is the key's branch name, whether the branch exists or not.
	Branch string
	// SHA is the head of the branch, empty when there is no such branch.
	SHA string
	// PullRequest decides the stage; it is nil for None and Claimed.
	PullRequest *PullRequest
}

// PullRequest is one pull request of this program.
type PullRequest struct {
	Number int
	URL    string
	Title  string
	Branch string
	// HeadSHA is the head of the pull request's branch as GitHub saw it last.
	HeadSHA string
	// Base is the name of the branch that it is for now; a person may have changed it.
	Base  string
	Draft bool
	// Created, Closed and Merged are zero when they do not apply. A merged pull request is closed too.
	Created, Closed, Merged time.Time
	// Marker is nil when the body holds none that can be trusted.
	Marker *Marker
	// Warnings are what went wrong after the pull request was there, one sentence each.
	Warnings []string
}

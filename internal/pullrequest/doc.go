// Package pullrequest keeps the program's memory: branches and pull requests on GitHub.
//
// There is no other state. A remediation is named by a [Key]; its branch is computed from the key, so
// two runs that mean the same thing meet at the same name. [Client.Look] reads what is known of many
// keys, and creating the branch's ref in [Client.Open] is the atomic claim: of two runs one wins.
//
//	state      branch  newest pull request       what a run does
//	None       -       -                         propose, then Open
//	Claimed    yes     -                         Resume: no model call, the commit's message says it all
//	Open       any     open                      nothing
//	Dismissed  any     closed unmerged           nothing: a person said no
//	Withdrawn  any     closed by this program    as None, with the reason of the close at hand
//	Merged     any     merged                    wait until Vanta has run the test again
//
// An open pull request wins over a newer closed one. What counts is a pull request whose head branch
// stands in this repository and has the key's name; anybody can write a marker into a body or open a
// pull request with that branch name from a fork. An error is never read as absence: Look answers for
// all keys or fails.
//
// Requests: [Client.Preflight] one, Look one for the branches and one for each 50 keys; so a run with
// nothing new makes three. A new pull request costs five (tree, commit, ref, pull request, labels), and
// [Client.Prove] one a run when the checkout is not the tip of the base branch.
//
// Text of Vanta, of the repository and of the model reaches GitHub only through escape.go.
package pullrequest

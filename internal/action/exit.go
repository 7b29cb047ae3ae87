package action

// The exit codes of the program.
const (
	// ExitOK: the run did its work. Failures that ended without a pull request are no reason to fail.
	ExitOK = 0
	// ExitFailed: the run broke, or a remediation failed.
	ExitFailed = 1
	// ExitUsage: an input, a flag or an argument is wrong; nothing was done.
	ExitUsage = 2
	// ExitCancelled: the run was cancelled; the next one goes on where it stopped.
	ExitCancelled = 130
)

// Package action is the boundary with GitHub Actions and the run itself: inputs, logs, annotations, the
// job summary, the outputs, the JSON report and the table of user-facing errors.
//
// It alone knows every other package of the program. Everything that a runner would interpret is written
// through [Workflow]; everything that a person reads in a log is written through [Logs].
package action

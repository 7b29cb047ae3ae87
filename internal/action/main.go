package action

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"
)

// Process is what the operating system gives a run.
type Process struct {
	// Environ are the variables of the environment as "NAME=value"; Getenv reads one of them.
	Environ []string
	Getenv  func(string) string
	// Stdout receives the log and the commands to the runner.
	Stdout io.Writer
	// Version is the program's version.
	Version string
}

// Main is the action: it reads the inputs, makes one run and reports it, and returns the exit code.
// Whatever happens to the run, the report is written. When ctx is cancelled it returns within a few
// seconds and leaves nothing that the next run cannot go on with.
func Main(ctx context.Context, p Process) int {
	w := NewWorkflow(p.Stdout, p.Getenv)
	// Best effort: where the kernel refuses, the environment of terraform is still clean.
	_ = hideEnvironment()
	in, err := ParseInputs(p.Getenv)
	secrets := in.Secrets()
	for _, secret := range secrets {
		// Inputs refuses secrets that are too short to be masked.
		_ = w.Mask(secret.Reveal())
	}
	logs := NewLogs(w, in.LogFormat, in.LogLevel)
	log := logs.Logger()
	warnings := UnknownInputs(p.Environ)
	for _, warning := range warnings {
		w.Annotate(Annotation{Severity: SeverityWarning, Title: "terrafix: unknown input", Message: warning})
	}
	if err != nil {
		return refuse(w, log, err)
	}
	report := newReport(in, p.Version, warnings)
	r := &run{in: in, getenv: p.Getenv, workflow: w, logs: logs, log: log, report: report}
	stop := context.AfterFunc(ctx, func() {
		log.Warn("the run is cancelled; what is under way ends, the rest is left to the next run")
	})
	err = r.do(ctx)
	stop()
	r.close()
	return r.conclude(ctx, err)
}

// refuse reports every mistake in the inputs.
func refuse(w *Workflow, log *slog.Logger, err error) int {
	var mistakes *InputErrors
	if errors.As(err, &mistakes) {
		for _, mistake := range mistakes.Errors {
			w.Annotate(Annotation{Severity: SeverityError, Title: "terrafix: input " + mistake.Input, Message: mistake.Problem + "; " + mistake.Remedy})
		}
	} else {
		w.Annotate(Annotation{Severity: SeverityError, Title: "terrafix", Message: err.Error()})
	}
	log.Error("the inputs have mistakes; nothing was done", "outcome", ErrInputs)
	return ExitUsage
}

func newReport(in *Inputs, version string, warnings []string) *Report {
	return &Report{
		Schema: ReportSchema, Version: version, Warnings: append([]string{}, warnings...),
		Run: Run{
			ID: in.RunID, URL: in.RunURL, Repository: in.FullName(), Mode: in.Mode, Proposer: in.Proposer,
			BaseBranch: in.BaseBranch, Started: time.Now().UTC(),
		},
	}
}

// conclude writes everything that a run leaves behind and returns the exit code.
func (r *run) conclude(ctx context.Context, err error) int {
	report := r.report
	report.Run.DurationMS = time.Since(report.Run.Started).Milliseconds()
	report.Complete = err == nil && ctx.Err() == nil
	code := ExitOK
	if err == nil && ctx.Err() != nil {
		err = NewError(ErrCancelled, nil)
	}
	if err != nil {
		e := Classify(err)
		reported := e.Reported()
		report.Error = &reported
		code = e.ExitCode()
	}
	report.Counts = Count(report.Outcomes)
	if code == ExitOK && report.Counts.Failed > 0 {
		code = ExitFailed
	}
	r.logs.Flush()
	path, writeErr := r.workflow.WriteReport(r.in.Workspace, report)
	if writeErr != nil {
		report.Warnings = append(report.Warnings, writeErr.Error())
	}
	writeErr = errors.Join(writeErr, r.workflow.SetOutputs(report, path), r.workflow.AddSummary(report.Summary()))
	r.workflow.Annotate(report.Annotations()...)
	if writeErr != nil {
		r.log.Error("the report could not be written", "error", writeErr)
		code = max(code, ExitFailed)
	}
	c := report.Counts
	r.log.Info("run finished", "failures", c.Failures, "opened", c.Opened, "existing", c.Existing, "held", c.Held,
		"skipped", c.Skipped, "rejected", c.Rejected, "failed", c.Failed, "duration_ms", report.Run.DurationMS)
	return code
}

package action

import "fmt"

// Class says what can be done about an error.
type Class string

// The classes.
const (
	// Retryable: the next run may succeed without any change.
	Retryable Class = "retryable"
	// Permanent: the same run fails again until the failure, the Terraform or the answer changes.
	Permanent Class = "permanent"
	// Configuration: someone must change an input, a permission or a setting.
	Configuration Class = "configuration"
)

// Row is one entry of the table of errors.
type Row struct {
	// ID is stable: scripts may compare it.
	ID    string `json:"id"`
	Class Class  `json:"class"`
	// Message says what happened.
	Message string `json:"message"`
	// Remedy says what a person does about it.
	Remedy string `json:"remedy"`
}

// Error is an error that has a row in the table. It is what the program reports to a person.
type Error struct {
	Row
	// Err is the cause; it may be nil.
	Err error
}

// NewError returns the error of the row with this id and the given cause, which may be nil. An id that is
// not in the table becomes [ErrInternal].
func NewError(id string, cause error) *Error { return &Error{Row: rowOf(id), Err: cause} }

// Error implements error: what happened, why, and what to do.
func (e *Error) Error() string {
	detail := e.detail()
	if detail == "" {
		return e.Message + "; " + e.Remedy
	}
	return fmt.Sprintf("%s: %s; %s", e.Message, detail, e.Remedy)
}

// Reported returns the error as a report shows it.
func (e *Error) Reported() ReportedError { return ReportedError{Row: e.Row, Detail: e.detail()} }

func (e *Error) detail() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ExitCode is the exit code of a program that stops on this error.
func (e *Error) ExitCode() int {
	switch e.ID {
	case ErrCancelled:
		return ExitCancelled
	case ErrInputs:
		return ExitUsage
	}
	return ExitFailed
}

// Errors returns the table, in the order in which the documentation lists it.
func Errors() []Row { return append([]Row(nil), errorTable...) }

func rowOf(id string) Row {
	for _, row := range errorTable {
		if row.ID == id {
			return row
		}
	}
	return rowOf(ErrInternal)
}

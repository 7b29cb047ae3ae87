package action

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// InputError is one mistake in the inputs or in the runner's variables.
type InputError struct {
	// Input is the input's or the variable's name.
	Input string
	// Problem says what is wrong with the value. It never holds a secret.
	Problem string
	// Remedy says what to write instead.
	Remedy string
}

// Error implements error.
func (e InputError) Error() string { return e.Input + ": " + e.Problem + "; " + e.Remedy }

// InputErrors are all mistakes of one run's inputs, in the order of the inputs.
type InputErrors struct {
	Errors []InputError
}

// Error implements error: one line for each mistake after a heading.
func (e *InputErrors) Error() string {
	var b strings.Builder
	if len(e.Errors) == 1 {
		return "the inputs have a mistake: " + e.Errors[0].Error()
	}
	fmt.Fprintf(&b, "the inputs have %d mistakes:", len(e.Errors))
	for _, one := range e.Errors {
		b.WriteString("\n  " + one.Error())
	}
	return b.String()
}

// ExitCode is the exit code of a program that stops on this error.
func (e *InputErrors) ExitCode() int { return ExitUsage }

func (e *InputErrors) add(input string, f fault) {
	e.Errors = append(e.Errors, InputError{Input: input, Problem: f.problem, Remedy: f.remedy})
}

func (e *InputErrors) has(input string) bool {
	for _, one := range e.Errors {
		if one.Input == input {
			return true
		}
	}
	return false
}

// fault is what is wrong with one value and what to do about it.
type fault struct{ problem, remedy string }

// quote renders a value of an input for a message: one line, no control characters, bounded.
func quote(value string) string {
	const most = 80
	if utf8.RuneCountInString(value) > most {
		value = string([]rune(value)[:most]) + "…"
	}
	return strconv.Quote(value)
}

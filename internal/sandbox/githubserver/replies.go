package githubserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// reply is what a handler answers. A nil body sends none.
type reply struct {
	status int
	header http.Header
	body   any
}

func ok(body any) reply      { return reply{status: http.StatusOK, body: body} }
func created(body any) reply { return reply{status: http.StatusCreated, body: body} }

// fieldError is an entry of errors[] in a 422.
type fieldError struct {
	Resource string `json:"resource"`
	Code     string `json:"code"`
	Field    string `json:"field,omitempty"`
	Message  string `json:"message,omitempty"`
}

// apiError is the body of every refusal.
type apiError struct {
	Message string       `json:"message"`
	Errors  []fieldError `json:"errors,omitempty"`
	Docs    string       `json:"documentation_url"`
	Status  string       `json:"status"`
}

func refuse(status int, docs, format string, args ...any) reply {
	return reply{status: status, body: apiError{
		Message: fmt.Sprintf(format, args...), Docs: docs, Status: strconv.Itoa(status),
	}}
}

// refuse answers with the documentation of the call's own route, as GitHub does.
func (c *call) refuse(status int, format string, args ...any) reply {
	return refuse(status, c.docs, format, args...)
}

func (c *call) notFound() reply { return c.refuse(http.StatusNotFound, "Not Found") }

// invalid answers 422 Validation Failed with the errors.
func (c *call) invalid(errs ...fieldError) reply {
	return reply{status: http.StatusUnprocessableEntity, body: apiError{
		Message: "Validation Failed", Errors: errs, Docs: c.docs, Status: "422",
	}}
}

// tooLong is GitHub's complaint about a text; limits count characters, not bytes.
func tooLong(resource, field string, limit int) fieldError {
	return fieldError{
		Resource: resource, Code: "custom", Field: field,
		Message: fmt.Sprintf("%s is too long (maximum is %d characters)", field, limit),
	}
}

const (
	docsRoot      = "https://docs.github.com/rest"
	docsPrimary   = "https://docs.github.com/rest/overview/resources-in-the-rest-api#rate-limiting"
	docsSecondary = "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
)

const (
	primaryText   = "API rate limit exceeded for installation ID 1. If you reach out to GitHub Support for help, please include the request ID " + requestID + "."
	secondaryText = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID " + requestID + "."
	// requestID is the same for every request, so that golden files stay stable.
	requestID = "0000:000000:0000000:0000000:00000000"
)

// write sends the reply; headers set before stay.
func (r reply) write(w http.ResponseWriter) {
	for k, vs := range r.header {
		w.Header().Del(k)
		for _, v := range vs {
			w.Header().Add(k, v)
		}
	}
	if r.body == nil {
		w.WriteHeader(r.status)
		return
	}
	var data []byte
	if text, isText := r.body.(string); isText {
		data = []byte(text)
	} else {
		var err error
		if data, err = json.Marshal(r.body); err != nil {
			// Bodies are maps and structs made here: this cannot depend on a request.
			panic(fmt.Sprintf("githubserver: encoding a reply: %v", err))
		}
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(data)
}

package githubserver

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault makes some requests go wrong, or runs something beside them. A request is matched by
// Method, Path and Operation together; an empty one matches all.
type Fault struct {
	// Method is "GET", "POST" and so on.
	Method string
	// Path is matched against Record.Path.
	Path *regexp.Regexp
	// Operation is a root field of a GraphQL request, such as "updateRefs".
	Operation string
	// Nth is the first matching request that is hit, counted from 1 since Inject; 0 means 1.
	Nth int
	// Times is how many requests are hit from then on; 0 means 1, a negative number all.
	Times int

	// Delay passes before the answer, or until the client gives up.
	Delay time.Duration
	// Hook runs once for each request that is hit: before the work, or after it when After is
	// set. It may call every method of the server, so it can create a ref between a look-up and
	// a claim.
	Hook func(*Server)
	// After lets the work be done before the fault strikes: with Drop a lost response.
	After bool
	// Drop cuts the connection instead of answering.
	Drop bool
	// Status, Header and Body replace the answer unless Status is 0.
	Status int
	Header http.Header
	Body   string
}

// SecondaryLimited returns the fault in which GitHub says that a secondary limit was exceeded,
// with status 403 or 429. No Retry-After header is sent when retryAfter is zero.
func SecondaryLimited(status int, retryAfter time.Duration) Fault {
	f := Fault{Status: status, Header: http.Header{}, Body: limitBody(status, secondaryText, docsSecondary)}
	if retryAfter > 0 {
		f.Header.Set("Retry-After", seconds(retryAfter))
	}
	return f
}

// PrimaryLimited returns the fault in which no requests remain until reset, with status 403 or
// 429.
func PrimaryLimited(status int, reset time.Time) Fault {
	return Fault{
		Status: status,
		Header: http.Header{
			"X-Ratelimit-Remaining": {"0"},
			"X-Ratelimit-Reset":     {strconv.FormatInt(reset.Unix(), 10)},
		},
		Body: limitBody(status, primaryText, docsPrimary),
	}
}

func limitBody(status int, text, docs string) string {
	return `{"message":` + strconv.Quote(text) + `,"documentation_url":` + strconv.Quote(docs) + `,"status":"` + strconv.Itoa(status) + `"}`
}

// seconds rounds up, so that a client that waits as told is not too early.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}

// faults holds what was injected, with a lock of its own since hooks may inject more.
type faults struct {
	mu   sync.Mutex
	list []*armed
}

type armed struct {
	Fault
	seen int
}

// Inject arms a fault. Of several that match one request, the first injected strikes; every one
// of them counts the request.
func (s *Server) Inject(f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	f.Header = f.Header.Clone()
	s.faults.list = append(s.faults.list, &armed{Fault: f})
}

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// strike counts the request and returns the fault that hits it, nil for none.
func (fs *faults) strike(method, path, operation string) *Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	var hit *Fault
	for _, a := range fs.list {
		if !a.matches(method, path, operation) {
			continue
		}
		a.seen++
		if hit == nil && a.due() {
			f := a.Fault
			hit = &f
		}
	}
	return hit
}

func (a *armed) matches(method, path, operation string) bool {
	return (a.Method == "" || a.Method == method) &&
		(a.Path == nil || a.Path.MatchString(path)) &&
		(a.Operation == "" || slices.Contains(strings.Split(operation, ","), a.Operation))
}

func (a *armed) due() bool {
	first := max(a.Nth, 1)
	times := a.Times
	if times == 0 {
		times = 1
	}
	return a.seen >= first && (times < 0 || a.seen < first+times)
}

// act runs the hook and waits.
func (f *Fault) act(ctx context.Context, s *Server) {
	if f.Hook != nil {
		f.Hook(s)
	}
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
}

// answer returns the replacement, ok false when the ordinary answer stands.
func (f *Fault) answer() (reply, bool) {
	if f.Status == 0 {
		return reply{}, false
	}
	return reply{status: f.Status, header: f.Header, body: f.Body}, true
}

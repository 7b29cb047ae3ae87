package vanta

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// parallel is how many tests' entities are read at a time. The limits rule in the end; this hides the
// latency while the burst lasts.
const parallel = 4

// Filter narrows a poll. The zero value takes every failing test about AWS.
type Filter struct {
	// TestIDs names the only tests of interest. A single one costs no listing. Empty means all.
	TestIDs []string
	// Match, if not nil, is asked for each failing test of the listing. Tests of TestIDs are not asked.
	Match func(testID string) bool
	// EntityID, if not empty, is the only entity of interest.
	EntityID string
}

// Poll is the whole of what Vanta says fails. It is never partial.
type Poll struct {
	// Tests are the failing ones, by id, also those without any failing entity.
	Tests []Test
	// Others are the tests that Filter.TestIDs names and that do not count as failing: their Status is not
	// NEEDS_ATTENTION, or their Integrations lack "aws".
	Others []Test
	// Failures are ordered by test id, then entity id.
	Failures []Failure
	// Disconnected are Vanta's connections to AWS that do not work. Only a poll with failures looks.
	Disconnected []Connection
}

// Poll reads the failing tests, their entities and their resources. A failure whose resource Vanta does
// not know is still reported, with Unresolved set. Every error is an [*Error].
func (c *Client) Poll(ctx context.Context, filter Filter) (*Poll, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.maxElapsed,
		fmt.Errorf("vanta did not answer everything within %s: %w", c.maxElapsed, context.DeadlineExceeded))
	defer cancel()
	defer (&http.Client{Transport: c.transport}).CloseIdleConnections()

	poll := &Poll{}
	if err := c.selectTests(ctx, filter, poll); err != nil {
		return nil, typed("read the failing tests", err)
	}
	byTest, err := c.failingEntities(ctx, poll.Tests, filter.EntityID)
	if err != nil {
		return nil, typed("read the failing entities", err)
	}
	distinct := map[string]entity{}
	for _, entities := range byTest {
		for _, e := range entities {
			distinct[e.id] = e
		}
	}
	if len(distinct) == 0 {
		return poll, nil
	}
	aws, err := c.getIntegration(ctx)
	if err != nil {
		return nil, typed("read the aws integration", err)
	}
	poll.Disconnected = aws.disconnected
	findings, err := c.look(ctx, aws.kinds, distinct)
	if err != nil {
		return nil, typed("read the resources", err)
	}
	for i, t := range poll.Tests {
		for _, e := range byTest[i] {
			poll.Failures = append(poll.Failures, newFailure(t, e, findings[e.id]))
		}
	}
	return poll, nil
}

// typed makes sure that an error is an [*Error].
func typed(op string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	return retryable(op, 0, err)
}

// selectTests fills poll.Tests and poll.Others.
func (c *Client) selectTests(ctx context.Context, filter Filter, poll *Poll) error {
	ids := slices.Compact(slices.Sorted(slices.Values(filter.TestIDs)))
	missing := map[string]bool{}
	for _, id := range ids {
		missing[id] = true
	}
	if len(ids) != 1 {
		tests, err := c.listFailing(ctx)
		if err != nil {
			return err
		}
		for _, t := range tests {
			named := missing[t.ID]
			if named || (len(ids) == 0 && (filter.Match == nil || filter.Match(t.ID))) {
				poll.Tests = append(poll.Tests, t)
			}
			delete(missing, t.ID)
		}
	}
	for _, id := range ids {
		if !missing[id] {
			continue
		}
		t, err := c.getTest(ctx, id)
		if err != nil {
			return err
		}
		if c.failing(ctx, t) {
			poll.Tests = append(poll.Tests, t)
		} else {
			poll.Others = append(poll.Others, t)
		}
	}
	slices.SortFunc(poll.Tests, func(a, b Test) int { return strings.Compare(a.ID, b.ID) })
	return nil
}

// failingEntities returns the entities of each test, in the order of the tests, each sorted by id.
func (c *Client) failingEntities(ctx context.Context, tests []Test, only string) ([][]entity, error) {
	byTest := make([][]entity, len(tests))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i, t := range tests {
		group.Go(func() error {
			entities, err := c.listEntities(ctx, t.ID)
			if err != nil {
				return err
			}
			if only != "" {
				entities = slices.DeleteFunc(entities, func(e entity) bool { return e.id != only })
			}
			slices.SortFunc(entities, func(a, b entity) int { return strings.Compare(a.id, b.id) })
			byTest[i] = entities
			return nil
		})
	}
	return byTest, group.Wait()
}

// newFailure puts together what the test, the entity and the inventory say.
func newFailure(t Test, e entity, f finding) Failure {
	kind, _ := e.kind()
	since := e.created
	if since.IsZero() {
		since = t.Flipped
	}
	return Failure{
		Test:       t,
		EntityID:   e.id,
		Name:       cmp.Or(e.name, f.name),
		Type:       e.responseType,
		Kind:       cmp.Or(f.resource.kind, kind),
		Account:    f.account,
		Region:     f.region,
		Since:      since,
		Deleted:    f.deleted,
		OutOfScope: f.outOfScope,
		Unresolved: f.why,
	}
}

package githubserver

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// page answers one page of a list with the Link header that go-github reads.
func page[T any](c *call, all []T) reply {
	size, number := c.number("per_page", 30), c.number("page", 1)
	size = min(size, 100)
	start := min((number-1)*size, len(all))
	end := min(start+size, len(all))
	rep := ok(append([]T{}, all[start:end]...))
	last := max((len(all)+size-1)/size, 1)
	var links []string
	add := func(rel string, n int) {
		q := c.query
		q.Set("page", strconv.Itoa(n))
		links = append(links, fmt.Sprintf(`<%s%s?%s>; rel=%q`, c.s.APIURL(), c.path, q.Encode(), rel))
	}
	if number > 1 {
		add("prev", number-1)
		add("first", 1)
	}
	if number < last {
		add("next", number+1)
		add("last", last)
	}
	if len(links) > 0 {
		rep.header = http.Header{"Link": {strings.Join(links, ", ")}}
	}
	return rep
}

// number returns a positive query parameter; GitHub takes the default for any other value.
func (c *call) number(name string, otherwise int) int {
	n, err := strconv.Atoi(c.query.Get(name))
	if err != nil || n < 1 {
		return otherwise
	}
	return n
}

// id returns a number of the path, which the checker has seen to be an integer.
func (c *call) id(name string) int {
	n, err := strconv.Atoi(c.vars[name])
	if err != nil {
		return 0 // no issue has it
	}
	return n
}

package vanta

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strconv"
)

const (
	// pageSize is the documented maximum; the default would be 10.
	pageSize = 100
	// maxPages ends a listing that does not end by itself.
	maxPages = 100
)

// page is one page of a list.
type page struct {
	items []json.RawMessage
	// next is the cursor of the following page; empty when this is the last one.
	next string
}

// decodePage reads the documented form {"results":{"data":[...],"pageInfo":{...}}}, the same without
// "results", and a bare array, which some endpoints return. Whatever is none of these is an error: an
// explanation in an unexpected form must not read as an empty list.
func decodePage(body []byte) (page, error) {
	body = bytes.TrimSpace(body)
	if len(body) > 0 && body[0] == '[' {
		var p page
		return p, decode(body, &p.items)
	}
	type list struct {
		Data     json.RawMessage `json:"data"`
		PageInfo maybe[struct {
			EndCursor   text `json:"endCursor"`
			HasNextPage flag `json:"hasNextPage"`
		}] `json:"pageInfo"`
	}
	var wrapped struct {
		Results json.RawMessage `json:"results"`
		list
	}
	if err := decode(body, &wrapped); err != nil {
		return page{}, err
	}
	l := wrapped.list
	if results := bytes.TrimSpace(wrapped.Results); len(results) > 0 && results[0] == '[' {
		l.Data = results
	} else if len(results) > 0 {
		if err := decode(results, &l); err != nil {
			return page{}, err
		}
	}
	var p page
	if len(l.Data) == 0 {
		return p, malformed("it holds no list under results.data")
	}
	if err := decode(l.Data, &p.items); err != nil {
		return page{}, err
	}
	info := l.PageInfo
	switch {
	case p.items == nil && !info.Set:
		return page{}, malformed("results.data is null")
	case !info.Set && len(p.items) >= pageSize:
		return page{}, malformed("a full page comes without pageInfo, so nobody can tell whether there is more")
	case info.Set && !info.Value.HasNextPage.Set:
		return page{}, malformed("pageInfo does not say whether there is a next page")
	case info.Value.HasNextPage.Value && info.Value.EndCursor == "":
		return page{}, malformed("pageInfo announces a next page without a cursor")
	case info.Value.HasNextPage.Value:
		p.next = string(info.Value.EndCursor)
	}
	return p, nil
}

// list reads the pages of r in order. item decodes one element and names it; elements that were named
// before are dropped, since pages shift while tests run. After each page more is asked, if not nil,
// whether the next one is wanted. The result is whole unless more said no.
func list[T any](ctx context.Context, c *Client, r request, item func(json.RawMessage) (string, T, error), more func(page []T) bool) ([]T, error) {
	var (
		all     []T
		names   = map[string]bool{}
		cursors = map[string]bool{}
	)
	r.method, r.query = http.MethodGet, maps.Clone(r.query)
	if r.query == nil {
		r.query = url.Values{}
	}
	if !r.plain {
		r.query.Set("pageSize", strconv.Itoa(pageSize))
	}
	for range maxPages {
		var (
			p     page
			named []element[T]
		)
		err := c.do(ctx, r, func(body []byte) (err error) {
			if p, err = decodePage(body); err != nil {
				return err
			}
			named, err = decodeElements(p.items, item)
			return err
		})
		if err != nil {
			return nil, err
		}
		fresh := make([]T, 0, len(named))
		for _, e := range named {
			if !names[e.name] {
				names[e.name] = true
				fresh = append(fresh, e.value)
			}
		}
		all = append(all, fresh...)
		if p.next == "" || (more != nil && !more(fresh)) {
			return all, nil
		}
		if cursors[p.next] {
			return nil, permanent(r.op, http.StatusOK, malformed("the pages run in a circle: a cursor came twice"))
		}
		cursors[p.next] = true
		r.query.Set("pageCursor", p.next)
	}
	return nil, permanent(r.op, http.StatusOK, malformed("more than %d pages", maxPages))
}

// element is a decoded element of a list, with the name that makes it one of a kind.
type element[T any] struct {
	name  string
	value T
}

func decodeElements[T any](items []json.RawMessage, item func(json.RawMessage) (string, T, error)) ([]element[T], error) {
	elements := make([]element[T], 0, len(items))
	for _, raw := range items {
		name, value, err := item(raw)
		if err != nil {
			return nil, err
		}
		if name == "" {
			return nil, malformed("an element of the list has no id")
		}
		elements = append(elements, element[T]{name, value})
	}
	return elements, nil
}

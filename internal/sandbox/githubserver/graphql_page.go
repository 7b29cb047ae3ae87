package githubserver

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// integer reads an Int argument, which is an int64 in a query and a json.Number in variables.
func integer(v any) (int, error) {
	switch v := v.(type) {
	case int:
		return v, nil
	case int64:
		return int(v), nil
	case json.Number:
		n, err := v.Int64()
		return int(n), err
	}
	return 0, fmt.Errorf("%v (%T) is not an integer", v, v)
}

// maxPage is the most nodes that a connection gives at once.
const maxPage = 100

// connection pages a list. As GitHub it asks for first or last, unless only totalCount is read,
// and for at most maxPage. A cursor is the position of a node, which suffices while nothing is
// removed from a list.
func connection(kind string, list []object, args map[string]any) (any, error) {
	start, end := 0, len(list)
	var err error
	if cursor, given := args["after"].(string); given {
		if start, err = position(cursor); err != nil {
			return nil, err
		}
	}
	if cursor, given := args["before"].(string); given {
		if end, err = position(cursor); err != nil {
			return nil, err
		}
		end--
	}
	end = max(min(end, len(list)), 0)
	start = min(start, end)
	first, byFirst := args["first"]
	last, byLast := args["last"]
	byFirst, byLast = byFirst && first != nil, byLast && last != nil
	switch {
	case byFirst:
		n, err := pageSize(kind, first)
		if err != nil {
			return nil, err
		}
		end = min(start+n, end)
	case byLast:
		n, err := pageSize(kind, last)
		if err != nil {
			return nil, err
		}
		start = max(end-n, start)
	default:
		return unpaged(kind, len(list)), nil
	}
	info := map[string]resolver{
		"hasNextPage": value(end < len(list)), "hasPreviousPage": value(start > 0),
		"startCursor": value(nil), "endCursor": value(nil),
	}
	if end > start {
		info["startCursor"], info["endCursor"] = value(cursorAt(start+1)), value(cursorAt(end))
	}
	return object{kind + "Connection", map[string]resolver{
		"totalCount": value(len(list)), "nodes": value(list[start:end:end]), "pageInfo": value(object{"PageInfo", info}),
	}}, nil
}

// unpaged is a connection of which only the count can be read.
func unpaged(kind string, total int) object {
	missing := func(map[string]any) (any, error) {
		return nil, &gqlError{
			Type:    "MISSING_PAGINATION_BOUNDARIES",
			Message: "You must provide a `first` or `last` value to properly paginate the connection of " + kind + ".",
		}
	}
	return object{kind + "Connection", map[string]resolver{
		"totalCount": value(total), "nodes": missing, "pageInfo": missing,
	}}
}

func pageSize(kind string, v any) (int, error) {
	n, err := integer(v)
	if err != nil {
		return 0, err
	}
	if n < 0 || n > maxPage {
		return 0, &gqlError{
			Type:    "EXCESSIVE_PAGINATION",
			Message: fmt.Sprintf("Requesting %d records on the connection of %s exceeds the limit of %d records.", n, kind, maxPage),
		}
	}
	return n, nil
}

func cursorAt(n int) string {
	return base64.StdEncoding.EncodeToString([]byte("cursor:v2:" + itoa(n)))
}

func position(cursor string) (int, error) {
	data, err := base64.StdEncoding.DecodeString(cursor)
	text, isCursor := strings.CutPrefix(string(data), "cursor:v2:")
	n, err2 := strconv.Atoi(text)
	if err != nil || err2 != nil || !isCursor {
		return 0, &gqlError{Type: "INVALID_CURSOR_ARGUMENTS", Message: fmt.Sprintf("`%s` does not appear to be a valid cursor.", cursor)}
	}
	return n, nil
}

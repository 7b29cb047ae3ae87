package control

import "strings"

// String renders the condition for people, such as `"required"` or `at least 7`.
func (c Constraint) String() string {
	text := c.text()
	if c.AbsentOK {
		text += " or absent"
	}
	return text
}

func (c Constraint) text() string {
	switch c.Op {
	case Present, Absent:
		return string(c.Op)
	case Equal:
		return Literal(c.Values[0])
	case Decided:
		return "what the policy decides for " + c.Decision
	case Expression:
		return c.Source
	case AnyOf:
		texts := make([]string, len(c.Parts))
		for i, part := range c.Parts {
			texts[i] = part.String()
		}
		return strings.Join(texts, " or ")
	}
	texts := make([]string, 0, len(c.Values))
	for _, v := range c.Values {
		texts = append(texts, Literal(v))
	}
	for _, part := range c.Parts {
		if c.Op != Excludes {
			texts = append(texts, part.String())
		}
	}
	words := map[Op]string{AtLeast: "at least ", AtMost: "at most ", OneOf: "one of ", NotOneOf: "none of ", Includes: "a list with ", IncludesAny: "a list with any of ", Excludes: "without ", Matches: "a text like "}
	return words[c.Op] + strings.Join(texts, ", ")
}

package pullrequest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/terrafix/terrafix-action/internal/verify"
)

const (
	dataTrailer = "Terrafix-Data: "
	// maxProse bounds each text of the proposer that a commit carries, in bytes.
	maxProse = 6000
	// proseWidth is where the message's prose is wrapped.
	proseWidth = 72
)

// ErrNotOurs is returned for a commit message that this program did not write.
var ErrNotOurs = errors.New("the commit was not made by terrafix")

// CommitMessage is everything that a commit says about a remediation, so that a later run can open the
// pull request from it without asking a model again.
type CommitMessage struct {
	Title    string
	Marker   Marker
	Proposal Proposal
	Checks   []verify.Check
	// Edits describe the patch's operations, one line each.
	Edits []string
}

// data is the machine-readable trailer.
type data struct {
	Schema   int            `json:"schema"`
	Title    string         `json:"title"`
	Marker   Marker         `json:"marker"`
	Proposal Proposal       `json:"proposal"`
	Checks   []verify.Check `json:"checks"`
	Edits    []string       `json:"edits"`
}

// FormatCommitMessage writes a message: a title, prose for people, and git trailers. The last trailer
// holds the whole message as JSON, from which alone ParseCommitMessage reads. Texts of the proposer
// longer than a commit should carry are cut.
func FormatCommitMessage(m CommitMessage) (string, error) {
	m.Proposal.Summary = cutBytes(m.Proposal.Summary, maxProse)
	m.Proposal.Rationale = cutBytes(m.Proposal.Rationale, maxProse)
	encoded, err := safeJSON(data{Schema: MarkerSchema, Title: m.Title, Marker: m.Marker, Proposal: m.Proposal, Checks: m.Checks, Edits: m.Edits})
	if err != nil {
		return "", fmt.Errorf("write the commit message: %w", err)
	}
	var b strings.Builder
	b.WriteString(plain(m.Title, 120) + "\n")
	for _, text := range []string{m.Proposal.Summary, m.Proposal.Rationale} {
		if text = plain(text, maxProse); text != "" {
			b.WriteString("\n" + wrap(text, proseWidth))
		}
	}
	b.WriteString("\n")
	for _, check := range m.Checks {
		b.WriteString(wrap("- "+plain(fmt.Sprintf("%s: %s. %s", check.Name, check.Status, check.Detail), 500), proseWidth))
	}
	if len(m.Checks) > 0 {
		b.WriteString("\n")
	}
	for _, trailer := range [][2]string{
		{"Key", m.Marker.Key},
		{"Control", m.Marker.Control + " " + m.Marker.Revision},
		{"Block", m.Marker.Dir + " " + m.Marker.Address},
		{"Base", m.Marker.Base + " " + m.Marker.BaseSHA},
		{"Proposer", m.Proposal.By},
		{"Confidence", m.Proposal.Confidence},
		{"Verified", map[bool]string{true: "yes", false: "no"}[evidence{checks: m.Checks}.verified()]},
	} {
		// An empty value would make git end the block of trailers early.
		if value := plain(trailer[1], 300); value != "" {
			b.WriteString("Terrafix-" + trailer[0] + ": " + value + "\n")
		}
	}
	b.WriteString(dataTrailer + encoded + "\n")
	return b.String(), nil
}

// ParseCommitMessage reads what FormatCommitMessage wrote. It returns [ErrNotOurs] for a message without
// the data trailer, and another error for one that is damaged.
func ParseCommitMessage(text string) (CommitMessage, error) {
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n \t")
	last := text[strings.LastIndexByte(text, '\n')+1:]
	encoded, ok := strings.CutPrefix(last, dataTrailer)
	if !ok {
		return CommitMessage{}, ErrNotOurs
	}
	var d data
	if err := strictJSON(encoded, &d); err != nil {
		return CommitMessage{}, fmt.Errorf("read the commit's data: %w", err)
	}
	if d.Schema != MarkerSchema {
		return CommitMessage{}, fmt.Errorf("the commit's data has schema %d; this terrafix reads %d", d.Schema, MarkerSchema)
	}
	if err := d.Marker.check(); err != nil {
		return CommitMessage{}, fmt.Errorf("read the commit's data: %w", err)
	}
	if strings.TrimSpace(d.Title) == "" {
		return CommitMessage{}, errors.New("the commit's data has no title")
	}
	return CommitMessage{Title: d.Title, Marker: d.Marker, Proposal: d.Proposal, Checks: d.Checks, Edits: d.Edits}, nil
}

// wrap breaks text at spaces into lines of the width; longer words stand alone.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		length := len([]rune(word))
		switch {
		case i == 0:
		case column+1+length > width:
			b.WriteString("\n")
			column = 0
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += length
	}
	b.WriteString("\n")
	return b.String()
}

// cutBytes returns at most n bytes of text without splitting a character.
func cutBytes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n-len("…")], "") + "…"
}

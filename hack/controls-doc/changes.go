package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terrafix/terrafix-action/internal/control"
)

// changes says for each kind of block what a patch sets and adds.
func changes(c *control.Control) string {
	if c.ReportOnly != "" {
		return prose(c.ReportOnly)
	}
	var subjects []string
	wanted := map[string][]string{}
	for _, resource := range c.Resources {
		name := subject(resource)
		if wanted[name] == nil {
			subjects = append(subjects, name)
		}
		for _, edit := range edits(resource) {
			if !slices.Contains(wanted[name], edit) {
				wanted[name] = append(wanted[name], edit)
			}
		}
	}
	var lines []string
	for _, name := range subjects {
		lines = append(lines, name+": "+strings.Join(wanted[name], ", "))
	}
	return strings.Join(lines, "<br>")
}

func subject(r control.Resource) string {
	if r.Module != "" {
		return "module " + code(r.Module)
	}
	name := code(r.Type)
	for _, also := range r.Also {
		name += ", " + code(also)
	}
	if r.Per != "" {
		name = "one " + name + " per " + r.Per
	}
	return name
}

// edits are what the resource's own desired state, or else that of its variants, asks for.
func edits(r control.Resource) []string {
	states := []control.Desired{r.Desired}
	for _, variant := range r.Variants {
		states = append(states, variant.Desired)
	}
	var all []string
	add := func(edit string) {
		if !slices.Contains(all, edit) {
			all = append(all, edit)
		}
	}
	for _, state := range states {
		for _, edit := range settings("", state.Want) {
			add(edit)
		}
		for _, companion := range state.Companions {
			add("adds or changes " + code(companion.Type))
		}
	}
	for _, repair := range r.Repairs {
		add(fmt.Sprintf("mends %s where %s", code(repair.Block), prose(strings.TrimSuffix(repair.Reason, "."))))
	}
	if len(all) == 0 {
		all = append(all, "one must exist")
	}
	return all
}

// settings are the attributes of a body with what is desired of them.
func settings(path string, body control.Body) []string {
	var all []string
	for _, attribute := range body.Attributes {
		want := attribute.Want.String()
		if len([]rune(want)) > 60 || strings.Contains(want, "\n") {
			all = append(all, code(path+attribute.Name))
			continue
		}
		all = append(all, code(path+attribute.Name+" = "+want))
	}
	for _, block := range body.Blocks {
		inner := settings(path+block.Type+".", block.Body)
		if len(inner) == 0 {
			inner = []string{code(path + block.Type)}
		}
		all = append(all, inner...)
	}
	return all
}

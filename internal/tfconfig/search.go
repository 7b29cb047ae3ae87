package tfconfig

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// maxResource bounds the length of what is looked for; an ARN has at most 2048 characters.
const maxResource = 2048

// search is a Query made ready: what to look for, among which types, and what is known besides.
type search struct {
	// resource is the name, as given or cut out of an ARN or URL.
	resource string
	// parent is the name of the parent that an ARN holds (the cluster of a service); "" otherwise.
	parent  string
	types   []string
	account string
	region  string
	// opaque says why the id cannot be found in configuration; "" for a name.
	opaque string
	// strangeKind is a kind that is not known, which forbids a firm answer.
	strangeKind string
	// evidence is what was concluded on the way.
	evidence []string
}

var (
	opaqueID = regexp.MustCompile(`^(?:(?:sg|sgr|vpc|subnet|vol|snap|ami|acl|eipalloc|nat|lt|fl|tgw|fs|s|i)-[0-9a-f]{8}(?:[0-9a-f]{9})?|(?:mrk-[0-9a-f]{32})|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$`)
	queueURL = regexp.MustCompile(`^/([0-9]{12})/([^/]+)$`)
	queueAt  = regexp.MustCompile(`^sqs\.([a-z0-9-]+)\.amazonaws\.com`)
)

// prepare reads a query. A non-empty reason ends the search before it begins.
func prepare(q Query) (s search, reason string) {
	s = search{resource: strings.TrimSpace(q.Resource), account: q.Account, region: q.Region}
	switch {
	case s.resource == "":
		return s, "the query names no resource"
	case len(s.resource) > maxResource:
		return s, fmt.Sprintf("the resource's name has %d characters, no AWS name or ARN is that long", len(s.resource))
	}
	wanted := withTwins(q.Types)
	if len(wanted) == 0 && strings.TrimSpace(q.Kind) != "" {
		wanted = withTwins(TypesOf(q.Kind))
		if len(wanted) == 0 {
			s.strangeKind = strings.TrimSpace(q.Kind)
		} else if !strings.EqualFold(q.Kind, wanted[0]) {
			s.evidence = append(s.evidence, fmt.Sprintf("the kind %s is %s in Terraform", q.Kind, either(wanted)))
		}
	}
	s.types = wanted
	if strings.HasPrefix(s.resource, "arn:") {
		if reason = s.readARN(wanted); reason != "" {
			return s, reason
		}
	} else {
		s.readURL()
		if opaqueID.MatchString(s.resource) {
			s.opaque = fmt.Sprintf("%s is an id that AWS makes up, configuration does not hold it", s.resource)
		}
	}
	if len(s.types) == 0 {
		for _, k := range kinds().Kinds {
			s.types = append(s.types, k.Type)
		}
	}
	return s, ""
}

// readARN takes an ARN apart and narrows the types to those that have such an ARN.
func (s *search) readARN(wanted []string) (reason string) {
	arn := s.resource
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return fmt.Sprintf("%s is not a whole ARN", arn)
	}
	shape, groups := matchARN(parts[2], parts[5])
	if shape == nil {
		return fmt.Sprintf("no Terraform resource type is known for ARNs like %s", arn)
	}
	if parts[3] != "" {
		s.region = parts[3]
	}
	if parts[4] != "" {
		s.account = parts[4]
	}
	if shape.Class == "singleton" {
		return fmt.Sprintf("%s is an account, which no resource block stands for", arn)
	}
	if reason := foreign(arn, parts); reason != "" {
		return reason
	}
	types := withTwins(shape.Types)
	if shape.Types[0] == "aws_kms_alias" && slices.Contains(wanted, "aws_kms_key") {
		types = append(types, "aws_kms_key")
	}
	if len(wanted) > 0 {
		both := slices.DeleteFunc(slices.Clone(types), func(t string) bool { return !slices.Contains(wanted, t) })
		if len(both) == 0 {
			return fmt.Sprintf("the ARN is that of %s, but %s was asked for", either(types), either(wanted))
		}
		types = both
	}
	s.types, s.resource, s.parent = types, groups["id"], groups["parent"]
	s.evidence = append(s.evidence, fmt.Sprintf("the ARN %s is that of %s named %s", arn, either(types), s.resource))
	if shape.Class == "opaque" {
		s.opaque = fmt.Sprintf("%s is an id that AWS makes up, configuration does not hold it", s.resource)
	}
	return ""
}

// foreign recognises what AWS owns: service-linked roles and AWS-managed policies.
func foreign(arn string, parts []string) string {
	if parts[2] != "iam" {
		return ""
	}
	if parts[4] == "aws" || strings.HasPrefix(parts[5], "role/aws-service-role/") || strings.HasPrefix(parts[5], "role/aws-reserved/") {
		return fmt.Sprintf("%s belongs to AWS, Terraform does not manage it", arn)
	}
	return ""
}

// matchARN finds the shape of an ARN by its service and what follows the account.
func matchARN(service, resource string) (*arnShape, map[string]string) {
	for _, shape := range kinds().services[service] {
		match := shape.pattern.FindStringSubmatch(resource)
		if match == nil {
			continue
		}
		groups := map[string]string{}
		for n, group := range shape.pattern.SubexpNames() {
			if group != "" {
				groups[group] = match[n]
			}
		}
		return shape, groups
	}
	return nil, nil
}

// readURL takes a queue's name out of its URL, which is how SQS names queues.
func (s *search) readURL() {
	u, err := url.Parse(s.resource)
	if err != nil || u.Scheme != "https" {
		return
	}
	host := queueAt.FindStringSubmatch(u.Host)
	match := queueURL.FindStringSubmatch(u.Path)
	if host == nil || match == nil {
		return
	}
	s.evidence = append(s.evidence, fmt.Sprintf("the URL is that of a queue named %s", match[2]))
	s.resource, s.account, s.region = match[2], match[1], host[1]
}

// either lists alternatives for a sentence.
func either(all []string) string {
	switch n := len(all); {
	case n == 0:
		return "nothing"
	case n == 1:
		return all[0]
	case n > 6:
		return fmt.Sprintf("%s or %d other types", all[0], n-1)
	default:
		return strings.Join(all[:n-1], ", ") + " or " + all[n-1]
	}
}

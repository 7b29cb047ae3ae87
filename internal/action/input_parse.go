package action

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/go-version"
)

// parseCredential never quotes the value: people paste a secret into the wrong input.
func parseCredential[S ~string](value string, least int, to *S) *fault {
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return &fault{"it holds white space or a line break", "store the secret again without quotes and line breaks"}
	}
	if utf8.RuneCountInString(value) < least {
		return &fault{fmt.Sprintf("it has fewer than %d characters", least), "check that the secret holds the whole value"}
	}
	*to = S(value)
	return nil
}

// parseURL returns the address without a trailing slash.
func parseURL(value string) (string, *fault) {
	const remedy = "write https:// and the host, without a user name, a query or a fragment"
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return "", &fault{quote(value) + " is not a URL", remedy}
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", &fault{"it holds more than a host and a path", remedy}
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return "", &fault{quote(value) + " would send credentials unencrypted", "write https://; http:// is for loopback only"}
	}
	return strings.TrimRight(value, "/"), nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

var roleARNShape = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,576}$`)

func parseRoleARN(value string, to *string) *fault {
	if !roleARNShape.MatchString(value) {
		return &fault{quote(value) + " is not the ARN of an IAM role", "write arn:aws:iam::<12 digits>:role/<name>"}
	}
	*to = value
	return nil
}

var regionShape = regexp.MustCompile(`^[a-z]{2,8}(-[a-z]+)+-[0-9]{1,2}$`)

func parseRegion(value string, to *string) *fault {
	if !regionShape.MatchString(value) {
		return &fault{quote(value) + " is not an AWS region", "write one such as us-west-2"}
	}
	*to = value
	return nil
}

// The characters of model ids, inference profile ids and their ARNs; see modelId at
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
var modelIDShape = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._:/-]*$`)

func parseModelID(value string, to *string) *fault {
	if len(value) > 2048 || !modelIDShape.MatchString(value) {
		return &fault{quote(value) + " is not a model id", "write the id of an inference profile such as global.anthropic.claude-sonnet-4-6, or its ARN"}
	}
	*to = value
	return nil
}

func parseChoice[S ~string](value string, to *S, choices ...S) *fault {
	if slices.Contains(choices, S(value)) {
		*to = S(value)
		return nil
	}
	names := make([]string, len(choices))
	for i, choice := range choices {
		names[i] = string(choice)
	}
	return notAmong(value, names)
}

func notAmong(value string, names []string) *fault {
	remedy := "write " + strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
	if near := nearest(value, names); near != "" {
		remedy += "; did you mean " + near + "?"
	}
	return &fault{quote(value) + " is not allowed", remedy}
}

// parseBool takes what YAML 1.2 calls a boolean, as actions/core does.
func parseBool(value string, to *bool) *fault {
	switch value {
	case "true", "True", "TRUE":
		*to = true
	case "false", "False", "FALSE":
		*to = false
	default:
		return &fault{quote(value) + " is not a boolean", "write true or false"}
	}
	return nil
}

func parseNumber(value string, most int, to *int) *fault {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > most {
		return &fault{quote(value) + " is not a number that fits", fmt.Sprintf("write a whole number from 0 to %d", most)}
	}
	*to = n
	return nil
}

func parseLevel(value string, to *slog.Level) *fault {
	names := []string{"debug", "info", "warn", "error"}
	i := slices.Index(names, strings.ToLower(value))
	if i < 0 {
		return notAmong(value, names)
	}
	*to = []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError}[i]
	return nil
}

// testIDShape is the shape of the slug after /tests/ in Vanta's application.
var testIDShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$`)

func parseFailureID(value string, to *FailureID) *fault {
	test, entity, both := strings.Cut(value, "/")
	bad := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	if !testIDShape.MatchString(test) || both && entity == "" || len(entity) > 1000 || strings.ContainsFunc(entity, bad) {
		return &fault{quote(value) + " is not a failure id", "write <test id> or <test id>/<entity id>, such as aws-s3-public-access-blocked"}
	}
	*to = FailureID{Test: test, Entity: entity}
	return nil
}

func parseConstraint(value string, to *string) *fault {
	if _, err := version.NewConstraint(value); err != nil {
		return &fault{quote(value) + " is not a version constraint", "write a version such as 1.14.2 or a constraint such as ~> 1.14"}
	}
	*to = value
	return nil
}

// splitLines splits a list that holds one entry a line; surrounding white space and empty lines do not count.
func splitLines(value string) []string {
	var entries []string
	for line := range strings.Lines(value) {
		if entry := strings.TrimSpace(line); entry != "" && !slices.Contains(entries, entry) {
			entries = append(entries, entry)
		}
	}
	return entries
}

func parseGlobs(value string, to *[]string) *fault {
	globs := splitLines(value)
	for _, glob := range globs {
		if !doublestar.ValidatePattern(glob) {
			return &fault{quote(glob) + " is not a valid glob", "close every [ and {, and write one glob a line"}
		}
	}
	*to = globs
	return nil
}

func parsePaths(value string, to *[]string) *fault {
	var globs []string
	if f := parseGlobs(value, &globs); f != nil {
		return f
	}
	for i, glob := range globs {
		cleaned := path.Clean(glob)
		if path.IsAbs(glob) || cleaned == ".." || strings.HasPrefix(cleaned, "../") || strings.Contains(glob, `\`) {
			return &fault{quote(glob) + " is not a path in the repository", "write it from the repository's root with forward slashes, such as infra/**"}
		}
		globs[i] = cleaned
	}
	*to = globs
	return nil
}

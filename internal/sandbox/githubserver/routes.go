package githubserver

import (
	"net/http"
	"regexp"
	"strings"
)

const repoPath = "/repos/{owner}/{repo}"

// route is one operation of the REST API; the template is written as in GitHub's description.
type route struct {
	method, template string
	handle           handler
}

var variable = regexp.MustCompile(`\{(\w+)\}`)

// variables returns the names in the template.
func (rt route) variables() []string {
	var names []string
	for _, m := range variable.FindAllStringSubmatch(rt.template, -1) {
		names = append(names, m[1])
	}
	return names
}

// pattern returns the route for http.ServeMux: names of refs hold slashes.
func (rt route) pattern() string {
	t := strings.NewReplacer("{ref}", "{ref...}", "{basehead}", "{basehead...}").Replace(rt.template)
	return rt.method + " " + restPrefix + t
}

// restRoutes are the served routes; openapi.json describes exactly these.
var restRoutes = []route{
	{"GET", repoPath, getRepository},

	{"GET", repoPath + "/git/ref/{ref}", getRef},
	{"GET", repoPath + "/git/matching-refs/{ref}", matchingRefs},
	{"POST", repoPath + "/git/refs", createRef},
	{"PATCH", repoPath + "/git/refs/{ref}", updateRef},
	{"DELETE", repoPath + "/git/refs/{ref}", deleteRef},

	{"POST", repoPath + "/git/trees", createTree},
	{"POST", repoPath + "/git/commits", createCommit},
	{"GET", repoPath + "/git/commits/{commit_sha}", getGitCommit},
	{"GET", repoPath + "/commits/{ref}", getCommit},
	{"GET", repoPath + "/compare/{basehead}", compare},

	{"GET", repoPath + "/pulls", listPulls},
	{"POST", repoPath + "/pulls", createPull},
	{"GET", repoPath + "/pulls/{pull_number}", getPull},
	{"PATCH", repoPath + "/pulls/{pull_number}", editPull},
	{"POST", repoPath + "/pulls/{pull_number}/requested_reviewers", requestReviewers},

	{"GET", repoPath + "/issues", listIssues},
	{"POST", repoPath + "/issues", createIssue},
	{"GET", repoPath + "/issues/{issue_number}", getIssue},
	{"PATCH", repoPath + "/issues/{issue_number}", editIssue},
	{"POST", repoPath + "/issues/{issue_number}/assignees", addAssignees},

	{"GET", repoPath + "/issues/{issue_number}/labels", listLabels},
	{"POST", repoPath + "/issues/{issue_number}/labels", addLabels},
	{"DELETE", repoPath + "/issues/{issue_number}/labels/{name}", removeLabel},
	{"POST", repoPath + "/labels", createLabel},

	{"GET", repoPath + "/issues/{issue_number}/comments", listComments},
	{"POST", repoPath + "/issues/{issue_number}/comments", createComment},
	{"PATCH", repoPath + "/issues/comments/{comment_id}", editComment},
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, rt := range restRoutes {
		mux.Handle(rt.pattern(), s.rest(rt))
	}
	mux.HandleFunc(graphqlPath, s.graphql)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.violation(w, r, "no such route in the stand-in")
	})
	return mux
}

package vantaserver

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
)

func (s *Server) snapshot() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.complete()
}

func (s *Server) getTests(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var tests []any
	for _, t := range s.snapshot().Tests {
		if want := q.Get("statusFilter"); want != "" && t.Status != want {
			continue
		}
		if want := q.Get("integrationFilter"); want != "" && !slices.Contains(t.Integrations, want) {
			continue
		}
		if want := q.Get("isInRollout"); want != "" && want != strconv.FormatBool(t.InRollout) {
			continue
		}
		tests = append(tests, testJSON(t))
	}
	s.page(w, r, tests)
}

func (s *Server) test(w http.ResponseWriter, r *http.Request) (Test, bool) {
	tests := s.snapshot().Tests
	i := slices.IndexFunc(tests, func(t Test) bool { return t.ID == r.PathValue("id") })
	if i < 0 {
		problem(w, http.StatusNotFound, "Test not found")
		return Test{}, false
	}
	return tests[i], true
}

func (s *Server) getTest(w http.ResponseWriter, r *http.Request) {
	if t, ok := s.test(w, r); ok {
		reply(w, http.StatusOK, testJSON(t))
	}
}

func (s *Server) getEntities(w http.ResponseWriter, r *http.Request) {
	t, ok := s.test(w, r)
	if !ok {
		return
	}
	want := r.URL.Query().Get("entityStatus")
	orDefault(&want, "FAILING")
	var entities []any
	for _, e := range t.Entities {
		if e.Status == want {
			entities = append(entities, map[string]any{
				"id": e.ID, "entityStatus": e.Status, "displayName": e.DisplayName, "responseType": e.ResponseType,
				"deactivatedReason": nil, "lastUpdatedDate": t.LastTestRunDate, "createdDate": e.CreatedDate,
			})
		}
	}
	s.page(w, r, entities)
}

// testJSON is the documented form. itemCount is off by one on purpose: nobody promises that it is the
// number of entities.
func testJSON(t Test) map[string]any {
	remediation := map[string]any{"status": "NEEDS_WORK", "itemCount": float64(len(t.Entities)) + 1}
	if t.SoonestRemediateByDate != "" {
		remediation["soonestRemediateByDate"] = t.SoonestRemediateByDate
	}
	return map[string]any{
		"id": t.ID, "name": t.Name,
		"lastTestRunDate": t.LastTestRunDate, "latestFlipDate": t.LatestFlipDate,
		"description": t.Description, "failureDescription": t.FailureDescription, "remediationDescription": t.RemediationDescription,
		"version": map[string]any{"major": 1, "minor": 0}, "category": t.Category,
		"integrations": t.Integrations, "status": t.Status,
		"deactivatedStatusInfo": map[string]any{"isDeactivated": false, "deactivatedReason": nil, "lastUpdatedDate": nil},
		"remediationStatusInfo": remediation, "owner": nil,
	}
}

func (s *Server) integrationJSON() map[string]any {
	state := s.snapshot()
	connections := []any{}
	for _, c := range state.Connections {
		one := map[string]any{"connectionId": c.ID, "isDisabled": c.Disabled}
		if c.Error != "" {
			one["connectionErrorMessage"] = c.Error
		}
		connections = append(connections, one)
	}
	return map[string]any{"integrationId": "aws", "displayName": "AWS", "resourceKinds": append([]string{}, state.kinds()...), "connections": connections}
}

func (s *Server) getIntegrations(w http.ResponseWriter, r *http.Request) {
	s.page(w, r, []any{s.integrationJSON()})
}

// aws answers 404 for every other integration.
func aws(w http.ResponseWriter, r *http.Request) bool {
	if r.PathValue("integration") != "aws" {
		problem(w, http.StatusNotFound, "Integration not found")
		return false
	}
	return true
}

func (s *Server) getIntegration(w http.ResponseWriter, r *http.Request) {
	if aws(w, r) {
		reply(w, http.StatusOK, s.integrationJSON())
	}
}

func kindJSON(kind string) map[string]any {
	return map[string]any{"integrationId": "aws", "resourceKind": kind, "isScopable": true, "canUpdateDescription": true, "canUpdateOwner": true}
}

// getKinds answers with a bare array, as the real endpoint does.
func (s *Server) getKinds(w http.ResponseWriter, r *http.Request) {
	if !aws(w, r) {
		return
	}
	kinds := []any{}
	for _, k := range s.snapshot().kinds() {
		kinds = append(kinds, kindJSON(k))
	}
	reply(w, http.StatusOK, kinds)
}

// ofKind returns the resources of the kind in the path, after answering 404 if there is no such kind.
func (s *Server) ofKind(w http.ResponseWriter, r *http.Request) ([]Resource, bool) {
	if !aws(w, r) {
		return nil, false
	}
	state, kind := s.snapshot(), r.PathValue("kind")
	if !slices.Contains(state.kinds(), kind) {
		problem(w, http.StatusNotFound, "Resource kind not found")
		return nil, false
	}
	return slices.DeleteFunc(state.inventory(), func(r Resource) bool { return r.Kind != kind }), true
}

func (s *Server) getKind(w http.ResponseWriter, r *http.Request) {
	resources, ok := s.ofKind(w, r)
	if !ok {
		return
	}
	inScope := 0
	for _, r := range resources {
		if !r.OutOfScope {
			inScope++
		}
	}
	kind := kindJSON(r.PathValue("kind"))
	kind["numResources"], kind["numInScope"], kind["numOwned"], kind["numWithDescription"] = len(resources), inScope, 0, 0
	reply(w, http.StatusOK, kind)
}

func (s *Server) getResources(w http.ResponseWriter, r *http.Request) {
	resources, ok := s.ofKind(w, r)
	if !ok {
		return
	}
	var all []any
	for _, one := range resources {
		if want := r.URL.Query().Get("isInScope"); want == "" || want == strconv.FormatBool(!one.OutOfScope) {
			all = append(all, resourceJSON(one))
		}
	}
	s.page(w, r, all)
}

func (s *Server) getResource(w http.ResponseWriter, r *http.Request) {
	resources, ok := s.ofKind(w, r)
	if !ok {
		return
	}
	for _, one := range resources {
		if one.ID == r.PathValue("id") {
			reply(w, http.StatusOK, resourceJSON(one))
			return
		}
	}
	problem(w, http.StatusNotFound, "Resource not found")
}

// variants are the documented response types of some kinds; the others are CloudInfrastructure.
var variants = map[string]string{"S3": "StorageBucket", "SQS": "Queue", "ECRContainerRepository": "ContainerRepository", "DocumentDBCluster": "Database", "AwsAccount": "Account", "EC2Instance": "ComputeInstance"}

func resourceJSON(r Resource) map[string]any {
	variant := variants[r.Kind]
	orDefault(&variant, "Resource")
	out := map[string]any{
		"responseType": variant, "resourceKind": r.Kind, "resourceId": r.ID, "connectionId": "65fc81a3359c8508c9af0001",
		"displayName": r.DisplayName, "owner": nil, "inScope": !r.OutOfScope, "description": nil, "creationDate": "2026-05-08T00:00:00.000Z",
	}
	switch variant {
	case "Account":
		out["awsAccountNumber"], out["awsUserAccountId"], out["accessKeys"] = r.Account, r.DisplayName, []any{}
	case "Database":
		out["account"] = r.Account
	default:
		out["account"], out["region"] = r.Account, r.Region
	}
	if r.Deleted {
		out["deletedDate"] = "2026-06-10T00:00:00.000Z"
	}
	return out
}

// page answers with the page that starts after pageCursor.
func (s *Server) page(w http.ResponseWriter, r *http.Request, all []any) {
	size, start := 10, 0
	if n, err := strconv.Atoi(r.URL.Query().Get("pageSize")); err == nil {
		size = n
	}
	if cursor := r.URL.Query().Get("pageCursor"); cursor != "" {
		raw, err := base64.RawURLEncoding.DecodeString(cursor)
		n, err2 := strconv.Atoi(string(raw))
		if err != nil || err2 != nil || n < 0 {
			s.fail("a page cursor that was never given out: %s", r.URL.RequestURI())
			problem(w, http.StatusBadRequest, "Invalid cursor")
			return
		}
		start = min(n, len(all))
	}
	end := min(start+size, len(all))
	info := map[string]any{"startCursor": nil, "endCursor": nil, "hasNextPage": end < len(all), "hasPreviousPage": start > 0}
	if end > start {
		info["startCursor"], info["endCursor"] = cursorAt(start), cursorAt(end)
	}
	reply(w, http.StatusOK, map[string]any{"results": map[string]any{"data": append([]any{}, all[start:end]...), "pageInfo": info}})
}

func cursorAt(i int) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(i)))
}

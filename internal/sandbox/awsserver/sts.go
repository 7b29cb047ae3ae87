package awsserver

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

var sessionNames = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)

// stsFailure is an error of STS in its own words.
type stsFailure struct {
	status int
	text   string
}

var stsFailures = map[string]stsFailure{
	"InvalidIdentityToken":  {http.StatusBadRequest, "No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com"},
	"ExpiredTokenException": {http.StatusBadRequest, "Token expired: current date/time must be before the expiration date/time"},
	"AccessDenied":          {http.StatusForbidden, "Not authorized to perform sts:AssumeRoleWithWebIdentity"},
	"IDPCommunicationError": {http.StatusBadRequest, "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"},
}

// serveSTS is AssumeRoleWithWebIdentity of the query protocol.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
func (s *Server) serveSTS(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		s.violation(w, "the body of the request to STS is no form")
		return
	}
	form := r.PostForm
	switch {
	case form.Get("Action") != "AssumeRoleWithWebIdentity" || form.Get("Version") != "2011-06-15":
		s.violation(w, "STS was asked for %s %s", form.Get("Action"), form.Get("Version"))
	case r.Header.Get("Authorization") != "":
		s.violation(w, "AssumeRoleWithWebIdentity was signed: credentials lay around and were used")
	case !sessionNames.MatchString(form.Get("RoleSessionName")):
		s.violation(w, "STS does not take the session name %q", form.Get("RoleSessionName"))
	case policyProblem(form.Get("Policy")) != "":
		s.violation(w, "the session policy %s", policyProblem(form.Get("Policy")))
	default:
		s.assume(w, form.Get("RoleArn"), form.Get("WebIdentityToken"))
	}
}

// policyProblem says what is wrong with the inline session policy, or "". It must allow calling
// models and nothing else.
func policyProblem(policy string) string {
	var p struct {
		Version   string
		Statement []struct{ Effect, Action, Resource string }
	}
	switch {
	case policy == "":
		return "is missing"
	case len(policy) > 2048:
		return "is longer than 2,048 characters"
	case json.Unmarshal([]byte(policy), &p) != nil || p.Version != "2012-10-17" || len(p.Statement) == 0:
		return "is no policy"
	}
	for _, statement := range p.Statement {
		if statement.Effect == "Allow" && !strings.HasPrefix(statement.Action, "bedrock:InvokeModel") {
			return "allows " + statement.Action
		}
	}
	return ""
}

// assume gives out a session or refuses.
func (s *Server) assume(w http.ResponseWriter, role, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stsFailed < len(s.opts.STSFailures) {
		s.stsFailed++
		writeSTSError(w, s.opts.STSFailures[s.stsFailed-1])
		return
	}
	switch {
	case !s.tokens[token]:
		writeSTSError(w, "InvalidIdentityToken")
		return
	case s.opts.RoleARN != "" && role != s.opts.RoleARN:
		writeSTSError(w, "AccessDenied")
		return
	}
	s.counter++
	key := fmt.Sprintf("ASIASTANDIN%09d", s.counter)
	session := fmt.Sprintf("session-token-%d-of-the-stand-in", s.counter)
	s.sessions[key] = session
	var out assumeResponse
	out.Result.Credentials.AccessKeyID = key
	out.Result.Credentials.SecretAccessKey = secretKey(key)
	out.Result.Credentials.SessionToken = session
	out.Result.Credentials.Expiration = time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	out.Result.User.ARN = "arn:aws:sts::123456789012:assumed-role/stand-in/session"
	out.Result.User.ID = "AROASTANDIN:session"
	writeXML(w, http.StatusOK, out)
}

func secretKey(accessKey string) string { return "secret-key-of-" + accessKey }

type assumeResponse struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleWithWebIdentityResponse"`
	Result  struct {
		Credentials struct {
			AccessKeyID     string `xml:"AccessKeyId"`
			SecretAccessKey string
			SessionToken    string
			Expiration      string
		}
		User struct {
			ARN string `xml:"Arn"`
			ID  string `xml:"AssumedRoleId"`
		} `xml:"AssumedRoleUser"`
	} `xml:"AssumeRoleWithWebIdentityResult"`
}

type stsError struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ ErrorResponse"`
	Error   struct {
		Type, Code, Message string
	}
	RequestID string `xml:"RequestId"`
}

func writeSTSError(w http.ResponseWriter, code string) {
	failure := stsFailures[code]
	if failure.status == 0 {
		failure = stsFailure{http.StatusBadRequest, "the stand-in was told to answer " + code}
	}
	var out stsError
	out.Error.Type, out.Error.Code, out.Error.Message = "Sender", code, failure.text
	out.RequestID = "00000000-0000-0000-0000-000000000000"
	writeXML(w, failure.status, out)
}

func writeXML(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_ = xml.NewEncoder(w).Encode(body) // a client that went away is no concern of ours
}

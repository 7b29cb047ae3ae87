package awsserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/terrafix/terrafix-action/internal/sandbox/awsserver"
)

// TestViolationsAreLoud sends what must never be sent: each is answered with 599 and kept. The good way
// is shown by the tests of package bedrock, which speak to this server through the real SDK.
func TestViolationsAreLoud(t *testing.T) {
	const signed = "AWS4-HMAC-SHA256 Credential=AKIATEST/20261123/us-west-2/bedrock/aws4_request, SignedHeaders=host, Signature=" +
		"0000000000000000000000000000000000000000000000000000000000000000"
	const converse = "/bedrock/model/global.anthropic.claude-sonnet-4-6/converse"
	user := `{"role":"user","content":[{"text":"q"}]}`
	body := func(messages, more string) string {
		return `{"inferenceConfig":{"maxTokens":10},"messages":[` + messages + `]` + more + `}`
	}
	form := func(change url.Values) string {
		values := url.Values{"Action": {"AssumeRoleWithWebIdentity"}, "Version": {"2011-06-15"}, "RoleSessionName": {"session"}, "RoleArn": {"x"}, "WebIdentityToken": {"x"},
			"Policy": {`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:InvokeModel*","Resource":"*"}]}`}}
		for name, value := range change {
			values[name] = value
		}
		return values.Encode()
	}
	tests := []struct{ name, method, path, authorization, body, want string }{
		{"route", "GET", "/elsewhere", "", "", "no such route: GET /elsewhere"},
		{"oidc token", "GET", "/oidc/token?audience=sts.amazonaws.com", "Bearer wrong", "", "without the request token"},
		{"oidc audience", "GET", "/oidc/token?audience=other", "Bearer oidc-request-token", "", `the audience "other"`},
		{"sts action", "POST", "/sts/", "", form(url.Values{"Action": {"AssumeRole"}}), "STS was asked for AssumeRole"},
		{"sts signed", "POST", "/sts/", signed, form(nil), "was signed"},
		{"sts policy missing", "POST", "/sts/", "", form(url.Values{"Policy": nil}), "session policy is missing"},
		{"sts policy wide", "POST", "/sts/", "", form(url.Values{"Policy": {`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`}}), "session policy allows *"},
		{"sts session name", "POST", "/sts/", "", form(url.Values{"RoleSessionName": {"a b"}}), "session name"},
		{"unsigned", "POST", converse, "", body(user, ""), "not signed"},
		{"foreign key", "POST", converse, strings.Replace(signed, "AKIATEST", "AKIAOTHER", 1), body(user, ""), "was not given out"},
		{"not JSON", "POST", converse, signed, "{", "does not fit"},
		{"unknown field", "POST", converse, signed, body(user, `,"stream":true`), "does not fit"},
		{"no limit", "POST", converse, signed, `{"messages":[` + user + `]}`, "maxTokens"},
		{"roles", "POST", converse, signed, body(user+","+user, ""), "must alternate"},
		{"blank text", "POST", converse, signed, body(`{"role":"user","content":[{"text":" "}]}`, ""), "blank"},
		{"ends with the model", "POST", converse, signed, body(user+`,{"role":"assistant","content":[{"text":"a"}]}`, ""), "must end with a user message"},
		{"tool use without tools", "POST", converse, signed, body(user+`,{"role":"assistant","content":[{"toolUse":{"toolUseId":"1","name":"x","input":{}}}]},`+user, ""), "toolConfig field must be defined"},
		{"unanswered tool use", "POST", converse, signed, body(user+`,{"role":"assistant","content":[{"toolUse":{"toolUseId":"1","name":"x","input":{}}}]},`+user,
			`,"toolConfig":{"tools":[{"toolSpec":{"name":"x","inputSchema":{"json":{"type":"object"}}}}]}`), "not answered"},
		{"forged reasoning", "POST", converse, signed, body(user+`,{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}}]},`+user, ""), "signature"},
		{"schema", "POST", converse, signed, body(user, `,"toolConfig":{"tools":[{"toolSpec":{"name":"x","inputSchema":{"json":{"type":"array"}}}}]}`), "inputSchema"},
		{"no reply left", "POST", converse, signed, body(user, ""), "no reply left"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := awsserver.Start(awsserver.Options{AccessKeys: []string{"AKIATEST"}})
			defer server.Close()
			req, err := http.NewRequest(test.method, server.URL()+test.path, strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if test.authorization != "" {
				req.Header.Set("Authorization", test.authorization)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			raw, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			kept := server.Violations()
			if resp.StatusCode != awsserver.StatusViolation || len(kept) != 1 || !strings.Contains(kept[0], test.want) {
				t.Errorf("status %d, %s, kept %q; want %q", resp.StatusCode, raw, kept, test.want)
			}
		})
	}
}

func TestLoadScript(t *testing.T) {
	folder := fstest.MapFS{
		"10-fix.reply": {Data: []byte("kind: fix\nwhen: aws_s3_bucket.logs\ntimes: always\nsummary: Block it\nconfidence: low\n\n" +
			"resource \"a\" \"b\" {}\n\nresource \"c\" \"d\" {\n}\n")},
		"20-broken.reply": {Data: []byte("kind: fix\n\nresource \"a\" {")},
		"30-prose.reply":  {Data: []byte("kind: text\nstop: max_tokens\ntimes: 2\ndelay: 5ms\nreasoning: hm\r\n\r\n{\"target\":\n")},
		"40-error.reply":  {Data: []byte("kind: error\nstatus: 429\ncode: ThrottlingException\n\nslow down")},
		"50-cannot.reply": {Data: []byte("kind: cannot\n\na person must decide")},
		"60-tool.reply":   {Data: []byte("kind: tool\n\n{\"n\":1}")},
		"notes.txt":       {Data: []byte("not a reply")},
	}
	got, err := awsserver.LoadScript(folder)
	if err != nil {
		t.Fatal(err)
	}
	fix := func(target string, companions []string, summary, confidence, cannot string) json.RawMessage {
		f := awsserver.Fix{Summary: summary, Confidence: confidence, CannotFix: cannot}
		if target != "" {
			f.Blocks = append([]string{target}, companions...)
		}
		return f.JSON()
	}
	want := []awsserver.Scripted{
		{Name: "10-fix.reply", When: "aws_s3_bucket.logs", Times: -1, Reply: awsserver.Reply{Tool: fix(`resource "a" "b" {}`, []string{"resource \"c\" \"d\" {\n}"}, "Block it", "low", "")}},
		{Name: "20-broken.reply", Times: 1, Reply: awsserver.Reply{Tool: fix(`resource "a" {`, nil, "", "", "")}},
		{Name: "30-prose.reply", Times: 2, Reply: awsserver.Reply{Text: `{"target":`, StopReason: "max_tokens", Delay: 5 * time.Millisecond, Reasoning: "hm"}},
		{Name: "40-error.reply", Times: 1, Reply: awsserver.Reply{Status: 429, Code: "ThrottlingException", Message: "slow down"}},
		{Name: "50-cannot.reply", Times: 1, Reply: awsserver.Reply{Tool: fix("", nil, "", "", "a person must decide")}},
		{Name: "60-tool.reply", Times: 1, Reply: awsserver.Reply{Tool: json.RawMessage(`{"n":1}`)}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("script (-want +got):\n%s", diff)
	}
}

func TestLoadScriptNamesTheMistake(t *testing.T) {
	for text, want := range map[string]string{
		"kind: poem\n\nx":                     `"poem" is none of`,
		"sort: fix\n\nx":                      `"sort: fix" is no header`,
		"kind: tool\n\n{":                     "not JSON",
		"kind: text\ntimes: many\n\nx":        "times",
		"kind: text\ndelay: soon\n\nx":        "delay",
		"kind: error\nstatus: 200\n\nnot one": `"200" is no status`,
	} {
		_, err := awsserver.LoadScript(fstest.MapFS{"a.reply": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), "a.reply") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

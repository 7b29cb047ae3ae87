package vanta

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDecodePage(t *testing.T) {
	full := "[" + strings.TrimSuffix(strings.Repeat("1,", pageSize), ",") + "]"
	for in, want := range map[string]string{
		`{"results":{"data":[1,2],"pageInfo":{"endCursor":"c","hasNextPage":true}}}`:      "2 next c",
		`{"results":{"data":[1,2],"pageInfo":{"endCursor":"c","hasNextPage":false}}}`:     "2",
		`{"results":{"data":[],"pageInfo":{"endCursor":null,"hasNextPage":false}},"x":1}`: "0",
		`{"results":{"data":null,"pageInfo":{"hasNextPage":"false"}}}`:                    "0",
		`{"data":[1],"pageInfo":{"endCursor":7,"hasNextPage":true}}`:                      "1 next 7",
		`{"results":[1,2,3],"pageInfo":{"endCursor":"c","hasNextPage":true}}`:             "3 next c",
		`{"results":{"data":[1]}}`:              "1",
		` [1,2] `:                               "2",
		full:                                    "100",
		`{"results":` + full + `}`:              "a full page comes without pageInfo",
		`{"results":{"data":null}}`:             "results.data is null",
		`{"results":{}}`:                        "no list",
		`{"results":null}`:                      "no list",
		`{"results":{"data":{}}}`:               "holds a JSON object",
		`{"results":{"data":"none"}`:            "stops in the middle",
		`{"results":"none"}`:                    "holds a JSON string",
		`{"results":{"data":[],"pageInfo":{}}}`: "does not say whether",
		`{"results":{"data":[],"pageInfo":{"hasNextPage":true}}}`:                "without a cursor",
		`{"results":{"data":[],"pageInfo":{"hasNextPage":true,"endCursor":""}}}`: "without a cursor",
		`{"results":{"data":[],"pageInfo":{"hasNextPage":{},"endCursor":"c"}}}`:  "does not say whether",
		`{"results":{"data":[1,2],"pageInfo":{"endCursor":"c","hasNextPage":tru`: "stops in the middle, after 70 bytes",
		`null`: "no list",
		`true`: "holds a JSON bool",
		``:     "it is empty",
		`oops`: "it is not JSON from byte 1 of 4 on",
	} {
		p, err := decodePage([]byte(in))
		got := ""
		if err != nil {
			got = err.Error()
			if !errors.Is(err, ErrMalformed) || !strings.Contains(got, want) {
				t.Errorf("%.80s: got %v, want %s", in, err, want)
			}
			continue
		}
		text, _ := json.Marshal(len(p.items))
		if got = string(text); p.next != "" {
			got += " next " + p.next
		}
		if got != want {
			t.Errorf("%.80s: got %s, want %s", in, got, want)
		}
	}
}

func TestDecodeTest(t *testing.T) {
	flipped := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	for in, want := range map[string]Test{
		`{"id":"a","status":"OK"}`: {ID: "a", Status: "OK"},
		`{"id":7,"status":"OK","name":null,"category":{"x":1},"integrations":null,"owner":3,"version":"1"}`:     {ID: "7", Status: "OK"},
		`{"id":"a","status":"OK","integrations":[]}`:                                                            {ID: "a", Status: "OK", Integrations: []string{}},
		`{"id":"a","status":"OK","integrations":["aws",{"integrationId":"gcp"},null]}`:                          {ID: "a", Status: "OK", Integrations: []string{"aws", "gcp"}},
		`{"id":"a","status":"OK","latestFlipDate":"2026-06-01T12:00:00.000+02:00","lastTestRunDate":"pending"}`: {ID: "a", Status: "OK", Flipped: flipped},
		`{"id":"a","status":"OK","latestFlipDate":1780308000000}`:                                               {ID: "a", Status: "OK", Flipped: flipped},
		`{"id":"a","status":"OK","remediationStatusInfo":{"itemCount":1.0,"soonestRemediateByDate":"2026-06-01T10:00:00Z"}}`: {
			ID: "a", Status: "OK", Deadline: flipped},
		`{"id":"a","status":"OK","remediationStatusInfo":[]}`: {ID: "a", Status: "OK"},
	} {
		_, got, err := decodeTest(json.RawMessage(in))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v -want +got:\n%s", in, err, diff)
		}
	}
	for _, in := range []string{`{"id":"a"}`, `{"status":"OK"}`, `null`, `{"id":{},"status":"OK"}`, `[]`, `"a"`, `3`} {
		if _, got, err := decodeTest(json.RawMessage(in)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %+v, %v", in, got, err)
		}
	}
}

func TestDecodeResource(t *testing.T) {
	for in, want := range map[string]resource{
		`{"resourceId":"S3-0123456789ABCDEF01234567","resourceKind":"S3","account":"123456789012","region":"","inScope":true}`: {id: "0123456789abcdef01234567", kind: "S3", account: "123456789012"},
		`{"resourceId":"x","awsAccountNumber":123456789012}`:                                                                   {id: "x", account: "123456789012"},
		`{"resourceId":"x","account":null,"accountId":"o-1"}`:                                                                  {id: "x", account: "o-1"},
		`{"resourceId":"x","inScope":false,"deletedDate":"yesterday"}`:                                                         {id: "x", outOfScope: true, deleted: true},
		`{"resourceId":"x","inScope":null,"deletedDate":null,"region":{}}`:                                                     {id: "x"},
	} {
		_, got, err := decodeResource(json.RawMessage(in))
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", in, got, err)
		}
	}
}

func TestDecodeToken(t *testing.T) {
	for in, want := range map[string]time.Duration{
		`{"access_token":"a","expires_in":3599}`:   3599 * time.Second,
		`{"access_token":"a","expires_in":10.5}`:   10500 * time.Millisecond,
		`{"access_token":"a","expires_in":"soon"}`: time.Hour,
		`{"access_token":"a","expires_in":-3}`:     time.Hour,
		`{"access_token":"a","expires_in":1e300}`:  time.Hour,
		`{"access_token":"a"}`:                     time.Hour,
		`{"access_token":"a b","expires_in":1}`:    0,
		`{"access_token":null}`:                    0,
	} {
		if _, got, err := decodeToken([]byte(in)); got != want || (err != nil) != (want == 0) {
			t.Errorf("%s: got %s, %v", in, got, err)
		}
	}
}

// TestLimiter drains a limiter as fast as it allows and counts every window of a minute.
func TestLimiter(t *testing.T) {
	for n := 1; n <= 100; n++ {
		for burst := range n/2 + 1 {
			l := newLimiter(n, burst)
			start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			var sent []time.Time
			for range 5 * n {
				at := start
				if len(sent) > 0 {
					at = sent[len(sent)-1]
				}
				sent = append(sent, at.Add(l.ReserveN(at, 1).DelayFrom(at)))
			}
			for i := n; i < len(sent); i++ {
				if gap := sent[i].Sub(sent[i-n]); gap < time.Minute {
					t.Fatalf("limit %d, burst %d: %d requests within %s", n, burst, n+1, gap)
				}
			}
			if took := sent[len(sent)-1].Sub(start); took > 10*time.Minute {
				t.Errorf("limit %d, burst %d: five minutes' worth took %s", n, burst, took)
			}
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "3": 3 * time.Second, " 3 ": 3 * time.Second, "-3": 0, "1.5": 0, "later": 0,
		"99999999999999999999":          maxRetryAfter,
		"Thu, 01 Jan 2026 00:00:09 GMT": 9 * time.Second,
		"Wed, 31 Dec 2025 23:59:00 GMT": 0,
		"Fri, 01 Jan 2100 00:00:00 GMT": maxRetryAfter,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: got %s, want %s", value, got, want)
		}
	}
}

func TestRedact(t *testing.T) {
	r := newRedactor(`p&ss "word"`, "")
	r.add("abc")
	r.add("abcdef")
	for in, want := range map[string]string{
		`secret p&ss "word" here`:         "secret *** here",
		`?secret=p%26ss+%22word%22&x=1`:   "?secret=***&x=1",
		`{"s":"p\u0026ss \"word\""}`:      `{"s":"***"}`,
		"abcdef abc":                      "*** ***",
		"vat_12-3.4, vcs_x\" vci_y":       `vat_***, vcs_***" vci_***`,
		"Authorization: bearer eyJ.x":     "Authorization: bearer ***",
		"one\r\n::add-mask::two\x1b[0m":   "one ::add-mask::two [0m",
		"invalid \xff utf-8 \u202e text":  "invalid ? utf-8 text",
		"privat_e is a word, not a token": "privat_e is a word, not a token",
	} {
		if got := r.clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := r.excerpt("ääää", 5); got != "ää..." {
		t.Errorf("got %q", got)
	}
}

func TestPlausible(t *testing.T) {
	kinds := []string{"S3", "SQS", "ECRContainerRepository", "AwsAccount", "CloudwatchLogGroup", "EC2Instance"}
	for in, want := range map[string][]string{
		"S3 bucket":                {"S3"},
		"ECR container repository": {"ECRContainerRepository"},
		"AWS account":              {"AwsAccount"},
		"EC2Instance":              {"EC2Instance"},
		"log group":                {"CloudwatchLogGroup"},
		"thing":                    kinds,
		"":                         kinds,
	} {
		if got := plausible(kinds, in); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// FuzzDecodePage feeds whatever to the decoders: they return a page or ErrMalformed, and a page that
// announces another one says where it begins.
func FuzzDecodePage(f *testing.F) {
	for _, seed := range []string{
		`{"results":{"data":[{"id":"a","status":"OK","integrations":["aws"],"lastTestRunDate":"2026-06-17T23:41:00.000Z","remediationStatusInfo":{"itemCount":1.0}}],"pageInfo":{"endCursor":"c","hasNextPage":true}}}`,
		`{"results":{"data":[{"id":"S3-69fe5fd15485099121bce1b8","entityStatus":"FAILING"}],"pageInfo":{"hasNextPage":false}}}`,
		`[{"resourceKind":"S3","resourceId":"x","inScope":false,"deletedDate":null}]`, `{"data":null}`, `[null,1,"x",[],{}]`, `<html>`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := decodePage(body)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("not typed: %v", err)
			}
			return
		}
		for _, raw := range p.items {
			_, test, err1 := decodeTest(raw)
			_, _, err2 := decodeEntity(raw)
			_, _, err3 := decodeResource(raw)
			_, kind, err4 := decodeKind(raw)
			for _, err := range []error{err1, err2, err3, err4} {
				if err != nil && !errors.Is(err, ErrMalformed) {
					t.Fatalf("not typed: %v", err)
				}
			}
			if (err1 == nil && test.ID == "") || (err4 == nil && kind == "") {
				t.Fatalf("nameless: %s", raw)
			}
		}
		if _, err := decodeIntegration(body); err != nil && !errors.Is(err, ErrMalformed) {
			t.Fatalf("not typed: %v", err)
		}
	})
}

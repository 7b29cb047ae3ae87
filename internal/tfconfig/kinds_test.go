package tfconfig

import (
	"slices"
	"strings"
	"testing"
)

// Every ARN shape matches its own example, no earlier shape of the service takes it first, and the
// types it leads to are described.
func TestARNShapes(t *testing.T) {
	table := kinds()
	if got := len(table.ARNs); got != 83 {
		t.Errorf("%d ARN shapes, want 83", got)
	}
	classes := map[string]int{}
	for _, shape := range table.ARNs {
		classes[shape.Class]++
		parts := strings.SplitN(shape.Example, ":", 6)
		if len(parts) != 6 || parts[2] != shape.Service {
			t.Errorf("%s: the example %s is not of that service", shape.Service, shape.Example)
			continue
		}
		got, groups := matchARN(parts[2], parts[5])
		if got != shape {
			t.Errorf("%s leads to %+v, not to its own shape", shape.Example, got)
			continue
		}
		if shape.Class == "singleton" {
			continue
		}
		if groups["id"] == "" || len(shape.Types) == 0 {
			t.Errorf("%s: id %q, types %v", shape.Example, groups["id"], shape.Types)
		}
		for _, resource := range shape.Types {
			k := table.types[resource]
			if k == nil {
				t.Errorf("%s: there is no kind %s", shape.Example, resource)
				continue
			}
			if shape.Class != "opaque" && len(k.Names) == 0 {
				t.Errorf("%s: %s has a name in its ARN but no argument for it", shape.Example, resource)
			}
		}
	}
	want := map[string]int{"name": 45, "suffixed": 7, "child": 2, "opaque": 28, "singleton": 1}
	for class, n := range want {
		if classes[class] != n {
			t.Errorf("%d shapes are %s, want %d", classes[class], class, n)
		}
	}
}

// A query with each example ARN is read as the table says: a name to look for, or an opaque id.
func TestPrepareARN(t *testing.T) {
	for _, shape := range kinds().ARNs {
		s, reason := prepare(Query{Resource: shape.Example})
		if shape.Class == "singleton" {
			if reason == "" {
				t.Errorf("%s: no reason to stop", shape.Example)
			}
			continue
		}
		if reason != "" {
			t.Errorf("%s: %s", shape.Example, reason)
		}
		if (s.opaque != "") != (shape.Class == "opaque") {
			t.Errorf("%s is %s, but opaque is %q", shape.Example, shape.Class, s.opaque)
		}
		for _, resource := range shape.Types {
			if !slices.Contains(s.types, resource) {
				t.Errorf("%s: %s is not searched", shape.Example, resource)
			}
		}
	}
}

func TestTypesOf(t *testing.T) {
	tests := map[string]string{
		"S3": "aws_s3_bucket", "S3Bucket": "aws_s3_bucket", "s3 buckets": "aws_s3_bucket", "StorageBucket": "aws_s3_bucket",
		"EC2Instance": "aws_instance", "SQS": "aws_sqs_queue", "SNS": "aws_sns_topic", "DocumentDBCluster": "aws_docdb_cluster",
		"ECRContainerRepository": "aws_ecr_repository", "CloudwatchLogGroup": "aws_cloudwatch_log_group",
		"CloudWatchLogGroups": "aws_cloudwatch_log_group", "RDSInstance": "aws_db_instance", "DynamoDBTable": "aws_dynamodb_table",
		"KMSKey": "aws_kms_key", "AwsAccount": "aws_iam_user", "AWS::Lambda::Function": "aws_lambda_function",
		"EFS": "aws_efs_file_system", "aws_vpc": "aws_vpc", "AWS_S3_Bucket": "aws_s3_bucket", "aws_unlisted": "aws_unlisted",
		"LoadBalancer": "aws_lb", "SecurityGroup": "aws_security_group", "ALB": "aws_lb", "Redshift": "aws_redshift_cluster",
		"": "", "Zeppelin": "",
	}
	for kind, want := range tests {
		got := TypesOf(kind)
		if want == "" && got != nil || want != "" && !slices.Contains(got, want) {
			t.Errorf("TypesOf(%q) = %v, want %s among them", kind, got, want)
		}
	}
}

func TestFits(t *testing.T) {
	lit := func(s string) segment { return segment{literal: s} }
	gap := func(s string) segment { return segment{hole: s} }
	tests := []struct {
		shape shape
		name  string
		want  bool
	}{
		{shape{lit("acme-"), gap("var.env"), lit("-logs")}, "acme-prod-logs", true},
		{shape{lit("acme-"), gap("var.env"), lit("-logs")}, "acme--logs", false},
		{shape{lit("acme-"), gap("var.env"), lit("-logs")}, "xacme-prod-logs", false},
		{shape{lit("acme-"), gap("var.env"), lit("-logs")}, "acme-a-very-long-something-logs", false},
		{shape{lit("a.b-"), gap("var.env")}, "aXb-prod", false},
		{shape{lit("abc-"), gap("var.env")}, "abc-x", false},
		{shape{lit("abcd-"), gap("var.env")}, "abcd-prod", true},
		{shape{gap("var.a"), lit("-data-"), gap("var.a")}, "x-data-x", true},
		{shape{gap("var.a"), lit("-data-"), gap("var.a")}, "x-data-y", false},
		{shape{gap("var.a")}, "anything", false},
		{shape{lit("log-"), gap(generated)}, "log-20240131093015123400000001", true},
		{shape{lit("log-"), gap(generated)}, "log-2024", false},
		{shape{lit("lb"), gap(generated)}, "lb20240131093015123400000001", false},
	}
	for _, test := range tests {
		if _, got := test.shape.fits(test.shape.pattern(), test.name); got != test.want {
			t.Errorf("%s fits %s: %t, want %t", test.name, test.shape, got, test.want)
		}
	}
}

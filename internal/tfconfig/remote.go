package tfconfig

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// registryModule is terraform-aws-modules/NAME/aws, the family of modules most in use, also by its
// Git address.
var registryModule = regexp.MustCompile(`terraform-aws-modules/(?:terraform-aws-)?([a-z0-9-]+)`)

// remoteModule says what a well-known module makes and which input holds the name.
type remoteModule struct {
	types  []string
	inputs []string
}

// remoteModules are modules of terraform-aws-modules, from their documentation in the registry.
var remoteModules = map[string]remoteModule{
	"alb":               {[]string{"aws_lb"}, []string{"name"}},
	"autoscaling":       {[]string{"aws_autoscaling_group", "aws_launch_template"}, []string{"name", "launch_template_name"}},
	"cloudwatch":        {[]string{"aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm"}, []string{"name", "alarm_name"}},
	"dynamodb-table":    {[]string{"aws_dynamodb_table"}, []string{"name"}},
	"ec2-instance":      {[]string{"aws_instance"}, []string{"name"}},
	"ecr":               {[]string{"aws_ecr_repository"}, []string{"repository_name"}},
	"ecs":               {[]string{"aws_ecs_cluster"}, []string{"cluster_name", "name"}},
	"efs":               {[]string{"aws_efs_file_system"}, []string{"name", "creation_token"}},
	"eks":               {[]string{"aws_eks_cluster"}, []string{"name", "cluster_name"}},
	"elasticache":       {[]string{"aws_elasticache_replication_group", "aws_elasticache_cluster"}, []string{"replication_group_id", "cluster_id"}},
	"elb":               {[]string{"aws_elb"}, []string{"name"}},
	"iam":               {[]string{"aws_iam_role", "aws_iam_user", "aws_iam_policy", "aws_iam_group"}, []string{"name", "role_name"}},
	"kms":               {[]string{"aws_kms_key", "aws_kms_alias"}, []string{"aliases"}},
	"lambda":            {[]string{"aws_lambda_function"}, []string{"function_name"}},
	"msk-kafka-cluster": {[]string{"aws_msk_cluster"}, []string{"name"}},
	"opensearch":        {[]string{"aws_opensearch_domain"}, []string{"domain_name"}},
	"rds":               {[]string{"aws_db_instance"}, []string{"identifier"}},
	"rds-aurora":        {[]string{"aws_rds_cluster"}, []string{"name", "cluster_identifier"}},
	"redshift":          {[]string{"aws_redshift_cluster"}, []string{"cluster_identifier"}},
	"s3-bucket":         {[]string{"aws_s3_bucket"}, []string{"bucket"}},
	"secrets-manager":   {[]string{"aws_secretsmanager_secret"}, []string{"name"}},
	"security-group":    {[]string{"aws_security_group"}, []string{"name"}},
	"sns":               {[]string{"aws_sns_topic"}, []string{"name"}},
	"sqs":               {[]string{"aws_sqs_queue"}, []string{"name"}},
	"ssm-parameter":     {[]string{"aws_ssm_parameter"}, []string{"name"}},
	"vpc":               {[]string{"aws_vpc"}, []string{"name"}},
}

// remote finds calls of modules that are not on disk and that name the resource in an input: for
// well-known modules the input that holds the name, for others every argument that names a resource of
// the wanted types, or "name".
func (r *Repository) remote(s search) []Candidate {
	var found []Candidate
	for _, m := range r.Modules {
		for _, call := range m.Calls {
			if call.Dir != "" || call.Source == "" || !mayMake(call, s.types) {
				continue
			}
			found = append(found, r.remoteCall(call, s)...)
		}
	}
	return found
}

func (r *Repository) remoteCall(call *Call, s search) []Candidate {
	var found []Candidate
	for _, inst := range r.Instances(call.Block.Module) {
		e := inst.evaluation(nil)
		for _, o := range e.occurrences(call.Block) {
			at := name{block: call.Block, inst: inst, suffix: o.suffix, each: o.each}
			for _, n := range at.arguments(call.inputs(s.types), false) {
				if !n.known || !slices.ContainsFunc(s.types, func(t string) bool { return canonical(t, n.value) == canonical(t, s.resource) }) {
					continue
				}
				if n.contradiction(s.account, s.region) != "" {
					continue
				}
				m := match{name: n, strength: exact}
				found = append(found, n.candidate(fmt.Sprintf("the module's input %s; its source is %s", m.describe()+m.origins(), call.origin())))
			}
		}
	}
	return found
}

// wellKnown returns what is known of a call's module.
func (c *Call) wellKnown() (remoteModule, bool) {
	parts := registryModule.FindStringSubmatch(c.Source)
	if parts == nil {
		return remoteModule{}, false
	}
	known, ok := remoteModules[parts[1]]
	return known, ok
}

// mayMake tells whether a call's module may make a resource of one of the types.
func mayMake(c *Call, types []string) bool {
	known, ok := c.wellKnown()
	return !ok || slices.ContainsFunc(known.types, func(t string) bool { return slices.Contains(types, t) })
}

// inputs are the inputs of a call that may hold the resource's name.
func (c *Call) inputs(types []string) []string {
	if known, ok := c.wellKnown(); ok {
		return known.inputs
	}
	inputs := []string{"name"}
	for _, t := range types {
		for _, argument := range append(slices.Clone(kindOfType(t).Names), strings.TrimPrefix(t, "aws_")+"_name") {
			if !slices.Contains(inputs, argument) {
				inputs = append(inputs, argument)
			}
		}
	}
	return inputs
}

// origin names the source and version of a call's module.
func (c *Call) origin() string {
	if c.Version == "" {
		return c.Source
	}
	return c.Source + " version " + c.Version
}

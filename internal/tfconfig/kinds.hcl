# What is known about the AWS resources that a compliance test can fail on: which Terraform argument
# holds a resource's name, what Vanta calls the kind, and how its ARN reads.
#
# kind "<terraform type>"
#   names     arguments that hold the resource's name; any of them counts
#   prefixes  arguments to which Terraform adds 26 characters of its own
#   parent    argument that names the resource's parent (the cluster of an ECS service)
#   opaque    AWS knows the resource by a random id; the Name tag stands in for the name
#   fold      AWS stores the name in lower case
#   id        the attribute id is the name
#   global    the service has no regions
#   vanta     resource kinds of Vanta, and generic names people use, that mean this type
#
# arn "<service>"
#   resource  what follows the account, as a regular expression; the group id is the identifying part
#   class     name | suffixed (name and a random end) | child (parent and name) | opaque | singleton
#   example   a whole ARN of this shape

kind "aws_s3_bucket" {
  names    = ["bucket"]
  prefixes = ["bucket_prefix"]
  id       = true
  vanta    = ["S3", "S3Bucket", "StorageBucket"]
}

kind "aws_db_instance" {
  names    = ["identifier"]
  prefixes = ["identifier_prefix"]
  fold     = true
  vanta    = ["RDS", "RDSInstance", "RDSDBInstance", "DBInstance", "Database"]
}

kind "aws_rds_cluster_instance" {
  names    = ["identifier"]
  prefixes = ["identifier_prefix"]
  fold     = true
  vanta    = ["RDS", "RDSInstance", "RDSDBInstance", "DBInstance", "AuroraInstance", "Database"]
}

kind "aws_docdb_cluster_instance" {
  names    = ["identifier"]
  prefixes = ["identifier_prefix"]
  fold     = true
  vanta    = ["DocumentDBInstance", "DocDBInstance"]
}

kind "aws_neptune_cluster_instance" {
  names    = ["identifier"]
  prefixes = ["identifier_prefix"]
  fold     = true
  vanta    = ["NeptuneInstance"]
}

kind "aws_rds_cluster" {
  names    = ["cluster_identifier"]
  prefixes = ["cluster_identifier_prefix"]
  fold     = true
  id       = true
  vanta    = ["RDS", "RDSCluster", "RDSDBCluster", "AuroraCluster", "Database"]
}

kind "aws_docdb_cluster" {
  names    = ["cluster_identifier"]
  prefixes = ["cluster_identifier_prefix"]
  fold     = true
  id       = true
  vanta    = ["DocumentDB", "DocumentDBCluster", "DocDBCluster"]
}

kind "aws_neptune_cluster" {
  names    = ["cluster_identifier"]
  prefixes = ["cluster_identifier_prefix"]
  fold     = true
  vanta    = ["Neptune", "NeptuneCluster"]
}

kind "aws_db_snapshot" {
  names = ["db_snapshot_identifier"]
  fold  = true
  vanta = ["RDSSnapshot", "DBSnapshot"]
}

kind "aws_db_cluster_snapshot" {
  names = ["db_cluster_snapshot_identifier"]
  fold  = true
  vanta = ["RDSClusterSnapshot", "DBClusterSnapshot"]
}

kind "aws_db_parameter_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  fold     = true
  id       = true
  vanta    = ["DBParameterGroup", "RDSParameterGroup"]
}

kind "aws_rds_cluster_parameter_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  fold     = true
}

kind "aws_docdb_cluster_parameter_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  fold     = true
}

kind "aws_db_subnet_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  fold     = true
  id       = true
  vanta    = ["DBSubnetGroup", "RDSSubnetGroup"]
}

kind "aws_dynamodb_table" {
  names = ["name"]
  id    = true
  vanta = ["DynamoDB", "DynamoDBTable", "Database"]
}

kind "aws_dax_cluster" {
  names = ["cluster_name"]
  fold  = true
  vanta = ["DAX", "DAXCluster"]
}

kind "aws_lambda_function" {
  names = ["function_name"]
  id    = true
  vanta = ["Lambda", "LambdaFunction", "ServerlessFunction"]
}

kind "aws_sqs_queue" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["SQS", "SQSQueue", "Queue"]
}

kind "aws_sns_topic" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["SNS", "SNSTopic"]
}

kind "aws_sns_topic_subscription" {
  opaque = true
}

kind "aws_kinesis_stream" {
  names = ["name"]
  vanta = ["Kinesis", "KinesisStream"]
}

kind "aws_kinesis_firehose_delivery_stream" {
  names = ["name"]
  vanta = ["Firehose", "KinesisFirehose", "FirehoseDeliveryStream"]
}

kind "aws_iam_role" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  id       = true
  global   = true
  vanta    = ["IAMRole"]
}

kind "aws_iam_user" {
  names  = ["name"]
  id     = true
  global = true
  vanta  = ["IAMUser", "AwsAccount"]
}

kind "aws_iam_group" {
  names  = ["name"]
  id     = true
  global = true
  vanta  = ["IAMGroup"]
}

kind "aws_iam_policy" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  global   = true
  vanta    = ["IAMPolicy"]
}

kind "aws_iam_instance_profile" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  id       = true
  global   = true
  vanta    = ["IAMInstanceProfile"]
}

kind "aws_iam_server_certificate" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  global   = true
  vanta    = ["IAMServerCertificate", "ServerCertificate"]
}

kind "aws_iam_openid_connect_provider" {
  names  = ["url"]
  global = true
  vanta  = ["IAMOIDCProvider"]
}

kind "aws_iam_saml_provider" {
  names  = ["name"]
  global = true
  vanta  = ["IAMSAMLProvider"]
}

kind "aws_cloudwatch_log_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  id       = true
  vanta    = ["CloudwatchLogGroup", "LogGroup", "CloudwatchLogs"]
}

kind "aws_cloudwatch_metric_alarm" {
  names = ["alarm_name"]
  vanta = ["CloudwatchAlarm", "CloudwatchMetricAlarm"]
}

kind "aws_cloudwatch_composite_alarm" {
  names = ["alarm_name"]
}

kind "aws_cloudwatch_event_rule" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["EventBridgeRule", "CloudwatchEventRule"]
}

kind "aws_cloudtrail" {
  names = ["name"]
  vanta = ["CloudTrail", "CloudTrailTrail", "Trail"]
}

kind "aws_ecr_repository" {
  names = ["name"]
  id    = true
  vanta = ["ECR", "ECRRepository", "ECRContainerRepository", "ContainerRepository"]
}

kind "aws_ecs_cluster" {
  names = ["name"]
  vanta = ["ECS", "ECSCluster", "ContainerCluster"]
}

kind "aws_ecs_service" {
  names  = ["name"]
  parent = "cluster"
  vanta  = ["ECSService"]
}

kind "aws_ecs_task_definition" {
  names = ["family"]
  vanta = ["ECSTaskDefinition", "TaskDefinition"]
}

kind "aws_eks_cluster" {
  names = ["name"]
  id    = true
  vanta = ["EKS", "EKSCluster", "ContainerCluster", "KubernetesCluster"]
}

kind "aws_eks_node_group" {
  names    = ["node_group_name"]
  prefixes = ["node_group_name_prefix"]
  parent   = "cluster_name"
  vanta    = ["EKSNodeGroup", "EKSNodegroup"]
}

kind "aws_lb" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["LoadBalancer", "ALB", "NLB", "ELBv2", "ApplicationLoadBalancer", "NetworkLoadBalancer", "ElasticLoadBalancerV2"]
}

kind "aws_alb" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["LoadBalancer", "ALB", "NLB", "ELBv2", "ApplicationLoadBalancer", "NetworkLoadBalancer", "ElasticLoadBalancerV2"]
}

kind "aws_elb" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["LoadBalancer", "ELB", "ClassicLoadBalancer", "ElasticLoadBalancer"]
}

kind "aws_lb_target_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["TargetGroup", "LoadBalancerTargetGroup"]
}

kind "aws_alb_target_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["TargetGroup", "LoadBalancerTargetGroup"]
}

kind "aws_lb_listener" {
  opaque = true
  vanta  = ["LoadBalancerListener", "Listener"]
}

kind "aws_alb_listener" {
  opaque = true
  vanta  = ["LoadBalancerListener", "Listener"]
}

kind "aws_elasticache_replication_group" {
  names = ["replication_group_id"]
  fold  = true
  id    = true
  vanta = ["ElastiCache", "ElastiCacheReplicationGroup", "ElastiCacheCluster"]
}

kind "aws_elasticache_cluster" {
  names = ["cluster_id"]
  fold  = true
  vanta = ["ElastiCache", "ElastiCacheCluster"]
}

kind "aws_opensearch_domain" {
  names = ["domain_name"]
  vanta = ["OpenSearch", "OpenSearchDomain", "Elasticsearch", "ElasticsearchDomain"]
}

kind "aws_elasticsearch_domain" {
  names = ["domain_name"]
  vanta = ["OpenSearch", "OpenSearchDomain", "Elasticsearch", "ElasticsearchDomain"]
}

kind "aws_redshift_cluster" {
  names = ["cluster_identifier"]
  fold  = true
  id    = true
  vanta = ["Redshift", "RedshiftCluster"]
}

kind "aws_secretsmanager_secret" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["SecretsManager", "SecretsManagerSecret", "Secret"]
}

kind "aws_ssm_parameter" {
  names = ["name"]
  id    = true
  vanta = ["SSMParameter"]
}

kind "aws_msk_cluster" {
  names = ["cluster_name"]
  vanta = ["MSK", "MSKCluster", "Kafka", "KafkaCluster"]
}

kind "aws_mq_broker" {
  names = ["broker_name"]
  vanta = ["MQ", "MQBroker", "AmazonMQBroker"]
}

kind "aws_sfn_state_machine" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["StepFunctions", "StateMachine", "SFNStateMachine"]
}

kind "aws_codebuild_project" {
  names = ["name"]
  id    = true
  vanta = ["CodeBuild", "CodeBuildProject"]
}

kind "aws_codecommit_repository" {
  names = ["repository_name"]
  vanta = ["CodeCommit", "CodeCommitRepository", "GitRepository"]
}

kind "aws_athena_workgroup" {
  names = ["name"]
  vanta = ["Athena", "AthenaWorkgroup"]
}

kind "aws_autoscaling_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  id       = true
  vanta    = ["AutoScalingGroup", "ASG"]
}

kind "aws_glue_job" {
  names = ["name"]
  vanta = ["Glue", "GlueJob"]
}

kind "aws_backup_vault" {
  names = ["name"]
  id    = true
  vanta = ["BackupVault"]
}

kind "aws_backup_plan" {
  names  = ["name"]
  opaque = true
  vanta  = ["BackupPlan"]
}

kind "aws_wafv2_web_acl" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["WAF", "WAFv2", "WAFWebACL", "WebACL"]
}

kind "aws_accessanalyzer_analyzer" {
  names = ["analyzer_name"]
  vanta = ["AccessAnalyzer"]
}

kind "aws_transfer_server" {
  opaque = true
  vanta  = ["Transfer", "TransferServer"]
}

kind "aws_instance" {
  opaque = true
  vanta  = ["EC2", "EC2Instance", "ComputeInstance", "Instance"]
}

kind "aws_security_group" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  opaque   = true
  vanta    = ["SecurityGroup", "EC2SecurityGroup", "VPCSecurityGroup"]
}

kind "aws_default_security_group" {
  opaque = true
  vanta  = ["SecurityGroup", "EC2SecurityGroup", "DefaultSecurityGroup"]
}

kind "aws_vpc_security_group_ingress_rule" {
  opaque = true
}

kind "aws_vpc_security_group_egress_rule" {
  opaque = true
}

kind "aws_vpc" {
  opaque = true
  vanta  = ["VPC", "EC2VPC"]
}

kind "aws_default_vpc" {
  opaque = true
  vanta  = ["VPC", "EC2VPC"]
}

kind "aws_subnet" {
  opaque = true
  vanta  = ["Subnet"]
}

kind "aws_ebs_volume" {
  opaque = true
  vanta  = ["EBS", "EBSVolume", "Volume"]
}

kind "aws_ebs_snapshot" {
  opaque = true
  vanta  = ["EBSSnapshot", "Snapshot"]
}

kind "aws_ebs_snapshot_copy" {
  opaque = true
}

kind "aws_ami" {
  opaque = true
}

kind "aws_ami_copy" {
  opaque = true
}

kind "aws_ami_from_instance" {
  opaque = true
}

kind "aws_network_acl" {
  opaque = true
  vanta  = ["NetworkACL", "NACL"]
}

kind "aws_default_network_acl" {
  opaque = true
  vanta  = ["NetworkACL", "NACL"]
}

kind "aws_eip" {
  opaque = true
  vanta  = ["EIP", "ElasticIP"]
}

kind "aws_nat_gateway" {
  opaque = true
  vanta  = ["NATGateway"]
}

kind "aws_launch_template" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  opaque   = true
  vanta    = ["LaunchTemplate", "EC2LaunchTemplate"]
}

kind "aws_flow_log" {
  opaque = true
  vanta  = ["FlowLog", "VPCFlowLog"]
}

kind "aws_ec2_transit_gateway" {
  opaque = true
  vanta  = ["TransitGateway"]
}

kind "aws_efs_file_system" {
  names  = ["creation_token"]
  opaque = true
  vanta  = ["EFS", "EFSFileSystem"]
}

kind "aws_fsx_lustre_file_system" {
  opaque = true
  vanta  = ["FSx", "FSxFileSystem"]
}

kind "aws_fsx_windows_file_system" {
  opaque = true
  vanta  = ["FSx", "FSxFileSystem"]
}

kind "aws_fsx_ontap_file_system" {
  opaque = true
  vanta  = ["FSx", "FSxFileSystem"]
}

kind "aws_fsx_openzfs_file_system" {
  opaque = true
  vanta  = ["FSx", "FSxFileSystem"]
}

kind "aws_kms_key" {
  opaque = true
  vanta  = ["KMS", "KMSKey"]
}

kind "aws_kms_replica_key" {
  opaque = true
}

kind "aws_kms_alias" {
  names    = ["name"]
  prefixes = ["name_prefix"]
  vanta    = ["KMSAlias"]
}

kind "aws_acm_certificate" {
  names  = ["domain_name"]
  opaque = true
  fold   = true
  vanta  = ["ACM", "ACMCertificate"]
}

kind "aws_cloudfront_distribution" {
  names  = ["aliases", "comment"]
  opaque = true
  global = true
  vanta  = ["CloudFront", "CloudFrontDistribution"]
}

kind "aws_api_gateway_rest_api" {
  names  = ["name"]
  opaque = true
  vanta  = ["APIGateway", "APIGatewayRestAPI", "RestAPI"]
}

kind "aws_api_gateway_stage" {
  names  = ["stage_name"]
  opaque = true
  vanta  = ["APIGatewayStage"]
}

kind "aws_apigatewayv2_api" {
  names  = ["name"]
  opaque = true
  vanta  = ["APIGateway", "APIGatewayV2", "APIGatewayV2API"]
}

kind "aws_apigatewayv2_stage" {
  names  = ["name"]
  opaque = true
  vanta  = ["APIGatewayV2Stage"]
}

kind "aws_guardduty_detector" {
  opaque = true
  vanta  = ["GuardDuty", "GuardDutyDetector"]
}

kind "aws_route53_zone" {
  names  = ["name"]
  opaque = true
  global = true
  vanta  = ["Route53", "Route53Zone", "Route53HostedZone", "HostedZone"]
}

kind "aws_cognito_user_pool" {
  names  = ["name"]
  opaque = true
  vanta  = ["Cognito", "CognitoUserPool", "UserPool"]
}

arn "s3" {
  resource = "(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_s3_bucket"]
  example  = "arn:aws:s3:::my-bucket"
}

arn "rds" {
  resource = "db:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_db_instance", "aws_rds_cluster_instance", "aws_docdb_cluster_instance", "aws_neptune_cluster_instance"]
  example  = "arn:aws:rds:eu-west-1:123456789012:db:orders"
}

arn "rds" {
  resource = "cluster:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"]
  example  = "arn:aws:rds:eu-west-1:123456789012:cluster:orders"
}

arn "rds" {
  resource = "snapshot:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_db_snapshot"]
  example  = "arn:aws:rds:eu-west-1:123456789012:snapshot:s1"
}

arn "rds" {
  resource = "cluster-snapshot:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_db_cluster_snapshot"]
  example  = "arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:s1"
}

arn "rds" {
  resource = "pg:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_db_parameter_group"]
  example  = "arn:aws:rds:eu-west-1:123456789012:pg:p"
}

arn "rds" {
  resource = "cluster-pg:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_rds_cluster_parameter_group", "aws_docdb_cluster_parameter_group"]
  example  = "arn:aws:rds:eu-west-1:123456789012:cluster-pg:p"
}

arn "rds" {
  resource = "subgrp:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_db_subnet_group"]
  example  = "arn:aws:rds:eu-west-1:123456789012:subgrp:p"
}

arn "dynamodb" {
  resource = "table/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_dynamodb_table"]
  example  = "arn:aws:dynamodb:eu-west-1:123456789012:table/t"
}

arn "dax" {
  resource = "cache/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_dax_cluster"]
  example  = "arn:aws:dax:eu-west-1:123456789012:cache/t"
}

arn "lambda" {
  resource = "function:(?P<id>[^:]+)(?::[^:]+)?"
  class    = "name"
  types    = ["aws_lambda_function"]
  example  = "arn:aws:lambda:eu-west-1:123456789012:function:f"
}

arn "sqs" {
  resource = "(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_sqs_queue"]
  example  = "arn:aws:sqs:eu-west-1:123456789012:q.fifo"
}

arn "sns" {
  resource = "(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_sns_topic"]
  example  = "arn:aws:sns:eu-west-1:123456789012:t"
}

arn "sns" {
  resource = "(?P<parent>[^:]+):(?P<id>[0-9a-f-]{36})"
  class    = "opaque"
  types    = ["aws_sns_topic_subscription"]
  example  = "arn:aws:sns:eu-west-1:123456789012:t:8a21d249-4329-4871-acc6-7be709c6ea7f"
}

arn "kinesis" {
  resource = "stream/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_kinesis_stream"]
  example  = "arn:aws:kinesis:eu-west-1:123456789012:stream/s"
}

arn "firehose" {
  resource = "deliverystream/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_kinesis_firehose_delivery_stream"]
  example  = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/s"
}

arn "iam" {
  resource = "role/(?:(?P<path>.+)/)?(?P<id>[^/]+)"
  class    = "name"
  types    = ["aws_iam_role"]
  example  = "arn:aws:iam::123456789012:role/app/r"
}

arn "iam" {
  resource = "user/(?:(?P<path>.+)/)?(?P<id>[^/]+)"
  class    = "name"
  types    = ["aws_iam_user"]
  example  = "arn:aws:iam::123456789012:user/u"
}

arn "iam" {
  resource = "group/(?:(?P<path>.+)/)?(?P<id>[^/]+)"
  class    = "name"
  types    = ["aws_iam_group"]
  example  = "arn:aws:iam::123456789012:group/g"
}

arn "iam" {
  resource = "policy/(?:(?P<path>.+)/)?(?P<id>[^/]+)"
  class    = "name"
  types    = ["aws_iam_policy"]
  example  = "arn:aws:iam::123456789012:policy/p"
}

arn "iam" {
  resource = "instance-profile/(?:(?P<path>.+)/)?(?P<id>[^/]+)"
  class    = "name"
  types    = ["aws_iam_instance_profile"]
  example  = "arn:aws:iam::123456789012:instance-profile/p"
}

arn "iam" {
  resource = "server-certificate/(?:(?P<path>.+)/)?(?P<id>[^/]+)"
  class    = "name"
  types    = ["aws_iam_server_certificate"]
  example  = "arn:aws:iam::123456789012:server-certificate/c"
}

arn "iam" {
  resource = "root"
  class    = "singleton"
  types    = []
  example  = "arn:aws:iam::123456789012:root"
}

arn "iam" {
  resource = "oidc-provider/(?P<id>.+)"
  class    = "name"
  types    = ["aws_iam_openid_connect_provider"]
  example  = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
}

arn "iam" {
  resource = "saml-provider/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_iam_saml_provider"]
  example  = "arn:aws:iam::123456789012:saml-provider/s"
}

arn "logs" {
  resource = "log-group:(?P<id>[^:]+)(?::\\*)?"
  class    = "name"
  types    = ["aws_cloudwatch_log_group"]
  example  = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:*"
}

arn "cloudwatch" {
  resource = "alarm:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]
  example  = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"
}

arn "events" {
  resource = "rule/(?:[^/]+/)?(?P<id>[^/]+)"
  class    = "name"
  types    = ["aws_cloudwatch_event_rule"]
  example  = "arn:aws:events:eu-west-1:123456789012:rule/x"
}

arn "cloudtrail" {
  resource = "trail/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_cloudtrail"]
  example  = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/t"
}

arn "ecr" {
  resource = "repository/(?P<id>.+)"
  class    = "name"
  types    = ["aws_ecr_repository"]
  example  = "arn:aws:ecr:eu-west-1:123456789012:repository/team/app"
}

arn "ecs" {
  resource = "cluster/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_ecs_cluster"]
  example  = "arn:aws:ecs:eu-west-1:123456789012:cluster/c"
}

arn "ecs" {
  resource = "service/(?:(?P<parent>[^/]+)/)?(?P<id>[^/]+)"
  class    = "child"
  types    = ["aws_ecs_service"]
  example  = "arn:aws:ecs:eu-west-1:123456789012:service/c/s"
}

arn "ecs" {
  resource = "task-definition/(?P<id>[^:]+):[0-9]+"
  class    = "name"
  types    = ["aws_ecs_task_definition"]
  example  = "arn:aws:ecs:eu-west-1:123456789012:task-definition/f:12"
}

arn "eks" {
  resource = "cluster/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_eks_cluster"]
  example  = "arn:aws:eks:eu-west-1:123456789012:cluster/c"
}

arn "eks" {
  resource = "nodegroup/(?P<parent>[^/:]+)/(?P<id>[^:/]+)/[0-9a-f-]{36}"
  class    = "child"
  types    = ["aws_eks_node_group"]
  example  = "arn:aws:eks:eu-west-1:123456789012:nodegroup/c/n/1ab2c3d4-5678-90ab-cdef-111122223333"
}

arn "elasticloadbalancing" {
  resource = "loadbalancer/(?:app|net|gwy)/(?P<id>[^:/]+)/[0-9a-f]+"
  class    = "suffixed"
  types    = ["aws_lb", "aws_alb"]
  example  = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/lb/50dc6c495c0c9188"
}

arn "elasticloadbalancing" {
  resource = "loadbalancer/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_elb"]
  example  = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/classic"
}

arn "elasticloadbalancing" {
  resource = "targetgroup/(?P<id>[^:/]+)/[0-9a-f]+"
  class    = "suffixed"
  types    = ["aws_lb_target_group", "aws_alb_target_group"]
  example  = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/tg/50dc6c495c0c9188"
}

arn "elasticloadbalancing" {
  resource = "listener/(?:app|net|gwy)/(?P<parent>[^/]+)/[0-9a-f]+/(?P<id>[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_lb_listener", "aws_alb_listener"]
  example  = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/lb/50dc6c495c0c9188/f2f7dc8efc522ab2"
}

arn "elasticache" {
  resource = "replicationgroup:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_elasticache_replication_group"]
  example  = "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:redis"
}

arn "elasticache" {
  resource = "cluster:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_elasticache_cluster"]
  example  = "arn:aws:elasticache:eu-west-1:123456789012:cluster:redis-001"
}

arn "es" {
  resource = "domain/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_opensearch_domain", "aws_elasticsearch_domain"]
  example  = "arn:aws:es:eu-west-1:123456789012:domain/d"
}

arn "redshift" {
  resource = "cluster:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_redshift_cluster"]
  example  = "arn:aws:redshift:eu-west-1:123456789012:cluster:c"
}

arn "secretsmanager" {
  resource = "secret:(?P<id>.+)-[A-Za-z0-9]{6}"
  class    = "suffixed"
  types    = ["aws_secretsmanager_secret"]
  example  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-AbCdEf"
}

arn "ssm" {
  resource = "parameter/(?P<id>.+)"
  class    = "name"
  types    = ["aws_ssm_parameter"]
  example  = "arn:aws:ssm:eu-west-1:123456789012:parameter/app/x"
}

arn "kafka" {
  resource = "cluster/(?P<id>[^:/]+)/[0-9a-z-]+"
  class    = "suffixed"
  types    = ["aws_msk_cluster"]
  example  = "arn:aws:kafka:eu-west-1:123456789012:cluster/c/abcd1234-0123-abcd-5678-1234abcd5678-2"
}

arn "mq" {
  resource = "broker:(?P<id>[^:/]+):b-[0-9a-z-]+"
  class    = "suffixed"
  types    = ["aws_mq_broker"]
  example  = "arn:aws:mq:eu-west-1:123456789012:broker:m:b-1234a5b6-78cd-901e-2fgh-3i45j6k17819"
}

arn "states" {
  resource = "stateMachine:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_sfn_state_machine"]
  example  = "arn:aws:states:eu-west-1:123456789012:stateMachine:m"
}

arn "codebuild" {
  resource = "project/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_codebuild_project"]
  example  = "arn:aws:codebuild:eu-west-1:123456789012:project/p"
}

arn "codecommit" {
  resource = "(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_codecommit_repository"]
  example  = "arn:aws:codecommit:eu-west-1:123456789012:repo"
}

arn "athena" {
  resource = "workgroup/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_athena_workgroup"]
  example  = "arn:aws:athena:eu-west-1:123456789012:workgroup/w"
}

arn "autoscaling" {
  resource = "autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName/(?P<id>[^:/]+)"
  class    = "suffixed"
  types    = ["aws_autoscaling_group"]
  example  = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:2fdf2a3e-1111-4222-8333-444455556666:autoScalingGroupName/asg"
}

arn "glue" {
  resource = "job/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_glue_job"]
  example  = "arn:aws:glue:eu-west-1:123456789012:job/j"
}

arn "backup" {
  resource = "backup-vault:(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_backup_vault"]
  example  = "arn:aws:backup:eu-west-1:123456789012:backup-vault:v"
}

arn "backup" {
  resource = "backup-plan:(?P<id>(?:mrk-)?[0-9a-f-]{32,36})"
  class    = "opaque"
  types    = ["aws_backup_plan"]
  example  = "arn:aws:backup:eu-west-1:123456789012:backup-plan:1ab2c3d4-5678-90ab-cdef-111122223333"
}

arn "wafv2" {
  resource = "(?:regional|global)/webacl/(?P<id>[^:/]+)/[0-9a-f-]{36}"
  class    = "suffixed"
  types    = ["aws_wafv2_web_acl"]
  example  = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/acl/1ab2c3d4-5678-90ab-cdef-111122223333"
}

arn "access-analyzer" {
  resource = "analyzer/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_accessanalyzer_analyzer"]
  example  = "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/a"
}

arn "transfer" {
  resource = "server/(?P<id>s-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_transfer_server"]
  example  = "arn:aws:transfer:eu-west-1:123456789012:server/s-12345678901234567"
}

arn "ec2" {
  resource = "instance/(?P<id>i-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_instance"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:instance/i-0abcdef1234567890"
}

arn "ec2" {
  resource = "security-group/(?P<id>sg-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_security_group", "aws_default_security_group"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0abcdef1234567890"
}

arn "ec2" {
  resource = "security-group-rule/(?P<id>sgr-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:security-group-rule/sgr-0abcdef1234567890"
}

arn "ec2" {
  resource = "vpc/(?P<id>vpc-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_vpc", "aws_default_vpc"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0abcdef1234567890"
}

arn "ec2" {
  resource = "subnet/(?P<id>subnet-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_subnet"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0abcdef1234567890"
}

arn "ec2" {
  resource = "volume/(?P<id>vol-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_ebs_volume", "aws_instance"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:volume/vol-0abcdef1234567890"
}

arn "ec2" {
  resource = "snapshot/(?P<id>snap-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_ebs_snapshot", "aws_ebs_snapshot_copy"]
  example  = "arn:aws:ec2:eu-west-1::snapshot/snap-0abcdef1234567890"
}

arn "ec2" {
  resource = "image/(?P<id>ami-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_ami", "aws_ami_copy", "aws_ami_from_instance"]
  example  = "arn:aws:ec2:eu-west-1::image/ami-0abcdef1234567890"
}

arn "ec2" {
  resource = "network-acl/(?P<id>acl-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_network_acl", "aws_default_network_acl"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:network-acl/acl-0abcdef1234567890"
}

arn "ec2" {
  resource = "elastic-ip/(?P<id>eipalloc-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_eip"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:elastic-ip/eipalloc-0abcdef1234567890"
}

arn "ec2" {
  resource = "natgateway/(?P<id>nat-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_nat_gateway"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:natgateway/nat-0abcdef1234567890"
}

arn "ec2" {
  resource = "launch-template/(?P<id>lt-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_launch_template"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-0abcdef1234567890"
}

arn "ec2" {
  resource = "vpc-flow-log/(?P<id>fl-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_flow_log"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/fl-0abcdef1234567890"
}

arn "ec2" {
  resource = "transit-gateway/(?P<id>tgw-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_ec2_transit_gateway"]
  example  = "arn:aws:ec2:eu-west-1:123456789012:transit-gateway/tgw-0abcdef1234567890"
}

arn "elasticfilesystem" {
  resource = "file-system/(?P<id>fs-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_efs_file_system"]
  example  = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0abcdef1234567890"
}

arn "fsx" {
  resource = "file-system/(?P<id>fs-[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_fsx_lustre_file_system", "aws_fsx_windows_file_system", "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system"]
  example  = "arn:aws:fsx:eu-west-1:123456789012:file-system/fs-0abcdef1234567890"
}

arn "kms" {
  resource = "key/(?P<id>(?:mrk-)?[0-9a-f-]{32,36})"
  class    = "opaque"
  types    = ["aws_kms_key", "aws_kms_replica_key"]
  example  = "arn:aws:kms:eu-west-1:123456789012:key/1ab2c3d4-5678-90ab-cdef-111122223333"
}

arn "kms" {
  resource = "alias/(?P<id>[^:/]+)"
  class    = "name"
  types    = ["aws_kms_alias"]
  example  = "arn:aws:kms:eu-west-1:123456789012:alias/app"
}

arn "acm" {
  resource = "certificate/(?P<id>(?:mrk-)?[0-9a-f-]{32,36})"
  class    = "opaque"
  types    = ["aws_acm_certificate"]
  example  = "arn:aws:acm:eu-west-1:123456789012:certificate/1ab2c3d4-5678-90ab-cdef-111122223333"
}

arn "cloudfront" {
  resource = "distribution/(?P<id>[A-Za-z0-9]+)"
  class    = "opaque"
  types    = ["aws_cloudfront_distribution"]
  example  = "arn:aws:cloudfront::123456789012:distribution/E1ABCDEF2GHIJK"
}

arn "apigateway" {
  resource = "/restapis/(?P<id>[A-Za-z0-9]+)(?:/stages/(?P<stage>[^/]+))?"
  class    = "opaque"
  types    = ["aws_api_gateway_rest_api", "aws_api_gateway_stage"]
  example  = "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5/stages/prod"
}

arn "apigateway" {
  resource = "/apis/(?P<id>[A-Za-z0-9]+)(?:/stages/(?P<stage>[^/]+))?"
  class    = "opaque"
  types    = ["aws_apigatewayv2_api", "aws_apigatewayv2_stage"]
  example  = "arn:aws:apigateway:eu-west-1::/apis/a1b2c3d4e5/stages/prod"
}

arn "guardduty" {
  resource = "detector/(?P<id>[0-9a-f]+)"
  class    = "opaque"
  types    = ["aws_guardduty_detector"]
  example  = "arn:aws:guardduty:eu-west-1:123456789012:detector/12abc34d567e8fa901bc2d34e56789f0"
}

arn "route53" {
  resource = "hostedzone/(?P<id>[A-Za-z0-9]+)"
  class    = "opaque"
  types    = ["aws_route53_zone"]
  example  = "arn:aws:route53:::hostedzone/Z1D633PJN98FT9"
}

arn "cognito-idp" {
  resource = "userpool/(?P<id>[A-Za-z0-9_-]+)"
  class    = "opaque"
  types    = ["aws_cognito_user_pool"]
  example  = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI"
}

control "route53-query-logging" {
  title    = "Public DNS zones log their queries"
  subject  = "log DNS queries"
  severity = "low"
  match    = ["Route53 query logging enabled (AWS)"]
  kinds    = ["Route53", "Route53HostedZone", "HostedZone"]

  # Vanta's id of this test is not public.
  keywords = ["route53 query logging", "dns query logging", "route53 queries logged"]
  guidance = "The log group lives in us-east-1 and is best named /aws/route53/<zone>; a aws_cloudwatch_log_resource_policy there must let route53.amazonaws.com create streams and put events. A zone has one such configuration."

  references {
    fsbp    = ["Route53.2"]
    checkov = ["CKV2_AWS_39"]
    kics    = ["cloudwatch_logging_disabled"]
    prowler = ["route53_public_hosted_zones_cloudwatch_logging_enabled"]
  }

  resource "aws_route53_zone" {
    # A private zone cannot log in this way; the resolver of its VPC does.
    accept {
      vpc {}
    }

    companion "aws_route53_query_log" {
      by    = "zone_id"
      refer = "zone_id"

      new {
        cloudwatch_log_group_arn = decision("dns-log-group")
      }
    }
  }

  decision "dns-log-group" {
    question = "Which CloudWatch log group in us-east-1 receives DNS queries? Give its ARN; a resource policy there must admit route53.amazonaws.com."
    example  = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/route53/example.com"
  }

  impact {
    replacement = "None: the zone is not touched."
    cost        = "Log ingestion: a line for each query that the zone answers."
  }
}

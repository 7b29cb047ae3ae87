control "cloudtrail-cloudwatch" {
  title    = "CloudTrail sends its events to CloudWatch Logs"
  subject  = "send events to CloudWatch Logs"
  severity = "low"
  match    = ["CloudTrail feeds CloudWatch Logs (AWS)"]
  kinds    = ["CloudTrail", "CloudTrailTrail"]

  # Vanta's id of this test is not public.
  keywords = ["cloudtrail cloudwatch", "cloudtrail integrated cloudwatch"]

  guidance = <<-EOT
    The trail needs a log group, whose ARN is written with ":*" at its end, and a role that cloudtrail.amazonaws.com may
    assume with logs:CreateLogStream and logs:PutLogEvents for that group. An organisation's trail writes streams of all
    accounts, so its role must name the organisation's id in the stream's ARN.
  EOT

  references {
    fsbp    = ["CloudTrail.5"]
    trivy   = ["AVD-AWS-0162"]
    checkov = ["CKV2_AWS_10"]
    kics    = ["cloudtrail_not_integrated_with_cloudwatch"]
    prowler = ["cloudtrail_cloudwatch_logging_enabled"]
  }

  resource "aws_cloudtrail" {
    set {
      cloud_watch_logs_group_arn = decision("trail-log-group")
      cloud_watch_logs_role_arn  = decision("trail-log-role")
    }
  }

  decision "trail-log-group" {
    question = "Which log group, by its ARN with \":*\" at the end, receives the trail's events?"
    example  = "arn:aws:logs:eu-west-1:111111111111:log-group:cloudtrail:*"
  }

  decision "trail-log-role" {
    question = "Which role, with logs:CreateLogStream and logs:PutLogEvents, does CloudTrail write to the log group with?"
    example  = "arn:aws:iam::111111111111:role/cloudtrail-to-cloudwatch"
  }

  impact {
    replacement = "None: the trail is modified in place."
    cost        = "CloudWatch charges for each GB of events."
  }
}

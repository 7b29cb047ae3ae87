control "cloudtrail-enabled" {
  title    = "CloudTrail records all regions of the account"
  subject  = "record all regions"
  severity = "high"
  tests    = ["infra-activity-tracked-config"]
  match    = ["CloudTrail enabled"]
  keywords = ["cloudtrail enabled", "cloudtrail multi-region", "account activity tracked", "infrastructure activity tracked"]
  kinds    = ["CloudTrail", "CloudTrailTrail"]

  guidance = <<-EOT
    Where the account has a trail, widen that one; a second copy of the management events is charged. An organisation's
    trail (is_organization_trail) in the management account's repository covers all of its accounts.
  EOT

  references {
    cis_aws = ["3.1"]
    fsbp    = ["CloudTrail.1", "CloudTrail.3"]
    trivy   = ["AVD-AWS-0014"]
    checkov = ["CKV_AWS_67", "CKV_AWS_251"]
    kics    = ["cloudtrail_multi_region_disabled", "cloudtrail_logging_disabled"]
    prowler = ["cloudtrail_multi_region_enabled"]
  }

  account "aws_cloudtrail" {
    per = "account"

    # The other two are true unless somebody says otherwise.
    set {
      is_multi_region_trail         = true
      include_global_service_events = or_absent(true)
      enable_logging                = or_absent(true)
    }

    new {
      name                       = "management-events"
      s3_bucket_name             = decision("trail-bucket")
      enable_log_file_validation = true
    }
  }

  decision "trail-bucket" {
    question = "Which S3 bucket receives the trail? Its policy must let cloudtrail.amazonaws.com read the ACL and put objects."
    example  = "acme-cloudtrail-logs"
  }

  impact {
    replacement = "None: a trail is modified in place."
    cost        = "The first copy of management events is free of charge, further ones are not; the bucket's storage is paid."
    notes       = "Look for a trail of the organisation before adding one to an account."
  }
}

control "cloudtrail-log-validation" {
  title    = "CloudTrail signs its log files"
  subject  = "validate the log files"
  severity = "medium"
  tests    = ["cloudtrail-log-file-validation"]
  match    = ["CloudTrail log files are validated (AWS)"]
  keywords = ["cloudtrail log file validation", "cloudtrail log validation", "cloudtrail log files validated"]
  kinds    = ["CloudTrail", "CloudTrailTrail"]

  references {
    cis_aws = ["3.2"]
    fsbp    = ["CloudTrail.4"]
    trivy   = ["AVD-AWS-0016"]
    checkov = ["CKV_AWS_36"]
    kics    = ["cloudtrail_log_file_validation_disabled"]
    prowler = ["cloudtrail_log_file_validation_enabled"]
  }

  resource "aws_cloudtrail" {
    set {
      enable_log_file_validation = true
    }
  }

  impact {
    replacement = "None: the trail is modified in place."
    cost        = "A small digest file an hour in the trail's bucket."
  }
}

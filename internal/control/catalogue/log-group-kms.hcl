control "log-group-kms" {
  title    = "Log groups are encrypted with a customer key"
  subject  = "encrypt with a customer key"
  severity = "low"
  kinds    = ["LogGroup", "CloudWatchLogGroup", "CloudWatchLogsLogGroup"]

  # Vanta's id of this test is not public.
  keywords = ["log group encrypted", "log groups encrypted", "log groups kms", "cloudwatch logs encrypted"]
  guidance = "The key's policy must let logs.<region>.amazonaws.com encrypt and decrypt with it, for the ARN of this log group in kms:EncryptionContext:aws:logs:arn."

  references {
    trivy   = ["AVD-AWS-0017"]
    checkov = ["CKV_AWS_158"]
    kics    = ["cloudwatch_log_group_not_encrypted"]
    prowler = ["cloudwatch_log_group_kms_encryption_enabled"]
  }

  resource "aws_cloudwatch_log_group" {
    set {
      kms_key_id = decision("log-kms-key")
    }
  }

  decision "log-kms-key" {
    question = "Which KMS key, in the region of the log groups, encrypts them? Give its ARN; its policy must admit CloudWatch Logs."
    example  = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "The apply fails if the key's policy does not admit CloudWatch Logs. If the key is ever disabled, the logs cannot be read."
    replacement  = "None: events that arrive from then on are encrypted with the key."
    cost         = "The key, and its requests."
  }
}

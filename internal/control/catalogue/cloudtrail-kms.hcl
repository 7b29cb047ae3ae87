control "cloudtrail-kms" {
  title    = "CloudTrail logs are encrypted with a customer key"
  subject  = "encrypt with a customer key"
  severity = "medium"
  match    = ["CloudTrail logs are encrypted with a customer key (AWS)"]
  kinds    = ["CloudTrail", "CloudTrailTrail"]

  # Vanta's id of this test is not public.
  keywords = ["cloudtrail encrypted", "cloudtrail kms", "cloudtrail encryption"]

  guidance = <<-EOT
    The key must be in the region of the trail's bucket. Its policy lets cloudtrail.amazonaws.com call
    kms:GenerateDataKey* for the encryption context of the trail's ARN, and those who read the logs call kms:Decrypt.
  EOT

  references {
    cis_aws = ["3.5"]
    fsbp    = ["CloudTrail.2"]
    trivy   = ["AVD-AWS-0015"]
    checkov = ["CKV_AWS_35"]
    kics    = ["cloudtrail_log_files_not_encrypted_with_kms"]
    prowler = ["cloudtrail_kms_encryption_enabled"]
  }

  resource "aws_cloudtrail" {
    set {
      kms_key_id = decision("trail-key")
    }
  }

  decision "trail-key" {
    question = "Which KMS key encrypts the trail? Its policy must let cloudtrail.amazonaws.com generate data keys, and the readers of the logs decrypt."
    example  = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "A key whose policy does not admit CloudTrail stops the delivery of logs."
    replacement  = "None: the trail is modified in place; older log files stay as they are."
    cost         = "One US dollar a month for the key, and its requests."
    notes        = "Who reads the logs needs kms:Decrypt for the key."
  }
}

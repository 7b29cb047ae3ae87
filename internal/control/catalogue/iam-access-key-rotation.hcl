control "iam-access-key-rotation" {
  title    = "Access keys of IAM users are younger than 90 days"
  severity = "high"
  tests    = ["infra-access-keys-rotated"]
  match    = ["Enabled IAM User Access Keys must not be older than 90 days"]
  keywords = ["access keys older 90 days", "access keys rotated", "iam access keys rotation"]
  kinds    = ["IAMUser", "IamUser", "AwsAccountUser", "IAMAccessKey"]

  references {
    cis_aws = ["1.14"]
    fsbp    = ["IAM.3"]
    trivy   = ["AVD-AWS-0146"]
    kics    = ["iam_access_key_is_exposed"]
    prowler = ["iam_rotate_access_key_90_days"]
  }

  report_only {
    steps = <<-EOT
      Best is to do without the key: a role for what runs in AWS, OpenID Connect for a pipeline, Identity Center for
      people.
      Otherwise make a second key, give it to everything that uses the first, switch the first off, wait until
      nothing complains, and delete it.
      A key that Terraform made is renewed with terraform apply -replace=aws_iam_access_key.<name>; what used the
      old one fails at that moment, and the secret of the new one is in the state.
    EOT
  }
}

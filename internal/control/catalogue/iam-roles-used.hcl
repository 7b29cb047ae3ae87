control "iam-roles-used" {
  title    = "Software in the account works with IAM roles"
  severity = "low"
  tests    = ["infra-unique-accounts-roles"]
  match    = ["Service accounts used"]
  keywords = ["service accounts used"]
  kinds    = ["AwsAccount", "IAMRole"]

  report_only {
    steps = <<-EOT
      The test passes as soon as the account has one IAM role, and every account in use has some that AWS made. If
      it fails, look first whether Vanta may read IAM in that account.
      Give software a role (aws_iam_role with the service as principal) instead of a user with keys.
    EOT
  }
}

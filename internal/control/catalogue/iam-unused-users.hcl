control "iam-unused-users" {
  title    = "IAM users that nobody uses are removed"
  severity = "medium"
  tests    = ["infra-unique-accounts-unused"]
  match    = ["Old infrastructure accounts disabled (AWS)"]
  keywords = ["old infrastructure accounts", "iam users unused", "iam users inactive"]
  kinds    = ["IAMUser", "IamUser", "AwsAccountUser"]

  references {
    cis_aws = ["1.12"]
    fsbp    = ["IAM.8", "IAM.22"]
    trivy   = ["AVD-AWS-0144", "AVD-AWS-0166"]
    prowler = ["iam_user_console_access_unused"]
  }

  report_only {
    steps = <<-EOT
      Ask the owner of the user whether a person or a yearly job still needs it; the credential report of IAM says
      when each password and key was used last.
      Switch password and keys off first and wait some weeks. Then remove the aws_iam_user and what refers to it
      (keys, memberships, attachments) from the Terraform files in one change.
      If somebody gave the user keys or an MFA device outside Terraform, force_destroy = true has to be applied one
      change earlier; by itself it removes nobody.
    EOT
  }
}

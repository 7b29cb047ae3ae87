control "iam-user-mfa" {
  title    = "IAM users with a password use MFA"
  severity = "critical"
  tests    = ["mfa-on-accounts-infra"]
  match    = ["MFA on infrastructure provider"]
  keywords = ["mfa infrastructure", "iam mfa", "iam users mfa"]
  kinds    = ["IAMUser", "IamUser", "AwsAccountUser"]

  references {
    cis_aws = ["1.10"]
    fsbp    = ["IAM.5", "IAM.19"]
    trivy   = ["AVD-AWS-0145", "AVD-AWS-0123"]
    checkov = ["CKV2_AWS_22"]
    kics    = ["authentication_without_mfa"]
    prowler = ["iam_user_mfa_enabled_console_access"]
  }

  report_only {
    steps = <<-EOT
      The person enrols a device: AWS console, own name at the top right, Security credentials, Assign MFA device.
      If the user belongs to software, it needs no password: remove its aws_iam_user_login_profile, and the test no
      longer looks at it.
      For people Identity Center is the lasting answer: MFA is then enforced in one place, and IAM users for people
      can go.
    EOT
  }
}

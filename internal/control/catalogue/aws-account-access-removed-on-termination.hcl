control "aws-account-access-removed-on-termination" {
  title    = "AWS users of people who left are removed"
  severity = "critical"
  tests    = ["aws-account-access-removed-on-termination"]
  match    = ["AWS accounts deprovisioned when personnel leave", "AWS accounts deprovisioned when employees leave"]
  keywords = ["aws accounts deprovisioned", "aws accounts terminated"]
  kinds    = ["IAMUser", "IamUser", "AwsAccountUser"]

  report_only {
    steps = <<-EOT
      Switch the password and the access keys of the user off today; the credential report of IAM shows whether they
      were used after the person left. Look for roles and keys that the person could still know.
      Then remove the aws_iam_user and what refers to it from the Terraform files. For a user of Identity Center
      remove the person in the identity provider.
      If the user belongs to somebody else, or to software, correct its owner in Vanta.
    EOT
  }
}

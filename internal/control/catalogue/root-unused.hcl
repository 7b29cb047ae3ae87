control "root-unused" {
  title    = "The root user of the account is not used"
  severity = "high"
  tests    = ["infra-unique-accounts-root"]
  match    = ["Root infrastructure account unused"]
  keywords = ["root infrastructure account", "root account unused", "root user unused"]
  kinds    = ["AwsAccount", "IAMRoot"]

  references {
    cis_aws = ["1.7"]
    trivy   = ["AVD-AWS-0140"]
    prowler = ["iam_avoid_root_usage"]
  }

  report_only {
    steps = <<-EOT
      Find out in CloudTrail (userIdentity.type is Root) who signed in and what for, and write that down in Vanta;
      the test passes again 30 days after the last use.
      Give the task to a role. What only root can do (closing the account, its payment data, some support plans)
      stays rare.
      In an organisation a service control policy that denies the root user of member accounts, or centrally managed
      root access, keeps it from happening again.
    EOT
  }
}

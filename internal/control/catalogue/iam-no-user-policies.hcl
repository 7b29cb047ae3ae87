control "iam-no-user-policies" {
  title    = "IAM users get their permissions from groups"
  subject  = "move permissions to a group"
  severity = "medium"
  tests    = ["infra-unique-accounts-user"]
  match    = ["No user account has a policy attached directly"]
  keywords = ["user policy attached directly", "user policies attached directly", "users direct policies"]
  kinds    = ["IAMUser", "IamUser", "AwsAccountUser", "AwsAccount"]

  guidance = <<-EOT
    Give the group the policy first (aws_iam_group_policy or aws_iam_group_policy_attachment), make the user a member
    (aws_iam_user_group_membership), and remove the user's own aws_iam_user_policy or aws_iam_user_policy_attachment last.
    For software a role is better than a user in a group. A group takes ten managed policies unless the quota is raised.
  EOT

  references {
    cis_aws = ["1.15"]
    fsbp    = ["IAM.2"]
    trivy   = ["AVD-AWS-0143"]
    checkov = ["CKV_AWS_40"]
    kics    = ["iam_policies_attached_to_user"]
    prowler = ["iam_policy_attached_only_to_group_or_roles"]
  }

  # That these two exist at all is what fails.
  resource "aws_iam_user_policy" {
    also = ["aws_iam_user_policy_attachment"]

    set {
      user = absent()
    }

    exempt "which group takes over the permission is a choice, and the user has none between the removal here and the grant there" {}
  }

  resource "aws_iam_policy_attachment" {
    set {
      users = absent()
    }

    exempt "the attachment is the only one of its policy, so that every user, group and role it does not name loses the policy" {}
  }

  impact {
    availability = "Between the removal of the old attachment and the effect of the new one the user lacks the permission: apply the grant first."
    replacement  = "The attachment goes; the policy and the user stay."
    cost         = "None."
  }
}

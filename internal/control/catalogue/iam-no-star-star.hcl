control "iam-no-star-star" {
  title    = "No policy allows everything on everything"
  subject  = "allow only what is used"
  severity = "high"
  kinds    = ["IAMPolicy", "IamPolicy", "IAMRole", "IAMGroup"]

  # Vanta's id of this test is not public.
  keywords = ["full administrative privileges", "iam wildcard", "iam admin privileges", "policies full administrative"]
  guidance = "IAM Access Analyzer writes a policy from what the CloudTrail log says was used; start from that, and keep what runs once a year in mind."

  references {
    cis_aws = ["1.16"]
    fsbp    = ["IAM.1", "IAM.21"]
    trivy   = ["AVD-AWS-0057"]
    checkov = ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_1", "CKV2_AWS_40"]
    kics    = ["iam_policy_grants_full_permissions"]
    prowler = ["iam_customer_attached_policy_no_administrative_privileges"]
  }

  # A statement that allows every action on every resource, its three parts in any order; one with a condition is
  # another matter. No text is right in its place, which is what the pattern of set says.
  resource "aws_iam_policy" {
    also = ["aws_iam_role_policy", "aws_iam_group_policy", "aws_iam_user_policy"]

    only {
      policy = matches("(?s)\"Action\"\\s*:\\s*(\\[[^\\]]*)?\"\\*(:\\*)?\"[^{}]*\"Effect\"\\s*:\\s*\"Allow\"[^{}]*\"Resource\"\\s*:\\s*(\\[[^\\]]*)?\"\\*\"|\"Action\"\\s*:\\s*(\\[[^\\]]*)?\"\\*(:\\*)?\"[^{}]*\"Resource\"\\s*:\\s*(\\[[^\\]]*)?\"\\*\"[^{}]*\"Effect\"\\s*:\\s*\"Allow\"|\"Effect\"\\s*:\\s*\"Allow\"[^{}]*\"Action\"\\s*:\\s*(\\[[^\\]]*)?\"\\*(:\\*)?\"[^{}]*\"Resource\"\\s*:\\s*(\\[[^\\]]*)?\"\\*\"|\"Effect\"\\s*:\\s*\"Allow\"[^{}]*\"Resource\"\\s*:\\s*(\\[[^\\]]*)?\"\\*\"[^{}]*\"Action\"\\s*:\\s*(\\[[^\\]]*)?\"\\*(:\\*)?\"|\"Resource\"\\s*:\\s*(\\[[^\\]]*)?\"\\*\"[^{}]*\"Action\"\\s*:\\s*(\\[[^\\]]*)?\"\\*(:\\*)?\"[^{}]*\"Effect\"\\s*:\\s*\"Allow\"|\"Resource\"\\s*:\\s*(\\[[^\\]]*)?\"\\*\"[^{}]*\"Effect\"\\s*:\\s*\"Allow\"[^{}]*\"Action\"\\s*:\\s*(\\[[^\\]]*)?\"\\*(:\\*)?\"")
    }

    set {
      policy = matches("^a policy that names its actions and resources$")
    }

    exempt "which actions and resources are needed cannot be read from a policy that allows all of them" {}
  }

  # Every other policy that can be read is fine.
  resource "aws_iam_policy" {
    also = ["aws_iam_role_policy", "aws_iam_group_policy", "aws_iam_user_policy"]

    set {
      policy = present()
    }
  }

  impact {
    availability = "Whatever used a permission that is taken away fails."
    replacement  = "None: the policy gets a new version."
    cost         = "None."
  }
}

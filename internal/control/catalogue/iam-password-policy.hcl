control "iam-password-policy" {
  title    = "The account demands strong passwords"
  subject  = "demand strong passwords"
  severity = "medium"
  tests    = ["internal-password-policy-config"]
  match    = ["Password policy configured for infrastructure"]
  keywords = ["password policy infrastructure", "iam password policy", "account password policy"]
  kinds    = ["Account", "IAMPasswordPolicy"]

  guidance = "An account has one password policy: a second one in another root module overwrites the first."

  references {
    cis_aws = ["1.7", "1.8", "1.9"]
    fsbp    = ["IAM.7", "IAM.10"]
    trivy   = ["AVD-AWS-0056", "AVD-AWS-0058", "AVD-AWS-0059", "AVD-AWS-0060", "AVD-AWS-0061", "AVD-AWS-0063"]
    checkov = ["CKV_AWS_10", "CKV_AWS_11", "CKV_AWS_12", "CKV_AWS_13", "CKV_AWS_14", "CKV_AWS_15"]
    kics    = ["iam_password_without_minimum_length", "password_without_reuse_prevention"]
    prowler = ["iam_password_policy_minimum_length_14"]
  }

  account "aws_iam_account_password_policy" {
    per = "account"

    set {
      minimum_password_length        = at_least(14)
      password_reuse_prevention      = at_least(24)
      require_lowercase_characters   = true
      require_uppercase_characters   = true
      require_numbers                = true
      require_symbols                = true
      allow_users_to_change_password = or_absent(true)
    }

    new {
      allow_users_to_change_password = true
      max_password_age               = 90
    }
  }

  impact {
    availability = "None: users meet the rules when they next change their password. A new policy also lets passwords expire after 90 days."
    replacement  = "None: the policy is modified in place."
  }
}

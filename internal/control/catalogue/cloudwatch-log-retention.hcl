control "cloudwatch-log-retention" {
  title    = "Log groups keep their logs for a year"
  subject  = "keep logs for 365 days"
  severity = "medium"
  tests    = ["logs-retained-for-twelve-months-config"]
  match    = ["Server logs retained for 365 days (AWS)"]
  keywords = ["logs retained 365", "logs retained year", "log group retention", "log retention days"]
  kinds    = ["CloudwatchLogGroup", "CloudWatchLogGroup", "LogGroup"]

  guidance = <<-EOT
    Never shorten a retention. No retention at all, and 0, keep logs for ever and pass: leave them alone, since writing
    a number there would delete what is older. CloudWatch accepts only certain numbers of days.
  EOT

  references {
    checkov = ["CKV_AWS_338", "CKV_AWS_66"]
    kics    = ["cloudwatch_without_retention_period_specified"]
    prowler = ["cloudwatch_log_group_retention_policy_specific_days_enabled"]
  }

  resource "aws_cloudwatch_log_group" {
    set {
      retention_in_days = or_absent(one_of(365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0))
    }
  }

  # Without this input the module's log group keeps its logs for ever.
  module "terraform-aws-modules/lambda/aws" {
    set {
      cloudwatch_logs_retention_in_days = or_absent(one_of(365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0))
    }
  }

  module "terraform-aws-modules/vpc/aws" {
    set {
      flow_log_cloudwatch_log_group_retention_in_days = or_absent(one_of(365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0))
    }
  }

  # Without this input the module keeps the control plane's logs for 90 days.
  module "terraform-aws-modules/eks/aws" {
    set {
      cloudwatch_log_group_retention_in_days = one_of(365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0)
    }

    accept {
      create_cloudwatch_log_group = false
    }
  }

  # Without this input the module keeps the database's logs for 7 days.
  module "terraform-aws-modules/rds/aws" {
    only {
      create_cloudwatch_log_group = true
    }

    set {
      cloudwatch_log_group_retention_in_days = one_of(365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0)
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    only {
      create_cloudwatch_log_group = true
    }

    set {
      cloudwatch_log_group_retention_in_days = one_of(365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 0)
    }
  }

  impact {
    replacement = "None: the log group is modified in place."
    cost        = "Storage grows with the time that logs are kept."
    notes       = "Log groups that services such as Lambda create by themselves are not in Terraform until somebody imports them."
  }
}

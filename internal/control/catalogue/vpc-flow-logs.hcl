control "vpc-flow-logs" {
  title    = "VPCs record flow logs"
  subject  = "record flow logs"
  severity = "medium"
  tests    = ["flow-logs-on-config", "aws-vpc-flow-logging-enabled"]
  match    = ["VPC Flow Logs enabled", "VPC flow logging enabled (AWS)"]
  keywords = ["vpc flow logs", "vpc flow log", "vpc flow logging", "flow logs enabled"]
  kinds    = ["VPC", "Vpc", "EC2VPC"]

  guidance = <<-EOT
    Write log_destination, never log_group_name, which newer providers do not have. An S3 bucket needs no role. A log
    group (kept for 365 days, encrypted) needs one that vpc-flow-logs.amazonaws.com may assume and that may write there.
  EOT

  references {
    cis_aws = ["3.7"]
    fsbp    = ["EC2.6"]
    trivy   = ["AVD-AWS-0178"]
    checkov = ["CKV2_AWS_11"]
    kics    = ["vpc_flowlogs_disabled"]
    prowler = ["vpc_flow_logs_enabled"]
  }

  resource "aws_vpc" {
    companion "aws_flow_log" {
      by    = "vpc_id"
      refer = "id"

      set {
        traffic_type = one_of("ALL", "REJECT")
      }

      new {
        log_destination_type = "s3"
        log_destination      = decision("flow-log-bucket-arn")
        tags                 = target.value.tags
      }
    }
  }

  module "terraform-aws-modules/vpc/aws" {
    set {
      enable_flow_log                      = true
      create_flow_log_cloudwatch_log_group = true
      create_flow_log_cloudwatch_iam_role  = true
    }

    accept {
      enable_flow_log           = true
      flow_log_destination_type = "s3"
    }

    accept {
      enable_flow_log          = true
      flow_log_destination_arn = present()
    }
  }

  decision "flow-log-bucket-arn" {
    question = "Which S3 bucket, by its ARN, receives the VPCs' flow logs?"
    example  = "arn:aws:s3:::acme-flow-logs"
  }

  impact {
    replacement = "None: the VPC is not touched."
    cost        = "Vended logs are charged by the GB, and so is the storage of the bucket."
    notes       = "The traffic type of an existing flow log cannot change in place: that flow log is created anew."

    attribute "traffic_type" {
      replacement = true
    }
  }
}

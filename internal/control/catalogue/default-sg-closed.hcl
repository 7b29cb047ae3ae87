control "default-sg-closed" {
  title    = "Default security groups let nothing through"
  subject  = "close the default group"
  severity = "medium"
  tests    = ["aws-security-group-restricted-default-group"]
  match    = ["Default security group restricts all traffic (AWS)"]
  keywords = ["default security group", "default security groups", "restricted default group"]
  kinds    = ["SecurityGroup", "EC2SecurityGroup", "VPC", "Vpc"]

  guidance = <<-EOT
    aws_default_security_group adopts the group that every VPC comes with; without ingress and egress it removes all of
    the group's rules. What uses the default group needs a group of its own first.
  EOT

  references {
    cis_aws = ["5.4", "5.5"]
    fsbp    = ["EC2.2"]
    trivy   = ["AVD-AWS-0173"]
    checkov = ["CKV2_AWS_12"]
    kics    = ["default_security_groups_with_unrestricted_traffic", "vpc_default_security_group_accepts_all_traffic"]
    prowler = ["ec2_securitygroup_default_restrict_traffic"]
  }

  resource "aws_vpc" {
    companion "aws_default_security_group" {
      by    = "vpc_id"
      refer = "id"

      set {
        ingress "none" {}
        egress "none" {}
      }

      new {
        tags = target.value.tags
      }
    }
  }

  resource "aws_default_security_group" {
    set {
      ingress "none" {}
      egress "none" {}
    }
  }

  module "terraform-aws-modules/vpc/aws" {
    set {
      manage_default_security_group  = true
      default_security_group_ingress = or_absent([])
      default_security_group_egress  = or_absent([])
    }
  }

  impact {
    availability = "What still uses the default group (instances, functions or databases that were made without a group) loses its network. Look for members of the group first."
    replacement  = "None: Terraform adopts the group that exists."
    notes        = "Removing the resource later does not bring the rules back."
  }
}

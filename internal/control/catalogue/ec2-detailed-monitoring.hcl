control "ec2-detailed-monitoring" {
  title    = "EC2 instances report their metrics every minute"
  subject  = "turn on detailed monitoring"
  severity = "low"
  match    = ["EC2 instances have detailed monitoring (AWS)"]
  kinds    = ["EC2", "EC2Instance", "Ec2Instance"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["ec2 detailed monitoring", "instances detailed monitoring"]

  references {
    checkov = ["CKV_AWS_126"]
    kics    = ["ec2_instance_monitoring_disabled"]
    prowler = ["ec2_instance_detailed_monitoring_enabled"]
  }

  resource "aws_instance" {
    set {
      monitoring = true
    }
  }

  resource "aws_launch_template" {
    set {
      monitoring {
        enabled = true
      }
    }
  }

  module "terraform-aws-modules/ec2-instance/aws" {
    set {
      monitoring = true
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the instance is modified in place. A launch template reaches running instances only by an instance refresh."
    cost         = "Seven metrics for each instance, about two US dollars a month."
  }
}

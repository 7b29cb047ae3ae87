control "rds-not-public" {
  title    = "RDS instances have no public address"
  subject  = "remove public access"
  severity = "critical"
  match    = ["RDS instances have no public address (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance"]

  # Vanta's id of this test is not public.
  keywords = ["rds publicly accessible", "database publicly accessible", "databases publicly accessible", "rds public address"]

  guidance = <<-EOT
    An instance of an Aurora cluster decides for itself, not the cluster. Clients outside the VPC, such as reporting tools
    and laptops, need a VPN, a bastion host or a private link.
  EOT

  references {
    cis_aws = ["2.2.3"]
    fsbp    = ["RDS.2"]
    trivy   = ["AVD-AWS-0180"]
    checkov = ["CKV_AWS_17"]
    kics    = ["rds_db_instance_publicly_accessible"]
    prowler = ["rds_instance_no_public_access"]
  }

  resource "aws_db_instance" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  resource "aws_rds_cluster_instance" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  module "terraform-aws-modules/rds/aws" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  impact {
    availability = "The endpoint's name resolves to the private address; clients outside the VPC lose access."
    replacement  = "None: the instance is modified in place."
  }
}

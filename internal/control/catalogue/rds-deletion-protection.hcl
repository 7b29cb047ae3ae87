control "rds-deletion-protection" {
  title    = "RDS databases are protected against deletion"
  subject  = "protect against deletion"
  severity = "medium"
  match    = ["RDS has deletion protection (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSCluster", "DBCluster"]

  # Vanta's id of this test is not public.
  keywords = [
    "rds deletion protection", "database deletion protection", "databases deletion protection", "aurora deletion protection",
  ]

  guidance = "Environments that are destroyed on purpose, such as previews, should get the value from a variable."

  references {
    fsbp    = ["RDS.7", "RDS.8"]
    trivy   = ["AVD-AWS-0177", "AVD-AWS-0343"]
    checkov = ["CKV_AWS_293", "CKV_AWS_139"]
    prowler = ["rds_instance_deletion_protection", "rds_cluster_deletion_protection"]
  }

  resource "aws_db_instance" {
    set {
      deletion_protection = true
    }
  }

  resource "aws_rds_cluster" {
    set {
      deletion_protection = true
    }
  }

  module "terraform-aws-modules/rds/aws" {
    set {
      deletion_protection = true
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    set {
      deletion_protection = true
    }
  }

  impact {
    replacement = "None: the database is modified in place."
    notes       = "terraform destroy, and every change that replaces the database, fails until a person sets deletion_protection = false."
  }
}

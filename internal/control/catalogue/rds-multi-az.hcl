control "rds-multi-az" {
  title    = "RDS databases survive the loss of a zone"
  subject  = "add a standby in another zone"
  severity = "medium"
  tests    = ["aws-rds-multi-az-redundancy"]
  match    = ["RDS Multi-AZ deployment configured (AWS)"]
  keywords = ["rds multi-az", "rds multi az", "database multi-az"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance"]

  guidance = <<-EOT
    For Aurora the equivalent is a second aws_rds_cluster_instance of the cluster in another zone. Databases that are not
    production rather leave the scope of the test than double their cost.
  EOT

  references {
    cis_aws = ["2.2.4"]
    fsbp    = ["RDS.5", "RDS.15"]
    checkov = ["CKV_AWS_157"]
    prowler = ["rds_instance_multi_az", "rds_cluster_multi_az"]
  }

  resource "aws_db_instance" {
    only {
      replicate_source_db = absent()
    }

    set {
      multi_az = true
    }

    exempt "the instance is tied to one availability zone, which a standby in another one contradicts" {
      availability_zone = present()
    }

    exempt "editions of SQL Server differ in whether they can have a standby" {
      engine = matches("^(custom-)?sqlserver-")
    }
  }

  module "terraform-aws-modules/rds/aws" {
    only {
      replicate_source_db = absent()
    }

    set {
      multi_az = true
    }

    exempt "the instance is tied to one availability zone, which a standby in another one contradicts" {
      availability_zone = present()
    }

    exempt "editions of SQL Server differ in whether they can have a standby" {
      engine = matches("^(custom-)?sqlserver-")
    }
  }

  impact {
    availability = "Writing pauses for a short time while the standby is built; with large disks latency is raised for longer."
    replacement  = "None: the instance is modified in place."
    cost         = "The instance and its storage cost about twice as much."
    notes        = "Takes effect in the next maintenance window unless apply_immediately is set; the test fails until then."
  }
}

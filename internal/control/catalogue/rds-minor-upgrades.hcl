control "rds-minor-upgrades" {
  title    = "RDS installs minor versions by itself"
  subject  = "install minor versions"
  severity = "low"
  match    = ["RDS installs minor versions by itself (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance"]

  # Vanta's id of this test is not public.
  keywords = ["rds minor version", "rds minor versions", "database minor version", "rds minor upgrades", "minor version upgrade"]

  guidance = "An engine_version that names the full release drifts at the first upgrade: name the major version, or major and minor."

  references {
    cis_aws = ["2.2.2"]
    fsbp    = ["RDS.13", "RDS.35"]
    checkov = ["CKV_AWS_226"]
    kics    = ["automatic_minor_upgrades_disabled"]
    prowler = ["rds_instance_minor_version_upgrade_enabled"]
  }

  resource "aws_db_instance" {
    set {
      auto_minor_version_upgrade = or_absent(true)
    }
  }

  resource "aws_rds_cluster_instance" {
    set {
      auto_minor_version_upgrade = or_absent(true)
    }
  }

  module "terraform-aws-modules/rds/aws" {
    set {
      auto_minor_version_upgrade = or_absent(true)
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    set {
      auto_minor_version_upgrade = or_absent(true)
    }
  }

  impact {
    availability = "Upgrades restart the database for a short time, in its maintenance window."
    replacement  = "None: the instance is modified in place."
    notes        = "Where engine_version pins a full release, the next plan wants to go back to it."
  }
}

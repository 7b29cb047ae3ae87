control "rds-backups" {
  title    = "RDS keeps automatic backups for at least seven days"
  subject  = "keep backups for a week"
  severity = "high"
  match    = ["RDS keeps automatic backups (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSCluster", "DBCluster"]

  # Vanta's id of this test is not public.
  keywords = [
    "rds backups", "rds backup", "rds automated backups", "database backups enabled", "daily database backups",
    "database backup retention", "aurora backup",
  ]

  guidance = "A retention that is longer already stays as it is; 35 days is the most that RDS takes."

  references {
    fsbp    = ["RDS.11"]
    trivy   = ["AVD-AWS-0077"]
    checkov = ["CKV_AWS_133"]
    kics    = ["rds_with_backup_disabled", "rds_cluster_with_backup_disabled"]
    prowler = ["rds_instance_backup_enabled"]
  }

  resource "aws_db_instance" {
    set {
      backup_retention_period = at_least(7)
    }

    # A replica is made from a database that has backups itself.
    accept {
      replicate_source_db = present()
    }

    exempt "the instance may be a read replica, which needs no backups of its own" {
      replicate_source_db = present()
    }
  }

  resource "aws_rds_cluster" {
    set {
      backup_retention_period = at_least(7)
    }
  }

  module "terraform-aws-modules/rds/aws" {
    set {
      backup_retention_period = at_least(7)
    }

    accept {
      replicate_source_db = present()
    }

    exempt "the instance may be a read replica, which needs no backups of its own" {
      replicate_source_db = present()
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    set {
      backup_retention_period = at_least(7)
    }
  }

  impact {
    availability = "An instance restarts when its retention changes from 0 to another number; other changes are silent."
    replacement  = "None: the database is modified in place."
    cost         = "Backups beyond the size of the database are charged for each GB a month."

    attribute "backup_retention_period" {
      downtime = "a restart of an instance that had no backups"
    }
  }
}

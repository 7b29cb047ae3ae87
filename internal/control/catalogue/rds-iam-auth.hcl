control "rds-iam-auth" {
  title    = "RDS databases accept IAM authentication"
  subject  = "accept IAM authentication"
  severity = "medium"
  match    = ["RDS uses IAM authentication (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RDSCluster"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["rds iam authentication", "rds iam database authentication", "database iam authentication"]

  references {
    fsbp    = ["RDS.10", "RDS.12"]
    trivy   = ["AVD-AWS-0176"]
    checkov = ["CKV_AWS_161", "CKV_AWS_162"]
    kics    = ["iam_database_auth_not_enabled", "iam_db_cluster_auth_not_enabled"]
    prowler = ["rds_instance_iam_authentication_enabled", "rds_cluster_iam_authentication_enabled"]
  }

  # Oracle, SQL Server and Db2 have no IAM authentication.
  resource "aws_db_instance" {
    only {
      engine = matches("^(mysql|mariadb|postgres)$")
    }

    set {
      iam_database_authentication_enabled = true
    }

    exempt "MariaDB has IAM authentication from 10.6 on" {
      engine         = "mariadb"
      engine_version = matches("^10[.][0-5]([.]|$)")
    }
  }

  resource "aws_rds_cluster" {
    set {
      iam_database_authentication_enabled = true
    }

    exempt "Aurora Serverless v1 has no IAM authentication" {
      engine_mode = "serverless"
    }
  }

  module "terraform-aws-modules/rds/aws" {
    only {
      engine = matches("^(mysql|mariadb|postgres|aurora)")
    }

    set {
      iam_database_authentication_enabled = true
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    set {
      iam_database_authentication_enabled = true
    }

    exempt "Aurora Serverless v1 has no IAM authentication" {
      engine_mode = "serverless"
    }
  }

  impact {
    availability = "None: logins with a password go on working."
    replacement  = "None: the database is modified in place."
    notes        = "Nobody can log in by IAM yet: database users have to be granted it (rds_iam on PostgreSQL, AWSAuthenticationPlugin on MySQL) and IAM policies rds-db:connect. Without apply_immediately the change waits for the maintenance window."
  }
}

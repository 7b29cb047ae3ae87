control "rds-log-exports" {
  title    = "RDS databases export their logs to CloudWatch"
  subject  = "export the logs"
  severity = "medium"
  match    = ["RDS sends its logs to CloudWatch (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSCluster", "DBCluster"]

  # Vanta's id of this test is not public.
  keywords = [
    "rds logs", "rds logging", "rds log exports", "database logs exported", "database logs cloudwatch", "aurora logs",
    "aurora logging",
  ]

  guidance = <<-EOT
    Which logs exist depends on the engine. A log that the parameter group does not switch on (general_log, slow_query_log,
    log_statement) is exported empty. The audit log of RDS for MySQL and MariaDB needs an option group with the audit plugin.
  EOT

  references {
    fsbp    = ["RDS.9", "RDS.34", "RDS.37"]
    checkov = ["CKV_AWS_129", "CKV_AWS_324"]
    kics    = ["rds_without_logging"]
    prowler = ["rds_instance_integration_cloudwatch_logs"]
  }

  resource "aws_db_instance" {
    only {
      engine = "postgres"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("postgresql", "upgrade")
    }
  }

  resource "aws_db_instance" {
    only {
      engine = one_of("mysql", "mariadb")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("error", "general", "slowquery")
    }
  }

  resource "aws_db_instance" {
    only {
      engine = matches("^oracle-")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("alert", "audit", "listener", "trace")
    }
  }

  resource "aws_db_instance" {
    only {
      engine = one_of("sqlserver-ee", "sqlserver-se", "sqlserver-web")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("agent", "error")
    }
  }

  resource "aws_db_instance" {
    only {
      engine = "sqlserver-ex"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("error")
    }
  }

  resource "aws_db_instance" {
    only {
      engine = matches("^db2-")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("diag.log", "notify.log")
    }
  }

  # A replica or a restored instance has the engine of its source.
  resource "aws_db_instance" {
    only {
      engine = absent()
    }

    set {
      enabled_cloudwatch_logs_exports = present()
    }
  }

  resource "aws_rds_cluster" {
    only {
      engine = one_of("aurora", "aurora-mysql")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("audit", "error", "general", "slowquery")
    }

    # The first generation of Aurora Serverless exports by its parameter group alone.
    accept {
      engine_mode = "serverless"
    }
  }

  resource "aws_rds_cluster" {
    only {
      engine = "aurora-postgresql"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("postgresql")
    }

    # The first generation of Aurora Serverless exports by its parameter group alone.
    accept {
      engine_mode = "serverless"
    }
  }

  # Multi-AZ clusters.
  resource "aws_rds_cluster" {
    only {
      engine = "postgres"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("postgresql", "upgrade")
    }
  }

  resource "aws_rds_cluster" {
    only {
      engine = "mysql"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("error", "general", "slowquery")
    }
  }

  module "terraform-aws-modules/rds/aws" {
    only {
      engine = "postgres"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("postgresql", "upgrade")
    }
  }

  module "terraform-aws-modules/rds/aws" {
    only {
      engine = one_of("mysql", "mariadb")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("error", "general", "slowquery")
    }
  }

  module "terraform-aws-modules/rds/aws" {
    only {
      engine = matches("^oracle-")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("alert", "audit", "listener", "trace")
    }
  }

  module "terraform-aws-modules/rds/aws" {
    only {
      engine = one_of("sqlserver-ee", "sqlserver-se", "sqlserver-web")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("agent", "error")
    }
  }

  module "terraform-aws-modules/rds/aws" {
    only {
      engine = "sqlserver-ex"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("error")
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    only {
      engine = one_of("aurora", "aurora-mysql")
    }

    set {
      enabled_cloudwatch_logs_exports = includes("audit", "error", "general", "slowquery")
    }

    # The first generation of Aurora Serverless exports by its parameter group alone.
    accept {
      engine_mode = "serverless"
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    only {
      engine = "aurora-postgresql"
    }

    set {
      enabled_cloudwatch_logs_exports = includes("postgresql")
    }

    # The first generation of Aurora Serverless exports by its parameter group alone.
    accept {
      engine_mode = "serverless"
    }
  }

  impact {
    replacement = "None: the database is modified in place."
    cost        = "CloudWatch charges for each GB of logs; a general log that is switched on can become very large."
    notes       = "The log groups are made by RDS and keep their content for ever: create aws_cloudwatch_log_group with a retention where that matters."
  }
}

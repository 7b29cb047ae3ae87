control "rds-pgaudit" {
  title    = "PostgreSQL databases audit statements with pgAudit"
  subject  = "switch pgAudit on"
  severity = "medium"
  tests    = ["aws-rds-pgaudit-enabled"]
  keywords = ["pgaudit", "postgres audit logging", "postgresql audit logging"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSParameterGroup"]

  guidance = <<-EOT
    shared_preload_libraries is a list in one text: add pgaudit to what stands there, after a comma. The instance must use
    this parameter group (parameter_group_name) and not a default one, which cannot be changed. After the restart the
    extension has to be created in each database: CREATE EXTENSION pgaudit.
  EOT

  resource "aws_db_parameter_group" {
    also = ["aws_rds_cluster_parameter_group"]

    only {
      family = matches("^(aurora-)?postgres")
    }

    # RDS loads pg_stat_statements unless the parameter says otherwise.
    set {
      parameter "name" {
        name         = "shared_preload_libraries"
        value        = any_of("pg_stat_statements,pgaudit", matches("\\bpgaudit\\b"))
        apply_method = "pending-reboot"
      }

      parameter "name" {
        name  = "pgaudit.log"
        value = any_of("ddl,role", not_one_of("none", ""))
      }
    }

    # Other libraries stay: pgaudit belongs behind them, in the same text.
    variant "" {
      when {
        parameter "name" {
          name  = "shared_preload_libraries"
          value = not_one_of("", "pgaudit", "pg_stat_statements", "pg_stat_statements,pgaudit")
        }
      }

      set {
        parameter "name" {
          name  = "shared_preload_libraries"
          value = matches("\\bpgaudit\\b")
        }

        parameter "name" {
          name  = "pgaudit.log"
          value = any_of("ddl,role", not_one_of("none", ""))
        }
      }
    }
  }

  impact {
    availability = "The library is loaded at the next restart of the database, which a person has to plan."
    replacement  = "None: the parameter group is modified in place."
    cost         = "The log grows by a line for each statement that is audited; ddl,role leaves reads and writes of rows out."
  }
}

control "rds-force-tls" {
  title    = "RDS refuses connections without TLS"
  subject  = "require TLS"
  severity = "high"
  match    = ["RDS refuses unencrypted connections (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSCluster", "DBCluster"]

  # Vanta's id of this test is not public.
  keywords = [
    "rds in transit", "rds transit encryption", "rds force ssl", "rds tls", "rds ssl", "rds encrypted connections",
    "database connections encrypted", "database encrypted in transit",
  ]

  guidance = <<-EOT
    The fact belongs to the parameter group, not to the database: rds.force_ssl for PostgreSQL and SQL Server,
    require_secure_transport for MySQL and MariaDB. A database on a default group, which nobody can change, needs a group of
    its own for its family, named in parameter_group_name or db_cluster_parameter_group_name, and a restart. PostgreSQL 15
    and Aurora PostgreSQL 17 refuse plain connections by default.
  EOT

  references {
    fsbp    = ["RDS.38", "RDS.39"]
    checkov = ["CKV2_AWS_69"]
    prowler = ["rds_instance_transport_encrypted"]
  }

  resource "aws_db_parameter_group" {
    only {
      family = matches("^postgres(9\\.|1[0-4]$)")
    }

    set {
      parameter "name" {
        name  = "rds.force_ssl"
        value = "1"
      }
    }
  }

  # Since 15 the parameter is on unless somebody says otherwise.
  resource "aws_db_parameter_group" {
    only {
      family = matches("^postgres(1[5-9]|[2-9][0-9])$")
    }

    repair "parameter" {
      reason = "plain connections must not be let in"

      when {
        name  = "rds.force_ssl"
        value = "0"
      }

      set {
        value = "1"
      }
    }
  }

  resource "aws_db_parameter_group" {
    only {
      family = matches("^(mysql(5\\.7|8\\.)|mariadb(10\\.(5|6|11)|11\\.))")
    }

    set {
      parameter "name" {
        name  = "require_secure_transport"
        value = one_of("1", "ON", "on")
      }
    }
  }

  # SQL Server reads the parameter at its start only.
  resource "aws_db_parameter_group" {
    only {
      family = matches("^sqlserver-")
    }

    set {
      parameter "name" {
        name         = "rds.force_ssl"
        value        = "1"
        apply_method = "pending-reboot"
      }
    }
  }

  resource "aws_rds_cluster_parameter_group" {
    only {
      family = matches("^aurora-postgresql(9\\.|1[0-6]$)")
    }

    set {
      parameter "name" {
        name  = "rds.force_ssl"
        value = "1"
      }
    }
  }

  # Since 17 the parameter is on unless somebody says otherwise.
  resource "aws_rds_cluster_parameter_group" {
    only {
      family = matches("^aurora-postgresql(1[7-9]|[2-9][0-9])$")
    }

    repair "parameter" {
      reason = "plain connections must not be let in"

      when {
        name  = "rds.force_ssl"
        value = "0"
      }

      set {
        value = "1"
      }
    }
  }

  resource "aws_rds_cluster_parameter_group" {
    only {
      family = matches("^aurora-mysql(5\\.7|8\\.)")
    }

    set {
      parameter "name" {
        name  = "require_secure_transport"
        value = one_of("ON", "on", "1")
      }
    }
  }

  # Multi-AZ clusters.
  resource "aws_rds_cluster_parameter_group" {
    only {
      family = matches("^postgres1[0-4]$")
    }

    set {
      parameter "name" {
        name  = "rds.force_ssl"
        value = "1"
      }
    }
  }

  resource "aws_rds_cluster_parameter_group" {
    only {
      family = matches("^mysql8\\.")
    }

    set {
      parameter "name" {
        name  = "require_secure_transport"
        value = one_of("1", "ON", "on")
      }
    }
  }

  impact {
    availability = "Clients that connect without TLS are refused as soon as the parameter is in force; SQL Server needs a restart for it."
    replacement  = "None: the parameter group is modified in place."
    notes        = "All databases that use the group change. Look for plain connections first: pg_stat_ssl, performance_schema, or the database's log."
  }
}

control "rds-sg-not-world-open" {
  title    = "Database ports are closed to the internet"
  subject  = "close database ports"
  severity = "critical"
  tests    = ["mysql-database-ports-restricted"]
  match    = ["RDS instance IP restricted (AWS)"]
  keywords = ["rds ip restricted", "database ports restricted"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "SecurityGroup"]

  guidance = <<-EOT
    The finding names the database; the edit is in the groups of its vpc_security_group_ids. Let the application's group
    in (referenced by id) or, where the code does not show which that is, the network of the VPC.
  EOT

  references {
    cis_aws = ["2.2.3", "2.3.3"]
    fsbp    = ["EC2.19"]
    trivy   = ["AVD-AWS-0180"]
    checkov = ["CKV_AWS_17"]
    prowler = ["rds_instance_no_public_access"]
  }

  resource "aws_security_group" {
    repair "ingress" {
      reason = "a database port is open to the internet"

      when {
        protocol    = one_of("tcp", "6")
        from_port   = one_of(1433, 1521, 3306, 5432)
        cidr_blocks = includes("0.0.0.0/0")
      }

      set {
        cidr_blocks = excludes("0.0.0.0/0", decision("database-cidr"))
      }
    }

    repair "ingress" {
      reason = "a database port is open to the internet"

      when {
        protocol         = one_of("tcp", "6")
        from_port        = one_of(1433, 1521, 3306, 5432)
        cidr_blocks      = present()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0")
      }
    }

    repair "ingress" {
      reason = "a database port is open to the internet"

      when {
        protocol         = one_of("tcp", "6")
        from_port        = one_of(1433, 1521, 3306, 5432)
        cidr_blocks      = absent()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0", decision("database-cidr-ipv6"))
      }
    }
  }

  resource "aws_security_group_rule" {
    only {
      type        = "ingress"
      protocol    = one_of("tcp", "6")
      from_port   = one_of(1433, 1521, 3306, 5432)
      cidr_blocks = includes("0.0.0.0/0")
    }

    set {
      cidr_blocks = excludes("0.0.0.0/0", decision("database-cidr"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type             = "ingress"
      protocol         = one_of("tcp", "6")
      from_port        = one_of(1433, 1521, 3306, 5432)
      cidr_blocks      = present()
      ipv6_cidr_blocks = includes("::/0")
    }

    set {
      ipv6_cidr_blocks = excludes("::/0")
    }
  }

  resource "aws_security_group_rule" {
    only {
      type             = "ingress"
      protocol         = one_of("tcp", "6")
      from_port        = one_of(1433, 1521, 3306, 5432)
      cidr_blocks      = absent()
      ipv6_cidr_blocks = includes("::/0")
    }

    set {
      ipv6_cidr_blocks = excludes("::/0", decision("database-cidr-ipv6"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = one_of("tcp", "6")
      from_port   = one_of(1433, 1521, 3306, 5432)
      cidr_ipv4   = "0.0.0.0/0"
    }

    set {
      cidr_ipv4 = excludes("0.0.0.0/0", decision("database-cidr"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = one_of("tcp", "6")
      from_port   = one_of(1433, 1521, 3306, 5432)
      cidr_ipv6   = "::/0"
    }

    set {
      cidr_ipv6 = excludes("::/0", decision("database-cidr-ipv6"))
    }
  }

  decision "database-cidr" {
    question = "Which network do the applications connect to databases from, as a CIDR block?"
    example  = "10.0.0.0/16"
  }

  decision "database-cidr-ipv6" {
    question = "Which network do the applications connect to databases from, as a IPv6 CIDR block?"
    example  = "2001:db8:1234::/48"
  }

  impact {
    availability = "Clients outside the new source lose the database."
    replacement  = "None for rules inside the group. A rule that is a resource of its own is created anew with the other source."
    cost         = "None."

    # Of an aws_security_group_rule; the path of a rule inside the group is another one.
    attribute "cidr_blocks" {
      replacement = true
    }

    attribute "ipv6_cidr_blocks" {
      replacement = true
    }
  }
}

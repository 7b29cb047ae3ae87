control "nacl-no-open-admin" {
  title    = "Network ACLs keep administration ports from the internet"
  subject  = "close admin ports to the world"
  severity = "medium"
  kinds    = ["NetworkAcl", "EC2NetworkAcl", "NACL"]

  # Vanta's id of this test is not public.
  keywords = ["network acl", "network acls", "nacl", "nacls"]

  guidance = <<-EOT
    A network ACL has no memory: answers come back on ports 1024 to 65535 and need a rule of their own, and the lowest
    number that matches decides. A deny for ports 22 and 3389 in front of a broad allow is the smallest change.
  EOT

  references {
    cis_aws = ["5.1"]
    fsbp    = ["EC2.21"]
    trivy   = ["AVD-AWS-0105", "AVD-AWS-0102"]
    checkov = ["CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"]
    kics    = ["network_acl_with_unrestricted_access_to_ssh", "network_acl_with_unrestricted_access_to_rdp"]
    prowler = ["ec2_networkacl_allow_ingress_any_port"]
  }

  resource "aws_network_acl" {
    also = ["aws_default_network_acl"]

    repair "ingress" {
      reason = "SSH is open to the internet"

      when {
        action     = one_of("allow", "ALLOW")
        cidr_block = "0.0.0.0/0"
        protocol   = one_of("tcp", "6")
        from_port  = at_most(22)
        to_port    = at_least(22)
      }

      set {
        cidr_block = not_one_of("0.0.0.0/0")
      }
    }

    repair "ingress" {
      reason = "remote desktop is open to the internet"

      when {
        action     = one_of("allow", "ALLOW")
        cidr_block = "0.0.0.0/0"
        protocol   = one_of("tcp", "6")
        from_port  = at_most(3389)
        to_port    = at_least(3389)
      }

      set {
        cidr_block = not_one_of("0.0.0.0/0")
      }
    }

    repair "ingress" {
      reason = "all ports, those of administrators among them, are open to the internet"

      when {
        action     = one_of("allow", "ALLOW")
        cidr_block = "0.0.0.0/0"
        protocol   = one_of("-1", "all")
      }

      set {
        cidr_block = not_one_of("0.0.0.0/0")
      }
    }

    repair "ingress" {
      reason = "SSH is open to the internet"

      when {
        action          = one_of("allow", "ALLOW")
        ipv6_cidr_block = "::/0"
        protocol        = one_of("tcp", "6")
        from_port       = at_most(22)
        to_port         = at_least(22)
      }

      set {
        ipv6_cidr_block = not_one_of("::/0")
      }
    }

    repair "ingress" {
      reason = "remote desktop is open to the internet"

      when {
        action          = one_of("allow", "ALLOW")
        ipv6_cidr_block = "::/0"
        protocol        = one_of("tcp", "6")
        from_port       = at_most(3389)
        to_port         = at_least(3389)
      }

      set {
        ipv6_cidr_block = not_one_of("::/0")
      }
    }

    repair "ingress" {
      reason = "all ports, those of administrators among them, are open to the internet"

      when {
        action          = one_of("allow", "ALLOW")
        ipv6_cidr_block = "::/0"
        protocol        = one_of("-1", "all")
      }

      set {
        ipv6_cidr_block = not_one_of("::/0")
      }
    }
  }

  resource "aws_network_acl_rule" {
    only {
      egress      = or_absent(false)
      rule_action = one_of("allow", "ALLOW")
      cidr_block  = "0.0.0.0/0"
      protocol    = one_of("tcp", "6")
      from_port   = at_most(22)
      to_port     = at_least(22)
    }

    set {
      cidr_block = not_one_of("0.0.0.0/0")
    }
  }

  resource "aws_network_acl_rule" {
    only {
      egress      = or_absent(false)
      rule_action = one_of("allow", "ALLOW")
      cidr_block  = "0.0.0.0/0"
      protocol    = one_of("tcp", "6")
      from_port   = at_most(3389)
      to_port     = at_least(3389)
    }

    set {
      cidr_block = not_one_of("0.0.0.0/0")
    }
  }

  resource "aws_network_acl_rule" {
    only {
      egress      = or_absent(false)
      rule_action = one_of("allow", "ALLOW")
      cidr_block  = "0.0.0.0/0"
      protocol    = one_of("-1", "all")
    }

    set {
      cidr_block = not_one_of("0.0.0.0/0")
    }
  }

  resource "aws_network_acl_rule" {
    only {
      egress          = or_absent(false)
      rule_action     = one_of("allow", "ALLOW")
      ipv6_cidr_block = "::/0"
      protocol        = one_of("tcp", "6")
      from_port       = at_most(22)
      to_port         = at_least(22)
    }

    set {
      ipv6_cidr_block = not_one_of("::/0")
    }
  }

  resource "aws_network_acl_rule" {
    only {
      egress          = or_absent(false)
      rule_action     = one_of("allow", "ALLOW")
      ipv6_cidr_block = "::/0"
      protocol        = one_of("tcp", "6")
      from_port       = at_most(3389)
      to_port         = at_least(3389)
    }

    set {
      ipv6_cidr_block = not_one_of("::/0")
    }
  }

  resource "aws_network_acl_rule" {
    only {
      egress          = or_absent(false)
      rule_action     = one_of("allow", "ALLOW")
      ipv6_cidr_block = "::/0"
      protocol        = one_of("-1", "all")
    }

    set {
      ipv6_cidr_block = not_one_of("::/0")
    }
  }

  impact {
    availability = "A wrong number or a range that is too narrow cuts traffic of the whole subnet at once, answers to outgoing requests included."
    replacement  = "None for rules inside the ACL. A rule that is a resource of its own is created anew with the other source."
    cost         = "None."
  }
}

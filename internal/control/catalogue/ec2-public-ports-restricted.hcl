control "ec2-public-ports-restricted" {
  title    = "EC2 instances open only web ports to the internet"
  subject  = "close ports to the internet"
  severity = "high"
  tests    = ["aws-ec2instances-ports-restricted"]
  match    = ["EC2 instance public ports restricted (AWS)"]
  keywords = ["instance public ports restricted", "instances public ports", "unapproved public ports"]
  kinds    = ["EC2", "EC2Instance", "Ec2Instance", "SecurityGroup", "EC2SecurityGroup"]

  guidance = <<-EOT
    The finding names the instance; the edit is in the groups that vpc_security_group_ids or its launch template name.
    Only TCP 80 and 443 may be open to the world. Split a wide range so that those two stay open where they are needed.
    Which other port the internet needs is for people to say: propose the narrowest source that the code shows.
  EOT

  references {
    cis_aws = ["5.2", "5.3"]
    fsbp    = ["EC2.18", "EC2.19"]
    trivy   = ["AVD-AWS-0107"]
    checkov = ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"]
    kics    = ["unrestricted_security_group_ingress", "unknown_port_exposed_to_internet", "sensitive_port_is_exposed_to_entire_network"]
    prowler = ["ec2_securitygroup_allow_ingress_from_internet_to_all_ports"]
  }

  resource "aws_security_group" {
    repair "ingress" {
      reason = "a port other than 80 and 443 is open to the internet"

      when {
        protocol    = not_one_of("icmp", "icmpv6", "1", "58")
        from_port   = not_one_of(80, 443)
        cidr_blocks = includes("0.0.0.0/0")
      }

      set {
        cidr_blocks = excludes("0.0.0.0/0", decision("trusted-cidr"))
      }
    }

    repair "ingress" {
      reason = "a port other than 80 and 443 is open to the internet"

      when {
        protocol         = not_one_of("icmp", "icmpv6", "1", "58")
        from_port        = not_one_of(80, 443)
        cidr_blocks      = present()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0")
      }
    }

    repair "ingress" {
      reason = "a port other than 80 and 443 is open to the internet"

      when {
        protocol         = not_one_of("icmp", "icmpv6", "1", "58")
        from_port        = not_one_of(80, 443)
        cidr_blocks      = absent()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0", decision("trusted-cidr-ipv6"))
      }
    }

    repair "ingress" {
      reason = "ports beside 80 are open to the internet"

      when {
        protocol    = not_one_of("icmp", "icmpv6", "1", "58")
        from_port   = 80
        to_port     = not_one_of(80)
        cidr_blocks = includes("0.0.0.0/0")
      }

      set {
        cidr_blocks = excludes("0.0.0.0/0", decision("trusted-cidr"))
      }
    }

    repair "ingress" {
      reason = "ports beside 80 are open to the internet"

      when {
        protocol         = not_one_of("icmp", "icmpv6", "1", "58")
        from_port        = 80
        to_port          = not_one_of(80)
        cidr_blocks      = present()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0")
      }
    }

    repair "ingress" {
      reason = "ports beside 80 are open to the internet"

      when {
        protocol         = not_one_of("icmp", "icmpv6", "1", "58")
        from_port        = 80
        to_port          = not_one_of(80)
        cidr_blocks      = absent()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0", decision("trusted-cidr-ipv6"))
      }
    }

    repair "ingress" {
      reason = "ports beside 443 are open to the internet"

      when {
        protocol    = not_one_of("icmp", "icmpv6", "1", "58")
        from_port   = 443
        to_port     = not_one_of(443)
        cidr_blocks = includes("0.0.0.0/0")
      }

      set {
        cidr_blocks = excludes("0.0.0.0/0", decision("trusted-cidr"))
      }
    }

    repair "ingress" {
      reason = "ports beside 443 are open to the internet"

      when {
        protocol         = not_one_of("icmp", "icmpv6", "1", "58")
        from_port        = 443
        to_port          = not_one_of(443)
        cidr_blocks      = present()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0")
      }
    }

    repair "ingress" {
      reason = "ports beside 443 are open to the internet"

      when {
        protocol         = not_one_of("icmp", "icmpv6", "1", "58")
        from_port        = 443
        to_port          = not_one_of(443)
        cidr_blocks      = absent()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0", decision("trusted-cidr-ipv6"))
      }
    }
  }

  resource "aws_security_group_rule" {
    only {
      type        = "ingress"
      protocol    = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = not_one_of(80, 443)
      cidr_blocks = includes("0.0.0.0/0")
    }

    set {
      cidr_blocks = excludes("0.0.0.0/0", decision("trusted-cidr"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type             = "ingress"
      protocol         = not_one_of("icmp", "icmpv6", "1", "58")
      from_port        = not_one_of(80, 443)
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
      protocol         = not_one_of("icmp", "icmpv6", "1", "58")
      from_port        = not_one_of(80, 443)
      cidr_blocks      = absent()
      ipv6_cidr_blocks = includes("::/0")
    }

    set {
      ipv6_cidr_blocks = excludes("::/0", decision("trusted-cidr-ipv6"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type        = "ingress"
      protocol    = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = 80
      to_port     = not_one_of(80)
      cidr_blocks = includes("0.0.0.0/0")
    }

    set {
      cidr_blocks = excludes("0.0.0.0/0", decision("trusted-cidr"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type             = "ingress"
      protocol         = not_one_of("icmp", "icmpv6", "1", "58")
      from_port        = 80
      to_port          = not_one_of(80)
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
      protocol         = not_one_of("icmp", "icmpv6", "1", "58")
      from_port        = 80
      to_port          = not_one_of(80)
      cidr_blocks      = absent()
      ipv6_cidr_blocks = includes("::/0")
    }

    set {
      ipv6_cidr_blocks = excludes("::/0", decision("trusted-cidr-ipv6"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type        = "ingress"
      protocol    = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = 443
      to_port     = not_one_of(443)
      cidr_blocks = includes("0.0.0.0/0")
    }

    set {
      cidr_blocks = excludes("0.0.0.0/0", decision("trusted-cidr"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type             = "ingress"
      protocol         = not_one_of("icmp", "icmpv6", "1", "58")
      from_port        = 443
      to_port          = not_one_of(443)
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
      protocol         = not_one_of("icmp", "icmpv6", "1", "58")
      from_port        = 443
      to_port          = not_one_of(443)
      cidr_blocks      = absent()
      ipv6_cidr_blocks = includes("::/0")
    }

    set {
      ipv6_cidr_blocks = excludes("::/0", decision("trusted-cidr-ipv6"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = not_one_of(80, 443)
      cidr_ipv4   = "0.0.0.0/0"
    }

    set {
      cidr_ipv4 = excludes("0.0.0.0/0", decision("trusted-cidr"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = not_one_of(80, 443)
      cidr_ipv6   = "::/0"
    }

    set {
      cidr_ipv6 = excludes("::/0", decision("trusted-cidr-ipv6"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = 80
      to_port     = not_one_of(80)
      cidr_ipv4   = "0.0.0.0/0"
    }

    set {
      cidr_ipv4 = excludes("0.0.0.0/0", decision("trusted-cidr"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = 80
      to_port     = not_one_of(80)
      cidr_ipv6   = "::/0"
    }

    set {
      cidr_ipv6 = excludes("::/0", decision("trusted-cidr-ipv6"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = 443
      to_port     = not_one_of(443)
      cidr_ipv4   = "0.0.0.0/0"
    }

    set {
      cidr_ipv4 = excludes("0.0.0.0/0", decision("trusted-cidr"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = not_one_of("icmp", "icmpv6", "1", "58")
      from_port   = 443
      to_port     = not_one_of(443)
      cidr_ipv6   = "::/0"
    }

    set {
      cidr_ipv6 = excludes("::/0", decision("trusted-cidr-ipv6"))
    }
  }

  decision "trusted-cidr" {
    question = "Which network may reach ports other than 80 and 443, as a CIDR block?"
    example  = "10.20.0.0/16"
  }

  decision "trusted-cidr-ipv6" {
    question = "Which network may reach ports other than 80 and 443, as a IPv6 CIDR block?"
    example  = "2001:db8:1234::/48"
  }

  impact {
    availability = "Traffic from the internet to the closed ports stops."
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

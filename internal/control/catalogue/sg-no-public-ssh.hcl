control "sg-no-public-ssh" {
  title    = "Security groups keep SSH from the internet"
  subject  = "close SSH to the internet"
  severity = "critical"
  tests    = ["firewall-config-server"]
  match    = ["Public SSH denied (AWS)"]
  keywords = ["public ssh", "ssh internet", "ssh restricted"]
  kinds    = ["SecurityGroup", "EC2SecurityGroup", "EC2", "EC2Instance"]

  guidance = <<-EOT
    Look at every rule whose ports include 22: single ports, wide ranges, and protocol -1. Replace the world by the
    network that people administer from, a prefix list or another group, or drop the rule and use Session Manager. Keep
    rules inside the group and rules of their own apart: one group has either.
  EOT

  references {
    cis_aws = ["5.2", "5.3"]
    fsbp    = ["EC2.13", "EC2.14"]
    trivy   = ["AVD-AWS-0107"]
    checkov = ["CKV_AWS_24"]
    kics    = ["security_group_with_unrestricted_access_to_ssh"]
    prowler = ["ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22"]
  }

  resource "aws_security_group" {
    repair "ingress" {
      reason = "SSH is open to the internet"

      when {
        protocol    = one_of("tcp", "6")
        from_port   = at_most(22)
        to_port     = at_least(22)
        cidr_blocks = includes("0.0.0.0/0")
      }

      set {
        cidr_blocks = excludes("0.0.0.0/0", decision("admin-cidr"))
      }
    }

    repair "ingress" {
      reason = "SSH is open to the internet"

      when {
        protocol         = one_of("tcp", "6")
        from_port        = at_most(22)
        to_port          = at_least(22)
        cidr_blocks      = present()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0")
      }
    }

    repair "ingress" {
      reason = "SSH is open to the internet"

      when {
        protocol         = one_of("tcp", "6")
        from_port        = at_most(22)
        to_port          = at_least(22)
        cidr_blocks      = absent()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0", decision("admin-cidr-ipv6"))
      }
    }

    repair "ingress" {
      reason = "all ports, SSH among them, are open to the internet"

      when {
        protocol    = one_of("-1", "all")
        cidr_blocks = includes("0.0.0.0/0")
      }

      set {
        cidr_blocks = excludes("0.0.0.0/0", decision("admin-cidr"))
      }
    }

    repair "ingress" {
      reason = "all ports, SSH among them, are open to the internet"

      when {
        protocol         = one_of("-1", "all")
        cidr_blocks      = present()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0")
      }
    }

    repair "ingress" {
      reason = "all ports, SSH among them, are open to the internet"

      when {
        protocol         = one_of("-1", "all")
        cidr_blocks      = absent()
        ipv6_cidr_blocks = includes("::/0")
      }

      set {
        ipv6_cidr_blocks = excludes("::/0", decision("admin-cidr-ipv6"))
      }
    }
  }

  resource "aws_security_group_rule" {
    only {
      type        = "ingress"
      protocol    = one_of("tcp", "6")
      from_port   = at_most(22)
      to_port     = at_least(22)
      cidr_blocks = includes("0.0.0.0/0")
    }

    set {
      cidr_blocks = excludes("0.0.0.0/0", decision("admin-cidr"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type             = "ingress"
      protocol         = one_of("tcp", "6")
      from_port        = at_most(22)
      to_port          = at_least(22)
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
      from_port        = at_most(22)
      to_port          = at_least(22)
      cidr_blocks      = absent()
      ipv6_cidr_blocks = includes("::/0")
    }

    set {
      ipv6_cidr_blocks = excludes("::/0", decision("admin-cidr-ipv6"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type        = "ingress"
      protocol    = one_of("-1", "all")
      cidr_blocks = includes("0.0.0.0/0")
    }

    set {
      cidr_blocks = excludes("0.0.0.0/0", decision("admin-cidr"))
    }
  }

  resource "aws_security_group_rule" {
    only {
      type             = "ingress"
      protocol         = one_of("-1", "all")
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
      protocol         = one_of("-1", "all")
      cidr_blocks      = absent()
      ipv6_cidr_blocks = includes("::/0")
    }

    set {
      ipv6_cidr_blocks = excludes("::/0", decision("admin-cidr-ipv6"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = one_of("tcp", "6")
      from_port   = at_most(22)
      to_port     = at_least(22)
      cidr_ipv4   = "0.0.0.0/0"
    }

    set {
      cidr_ipv4 = excludes("0.0.0.0/0", decision("admin-cidr"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = one_of("tcp", "6")
      from_port   = at_most(22)
      to_port     = at_least(22)
      cidr_ipv6   = "::/0"
    }

    set {
      cidr_ipv6 = excludes("::/0", decision("admin-cidr-ipv6"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = one_of("-1", "all")
      cidr_ipv4   = "0.0.0.0/0"
    }

    set {
      cidr_ipv4 = excludes("0.0.0.0/0", decision("admin-cidr"))
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    only {
      ip_protocol = one_of("-1", "all")
      cidr_ipv6   = "::/0"
    }

    set {
      cidr_ipv6 = excludes("::/0", decision("admin-cidr-ipv6"))
    }
  }

  decision "admin-cidr" {
    question = "Which network may open SSH sessions, as a CIDR block?"
    example  = "10.20.0.0/16"
  }

  decision "admin-cidr-ipv6" {
    question = "Which network may open SSH sessions, as a IPv6 CIDR block?"
    example  = "2001:db8:1234::/48"
  }

  impact {
    availability = "Whoever opens SSH sessions from elsewhere is locked out; nothing else changes."
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

control "sg-rule-descriptions" {
  title    = "Security group rules say what they are for"
  subject  = "describe the rules"
  severity = "low"
  match    = ["Security group rules have descriptions (AWS)"]
  kinds    = ["SecurityGroup", "EC2SecurityGroup"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["security group rule description", "security group rules description", "security group rules descriptions", "security group rules described"]
  guidance = "Describe the traffic and its source from the names and comments around the rule, in a few words; do not invent a purpose. Letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* are allowed, 255 characters at most."

  references {
    trivy   = ["AVD-AWS-0124"]
    checkov = ["CKV_AWS_23"]
    kics    = ["security_group_rules_without_description"]
  }

  # The port says what well-known traffic is for; of other rules a person knows it.
  resource "aws_security_group" {
    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 22
        to_port     = 22
      }

      set {
        description = "Inbound SSH"
      }
    }

    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 80
        to_port     = 80
      }

      set {
        description = "Inbound HTTP"
      }
    }

    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 443
        to_port     = 443
      }

      set {
        description = "Inbound HTTPS"
      }
    }

    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 3306
        to_port     = 3306
      }

      set {
        description = "Inbound MySQL"
      }
    }

    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 5432
        to_port     = 5432
      }

      set {
        description = "Inbound PostgreSQL"
      }
    }

    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = one_of("-1", "all")
      }

      set {
        description = "All inbound traffic"
      }
    }

    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = not_one_of(22, 80, 443, 3306, 5432)
      }

      set {
        description = present()
      }
    }

    # A range that begins at a well-known port.
    repair "ingress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = one_of(22, 80, 443, 3306, 5432)
        to_port     = not_one_of(22, 80, 443, 3306, 5432)
      }

      set {
        description = present()
      }
    }

    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 22
        to_port     = 22
      }

      set {
        description = "Outbound SSH"
      }
    }

    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 80
        to_port     = 80
      }

      set {
        description = "Outbound HTTP"
      }
    }

    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 443
        to_port     = 443
      }

      set {
        description = "Outbound HTTPS"
      }
    }

    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 3306
        to_port     = 3306
      }

      set {
        description = "Outbound MySQL"
      }
    }

    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = 5432
        to_port     = 5432
      }

      set {
        description = "Outbound PostgreSQL"
      }
    }

    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = one_of("-1", "all")
      }

      set {
        description = "All outbound traffic"
      }
    }

    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = not_one_of(22, 80, 443, 3306, 5432)
      }

      set {
        description = present()
      }
    }

    # A range that begins at a well-known port.
    repair "egress" {
      reason = "the rule does not say what it is for"

      when {
        description = absent()
        protocol    = not_one_of("-1", "all")
        from_port   = one_of(22, 80, 443, 3306, 5432)
        to_port     = not_one_of(22, 80, 443, 3306, 5432)
      }

      set {
        description = present()
      }
    }
  }

  resource "aws_security_group_rule" {
    set {
      description = present()
    }

    variant "" {
      when {
        type      = "ingress"
        from_port = 22
        to_port   = 22
      }

      set {
        description = any_of("Inbound SSH", present())
      }
    }

    variant "" {
      when {
        type      = "ingress"
        from_port = 80
        to_port   = 80
      }

      set {
        description = any_of("Inbound HTTP", present())
      }
    }

    variant "" {
      when {
        type      = "ingress"
        from_port = 443
        to_port   = 443
      }

      set {
        description = any_of("Inbound HTTPS", present())
      }
    }

    variant "" {
      when {
        type      = "ingress"
        from_port = 3306
        to_port   = 3306
      }

      set {
        description = any_of("Inbound MySQL", present())
      }
    }

    variant "" {
      when {
        type      = "ingress"
        from_port = 5432
        to_port   = 5432
      }

      set {
        description = any_of("Inbound PostgreSQL", present())
      }
    }

    variant "" {
      when {
        type     = "ingress"
        protocol = one_of("-1", "all")
      }

      set {
        description = any_of("All inbound traffic", present())
      }
    }

    variant "" {
      when {
        type      = "egress"
        from_port = 22
        to_port   = 22
      }

      set {
        description = any_of("Outbound SSH", present())
      }
    }

    variant "" {
      when {
        type      = "egress"
        from_port = 80
        to_port   = 80
      }

      set {
        description = any_of("Outbound HTTP", present())
      }
    }

    variant "" {
      when {
        type      = "egress"
        from_port = 443
        to_port   = 443
      }

      set {
        description = any_of("Outbound HTTPS", present())
      }
    }

    variant "" {
      when {
        type      = "egress"
        from_port = 3306
        to_port   = 3306
      }

      set {
        description = any_of("Outbound MySQL", present())
      }
    }

    variant "" {
      when {
        type      = "egress"
        from_port = 5432
        to_port   = 5432
      }

      set {
        description = any_of("Outbound PostgreSQL", present())
      }
    }

    variant "" {
      when {
        type     = "egress"
        protocol = one_of("-1", "all")
      }

      set {
        description = any_of("All outbound traffic", present())
      }
    }
  }

  resource "aws_vpc_security_group_ingress_rule" {
    set {
      description = present()
    }

    variant "" {
      when {
        from_port = 22
        to_port   = 22
      }

      set {
        description = any_of("Inbound SSH", present())
      }
    }

    variant "" {
      when {
        from_port = 80
        to_port   = 80
      }

      set {
        description = any_of("Inbound HTTP", present())
      }
    }

    variant "" {
      when {
        from_port = 443
        to_port   = 443
      }

      set {
        description = any_of("Inbound HTTPS", present())
      }
    }

    variant "" {
      when {
        from_port = 3306
        to_port   = 3306
      }

      set {
        description = any_of("Inbound MySQL", present())
      }
    }

    variant "" {
      when {
        from_port = 5432
        to_port   = 5432
      }

      set {
        description = any_of("Inbound PostgreSQL", present())
      }
    }

    variant "" {
      when {
        ip_protocol = one_of("-1", "all")
      }

      set {
        description = any_of("All inbound traffic", present())
      }
    }
  }

  resource "aws_vpc_security_group_egress_rule" {
    set {
      description = present()
    }

    variant "" {
      when {
        from_port = 22
        to_port   = 22
      }

      set {
        description = any_of("Outbound SSH", present())
      }
    }

    variant "" {
      when {
        from_port = 80
        to_port   = 80
      }

      set {
        description = any_of("Outbound HTTP", present())
      }
    }

    variant "" {
      when {
        from_port = 443
        to_port   = 443
      }

      set {
        description = any_of("Outbound HTTPS", present())
      }
    }

    variant "" {
      when {
        from_port = 3306
        to_port   = 3306
      }

      set {
        description = any_of("Outbound MySQL", present())
      }
    }

    variant "" {
      when {
        from_port = 5432
        to_port   = 5432
      }

      set {
        description = any_of("Outbound PostgreSQL", present())
      }
    }

    variant "" {
      when {
        ip_protocol = one_of("-1", "all")
      }

      set {
        description = any_of("All outbound traffic", present())
      }
    }
  }

  impact {
    availability = "Terraform replaces the rules that stand inside an aws_security_group: new connections may fail for a moment. Rules that are resources of their own change in place."
    replacement  = "None: the security group stays."
    notes        = "The description of the group itself is not touched: changing it replaces the group."
  }
}

control "alb-header-deletion" {
  title    = "Load balancers drop invalid headers and resist deletion"
  subject  = "drop bad headers, block deletion"
  severity = "medium"
  kinds    = ["LoadBalancer", "ELBv2"]

  # Vanta's id of this test is not public.
  keywords = [
    "drop invalid headers", "invalid http headers", "invalid headers", "load balancer deletion protection", "load balancers deletion protection",
  ]

  references {
    fsbp    = ["ELB.4", "ELB.6"]
    trivy   = ["AVD-AWS-0052"]
    checkov = ["CKV_AWS_131", "CKV_AWS_150"]
    kics    = ["alb_not_dropping_invalid_headers", "alb_deletion_protection_disabled"]
    prowler = ["elbv2_deletion_protection"]
  }

  resource "aws_lb" {
    also = ["aws_alb"]

    set {
      enable_deletion_protection = true
    }
  }

  # Only application load balancers read headers.
  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      load_balancer_type = or_absent("application")
    }

    set {
      drop_invalid_header_fields = true
    }
  }

  # Since 9.0 both are on unless a call turns them off.
  module "terraform-aws-modules/alb/aws" {
    version = ">= 9.0"

    set {
      enable_deletion_protection = or_absent(true)
    }
  }

  module "terraform-aws-modules/alb/aws" {
    version = ">= 9.0"

    only {
      load_balancer_type = or_absent("application")
    }

    set {
      drop_invalid_header_fields = or_absent(true)
    }
  }

  module "terraform-aws-modules/alb/aws" {
    version = "< 9.0"

    set {
      enable_deletion_protection = true
    }
  }

  module "terraform-aws-modules/alb/aws" {
    version = ">= 5.0, < 9.0"

    only {
      load_balancer_type = or_absent("application")
    }

    set {
      drop_invalid_header_fields = true
    }
  }

  impact {
    availability = "Headers whose names hold anything but letters, digits and hyphens, such as an underscore, no longer reach the targets."
    replacement  = "None: the load balancer is modified in place."
    notes        = "terraform destroy, and a change that replaces the load balancer, fail until the protection is taken off again."
  }
}

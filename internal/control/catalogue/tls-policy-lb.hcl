control "tls-policy-lb" {
  title    = "Load balancers accept TLS 1.2 or newer only"
  subject  = "require TLS 1.2"
  severity = "high"
  tests    = ["ssl-good-ciphers", "ssl-no-warnings"]
  keywords = ["load balancer tls policy", "load balancers strong tls", "strong ssl ciphers", "strong tls ciphers"]
  kinds    = ["LoadBalancer", "ALB", "ELBv2", "ElasticLoadBalancer", "Domain"]

  guidance = <<-EOT
    The test looks at a host name. Which listener serves it is found through its DNS record; where CloudFront stands in
    front, the distribution's viewer_certificate decides instead.
  EOT

  references {
    fsbp    = ["ELB.17"]
    trivy   = ["AVD-AWS-0047"]
    checkov = ["CKV_AWS_103", "CKV2_AWS_74"]
    kics    = ["elb_using_insecure_protocols"]
    prowler = ["elbv2_insecure_ssl_ciphers"]
  }

  # Unset means ELBSecurityPolicy-2016-08, which still speaks TLS 1.0. The policies named -Ext bring back ciphers
  # without forward secrecy, so they are not among those that pass:
  # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
  resource "aws_lb_listener" {
    also = ["aws_alb_listener"]

    only {
      protocol = one_of("HTTPS", "TLS")
    }

    set {
      ssl_policy = any_of(
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        matches("^ELBSecurityPolicy-TLS13-1-[23]-(Res-)?(FIPS-)?(PQ-)?20"),
        matches("^ELBSecurityPolicy-FS-1-2-"),
        "ELBSecurityPolicy-TLS-1-2-2017-01",
      )
    }
  }

  # Classic load balancers: a policy of protocols that are named one by one, or a ready-made one.
  resource "aws_load_balancer_policy" {
    only {
      policy_type_name = "SSLNegotiationPolicyType"
    }

    repair "policy_attribute" {
      reason = "the policy allows a protocol older than TLS 1.2"

      when {
        name  = one_of("Protocol-SSLv2", "Protocol-SSLv3", "Protocol-TLSv1", "Protocol-TLSv1.1")
        value = "true"
      }

      set {
        name = "Protocol-TLSv1.2"
      }
    }

    repair "policy_attribute" {
      reason = "the ready-made policy allows protocols older than TLS 1.2"

      when {
        name  = "Reference-Security-Policy"
        value = not_one_of("ELBSecurityPolicy-TLS-1-2-2017-01")
      }

      set {
        value = "ELBSecurityPolicy-TLS-1-2-2017-01"
      }
    }
  }

  module "terraform-aws-modules/alb/aws" {
    version = "< 9.0"

    only {
      https_listeners = present()
    }

    set {
      listener_ssl_policy_default = any_of(
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        matches("^ELBSecurityPolicy-TLS13-1-[23]-(Res-)?(FIPS-)?(PQ-)?20"),
        matches("^ELBSecurityPolicy-FS-1-2-"),
        "ELBSecurityPolicy-TLS-1-2-2017-01",
      )
    }
  }

  impact {
    availability = "Clients that speak nothing newer than TLS 1.1 are refused: Android before 4.4, Internet Explorer before 11, Java 7."
    replacement  = "None: the listener is modified in place."
    cost         = "None."
  }
}

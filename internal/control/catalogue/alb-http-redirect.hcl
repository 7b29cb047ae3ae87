control "alb-http-redirect" {
  title    = "Public load balancers redirect HTTP to HTTPS"
  subject  = "redirect HTTP to HTTPS"
  severity = "high"
  tests    = ["load-balancer-http-to-https"]
  match    = ["Load balancers redirect HTTP to HTTPS (AWS)"]
  keywords = ["load balancers redirect http", "load balancer redirect http", "redirect http https"]
  kinds    = ["LoadBalancer", "ALB", "ELBv2", "ElasticLoadBalancer"]

  guidance = <<-EOT
    The listener on port 80 redirects to HTTPS on 443 with HTTP_301; its target group moves to the HTTPS listener, and so
    do its aws_lb_listener_rule resources. Without a working HTTPS listener the redirect leads nowhere.
  EOT

  references {
    fsbp    = ["ELB.1"]
    trivy   = ["AVD-AWS-0054"]
    checkov = ["CKV2_AWS_20", "CKV_AWS_2", "CKV_AWS_378"]
    kics    = ["alb_listening_on_http"]
    prowler = ["elbv2_ssl_listeners"]
  }

  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      internal           = or_absent(false)
      load_balancer_type = or_absent("application")
    }

    companion "aws_lb_listener" {
      by       = "load_balancer_arn"
      refer    = "arn"
      suffix   = "http"
      optional = true

      where {
        port     = 80
        protocol = or_absent("HTTP")
      }

      set {
        default_action {
          type             = "redirect"
          target_group_arn = absent()
          forward "none" {}

          redirect {
            port        = "443"
            protocol    = "HTTPS"
            status_code = one_of("HTTP_301", "HTTP_302")
          }
        }
      }
    }

    # The redirect needs an HTTPS listener to lead to. One that exists is enough; a new one needs a certificate.
    companion "aws_lb_listener" {
      by     = "load_balancer_arn"
      refer  = "arn"
      suffix = "https"

      where {
        protocol = "HTTPS"
      }

      set {
        certificate_arn = decision("alb-certificate")
      }

      new {
        port       = 443
        ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"

        default_action {
          type             = "forward"
          target_group_arn = decision("alb-target-group")
        }
      }
    }
  }

  decision "alb-certificate" {
    question = "Which ACM certificate does the load balancer's HTTPS listener present?"
    example  = "arn:aws:acm:eu-west-1:111111111111:certificate/0a1b2c3d-0000-0000-0000-000000000000"
  }

  decision "alb-target-group" {
    question = "Which target group does the new HTTPS listener forward to?"
    example  = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/0123456789abcdef"
  }

  impact {
    availability = "Clients and monitors that do not follow redirects fail on port 80. If the HTTPS listener does not work, nothing does."
    replacement  = "None: the listener is modified in place."
  }
}

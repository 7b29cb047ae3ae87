control "alb-access-logs" {
  title    = "Load balancers write access logs"
  subject  = "write access logs"
  severity = "medium"
  kinds    = ["LoadBalancer", "ELB", "ELBv2"]

  # Vanta's id of this test is not public.
  keywords = ["load balancer access logs", "load balancers access logs", "load balancer logging", "load balancers logging", "elb logging", "elb access logs"]
  guidance = "The bucket must be in the load balancer's region, be encrypted with SSE-S3 (not KMS, for application load balancers) and have a policy that lets the load balancing service put objects; without that policy the change fails."

  references {
    fsbp    = ["ELB.5"]
    checkov = ["CKV_AWS_91", "CKV_AWS_92"]
    kics    = ["elb_v2_lb_access_log_disabled", "elb_access_logging_disabled"]
    prowler = ["elbv2_logging_enabled", "elb_logging_enabled"]
  }

  # A gateway load balancer has no access log.
  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      load_balancer_type = or_absent(one_of("application", "network"))
    }

    set {
      access_logs {
        bucket  = decision("load-balancer-log-bucket")
        enabled = true
      }
    }
  }

  # The classic load balancer logs as soon as the block names a bucket.
  resource "aws_elb" {
    set {
      access_logs {
        bucket  = decision("load-balancer-log-bucket")
        enabled = or_absent(true)
      }
    }
  }

  decision "load-balancer-log-bucket" {
    question = "Which bucket, in the region of the load balancers, receives their access logs? Its policy must admit the load balancing service."
    example  = "example-load-balancer-logs"
  }

  impact {
    availability = "None. If the bucket's policy does not admit the service, the change fails and nothing happens."
    replacement  = "None: the load balancer is modified in place."
    cost         = "Storage of the logs."
    notes        = "A network load balancer logs only requests to TLS listeners."
  }
}

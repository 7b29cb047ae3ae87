control "tls-fips-lb" {
  title    = "Load balancers use validated cryptography (FIPS)"
  subject  = "use a FIPS TLS policy"
  severity = "low"
  match    = ["AWS application load balancers enforce FIPS TLS 1.2+"]
  kinds    = ["LoadBalancer", "ALB", "ELBv2"]

  # Vanta's id of this test is not public.
  keywords = ["load balancers fips", "load balancer fips"]
  guidance = <<-EOT
    Write ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04 unless the repository uses another one of these policies already.
    They exist in some regions only, and whether a product needs one is for its owner to say: a contract with the United
    States government is the usual reason.
  EOT

  resource "aws_lb_listener" {
    also = ["aws_alb_listener"]

    only {
      protocol = one_of("HTTPS", "TLS")
    }

    set {
      ssl_policy = matches("^ELBSecurityPolicy-TLS13-1-[23]-((Res|Ext[0-2])-)?FIPS-")
    }
  }

  impact {
    availability = "Clients without TLS 1.2 or without one of the few permitted ciphers are refused."
    replacement  = "None: the listener is modified in place."
    cost         = "None."
  }
}

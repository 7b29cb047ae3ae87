control "ssl-used-unittest" {
  title    = "The website is served over TLS"
  severity = "high"
  tests    = ["ssl-used-unittest"]
  keywords = ["ssl used website", "tls used website", "ssl enforced website"]
  kinds    = ["Domain"]

  report_only {
    steps = <<-EOT
      Open the host name that the test names with https:// in front. If nothing answers, add an HTTPS listener with
      a certificate of ACM to the load balancer behind it, or a viewer certificate and the alias to its CloudFront
      distribution.
      If the name no longer serves anything, remove it from the company's domains in Vanta, and its DNS record.
    EOT
  }
}

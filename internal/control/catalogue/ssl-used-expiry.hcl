control "ssl-used-expiry" {
  title    = "The certificate of the website is valid for long enough"
  severity = "high"
  tests    = ["ssl-used-expiry"]
  keywords = ["ssl certificate expired", "ssl certificate expiry", "tls certificate expired"]
  kinds    = ["Domain"]

  references {
    fsbp = ["ACM.1"]
  }

  report_only {
    steps = <<-EOT
      Find the certificate that the host name presents (the distribution or the HTTPS listener that its DNS record
      points at).
      A certificate of ACM that is validated by DNS renews itself as long as its validation record stays: put the
      record back, and the renewal follows. An imported one has to be renewed by whoever issued it and imported
      again under the same ARN.
      Deleting the old aws_acm_certificate before the new one is in use interrupts the site: use
      create_before_destroy.
    EOT
  }
}

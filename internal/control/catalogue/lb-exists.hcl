control "lb-exists" {
  title    = "The account distributes load over servers"
  severity = "low"
  tests    = ["load-balancer-config"]
  match    = ["Load balancer used (AWS)"]
  keywords = ["load balancer used"]
  kinds    = ["AwsAccount", "LoadBalancer"]

  report_only {
    steps = <<-EOT
      This asks for a design, not for a setting. If the product runs behind CloudFront, API Gateway or on Lambda
      alone, say so in Vanta and deactivate the test with that reason.
      Otherwise the design gets an aws_lb with an HTTPS listener and targets in two availability zones or more.
    EOT
  }
}

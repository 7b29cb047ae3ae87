control "cloudfront-viewer-https" {
  title    = "CloudFront refuses or redirects plain HTTP"
  subject  = "redirect viewers to HTTPS"
  severity = "high"
  kinds    = ["CloudFront", "CloudFrontDistribution", "CloudfrontDistribution"]

  # Vanta's id of this test is not public.
  keywords = ["cloudfront https", "cloudfront http", "viewer protocol"]

  references {
    fsbp    = ["CloudFront.3"]
    trivy   = ["AVD-AWS-0012"]
    checkov = ["CKV_AWS_34"]
    kics    = ["cloudfront_viewer_protocol_policy_allows_http"]
    prowler = ["cloudfront_distributions_https_enabled"]
  }

  resource "aws_cloudfront_distribution" {
    set {
      default_cache_behavior {
        viewer_protocol_policy = one_of("redirect-to-https", "https-only")
      }

      ordered_cache_behavior "each" {
        viewer_protocol_policy = one_of("redirect-to-https", "https-only")
      }
    }
  }

  impact {
    availability = "Clients that cannot speak TLS or do not follow redirects lose access; a redirected POST may lose its body."
    replacement  = "None: the distribution is modified in place, which takes some minutes to reach all places."
  }
}

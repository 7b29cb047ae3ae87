control "cloudfront-logging" {
  title    = "CloudFront distributions write access logs"
  subject  = "write access logs"
  severity = "medium"
  kinds    = ["CloudFront", "CloudFrontDistribution", "CloudfrontDistribution"]

  # Vanta's id of this test is not public.
  keywords = ["cloudfront logging", "cloudfront logs", "cloudfront access logging"]
  guidance = "logging_config takes the domain name of a bucket (bucket_domain_name), whose object ownership must be BucketOwnerPreferred or ObjectWriter: this kind of log is delivered by ACL."

  references {
    fsbp    = ["CloudFront.5"]
    trivy   = ["AVD-AWS-0010"]
    checkov = ["CKV_AWS_86"]
    kics    = ["cloudfront_logging_disabled"]
    prowler = ["cloudfront_distributions_logging_enabled"]
  }

  resource "aws_cloudfront_distribution" {
    set {
      logging_config {
        bucket = decision("cloudfront-log-bucket")
      }
    }
  }

  decision "cloudfront-log-bucket" {
    question = "Which bucket receives the access logs of CloudFront, by its domain name? Its object ownership must allow ACLs."
    example  = "example-logs.s3.amazonaws.com"
  }

  impact {
    availability = "None. If the bucket refuses ACLs, the change fails and nothing happens."
    replacement  = "None: the distribution is modified in place."
    cost         = "Storage of the logs."
  }
}

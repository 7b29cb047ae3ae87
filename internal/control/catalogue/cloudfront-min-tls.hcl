control "cloudfront-min-tls" {
  title    = "CloudFront speaks TLS 1.2 or newer with viewers"
  subject  = "require TLS 1.2"
  severity = "medium"
  kinds    = ["CloudFront", "CloudFrontDistribution"]

  # Vanta's id of this test is not public.
  keywords = ["cloudfront tls", "cloudfront minimum protocol", "cloudfront ciphers"]
  guidance = "With the certificate of *.cloudfront.net CloudFront accepts TLS 1.0 whatever minimum_protocol_version says: the distribution needs a certificate of its own, issued in us-east-1, and an alias with a DNS record."

  references {
    trivy   = ["AVD-AWS-0013"]
    checkov = ["CKV_AWS_174"]
    kics    = ["cloudfront_without_minimum_protocol_tls_1.2", "secure_ciphers_disabled"]
  }

  # TLSv1.2_2018 and TLSv1.2_2019 still offer ciphers in CBC mode, which is why a newer policy is asked for:
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
  resource "aws_cloudfront_distribution" {
    set {
      viewer_certificate {
        minimum_protocol_version = one_of("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
      }
    }

    variant "" {
      when {
        viewer_certificate {
          cloudfront_default_certificate = true
        }
      }

      set {
        viewer_certificate {
          cloudfront_default_certificate = absent()
          acm_certificate_arn            = decision("cloudfront-certificate")
          ssl_support_method             = one_of("sni-only", "vip", "static-ip")
          minimum_protocol_version       = one_of("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
        }
      }
    }
  }

  decision "cloudfront-certificate" {
    question = "Which ACM certificate (in us-east-1) does CloudFront present? Give its ARN."
    example  = "arn:aws:acm:us-east-1:111111111111:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "Viewers that speak nothing newer than TLS 1.1 are refused. With a certificate of its own the distribution no longer answers for names that are not among its aliases."
    replacement  = "None: the distribution is updated in place, which takes some minutes."
    cost         = "None."
  }
}

control "s3-access-logging" {
  title    = "S3 buckets log access to a central bucket"
  subject  = "log access to the log bucket"
  severity = "medium"
  tests    = ["logs-centrally-stored-config"]
  match    = ["S3 server access logs enabled"]
  keywords = ["server access logs", "s3 access logging", "s3 access logs", "bucket access logging", "logs centrally stored"]
  kinds    = ["S3", "S3Bucket"]

  guidance = <<-EOT
    The log bucket lies in the same account and region, lets logging.s3.amazonaws.com put objects by its policy, and
    must not log into itself.
  EOT

  references {
    cis_aws = ["3.4"]
    fsbp    = ["S3.9"]
    trivy   = ["AVD-AWS-0089"]
    checkov = ["CKV_AWS_18"]
    kics    = ["s3_bucket_logging_disabled"]
    prowler = ["s3_bucket_server_access_logging_enabled"]
  }

  resource "aws_s3_bucket" {
    only {
      acl = not_one_of("log-delivery-write")
    }

    companion "aws_s3_bucket_logging" {
      by    = "bucket"
      refer = "id"

      set {
        target_bucket = decision("log-bucket")
      }

      new {
        target_prefix = "${target.id}/"
      }
    }

    variant "" {
      when {
        logging {}
      }

      set {
        logging {
          target_bucket = decision("log-bucket")
        }
      }
    }

    variant "< 4.0" {
      set {
        logging {
          target_bucket = decision("log-bucket")
        }
      }
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    only {
      acl                               = not_one_of("log-delivery-write")
      attach_elb_log_delivery_policy    = or_absent(false)
      attach_lb_log_delivery_policy     = or_absent(false)
      attach_access_log_delivery_policy = or_absent(false)
    }

    set {
      logging = present()
    }
  }

  decision "log-bucket" {
    question  = "Which S3 bucket of the same account and region receives access logs?"
    example   = "acme-access-logs"
    precedent = true
  }

  impact {
    replacement = "None: the bucket is modified in place."
    cost        = "Storage of the logs."
    notes       = "A log bucket whose object ownership is enforced needs a bucket policy for the logging service; grants by ACL do not work there."
  }
}

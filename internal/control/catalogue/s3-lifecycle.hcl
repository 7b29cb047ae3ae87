control "s3-lifecycle" {
  title    = "S3 buckets have a lifecycle rule"
  subject  = "abort incomplete uploads"
  severity = "low"
  match    = ["S3 buckets have lifecycle rules (AWS)"]
  keywords = ["s3 lifecycle", "bucket lifecycle", "buckets lifecycle"]
  kinds    = ["S3", "S3Bucket"]

  guidance = <<-EOT
    A bucket has one aws_s3_bucket_lifecycle_configuration. Aborting incomplete uploads removes no object; never add a
    rule that expires objects or versions, since how long data must be kept is for people to say.
  EOT

  references {
    fsbp    = ["S3.10", "S3.13"]
    checkov = ["CKV2_AWS_61", "CKV_AWS_300"]
    prowler = ["s3_bucket_lifecycle_enabled"]
  }

  resource "aws_s3_bucket" {
    companion "aws_s3_bucket_lifecycle_configuration" {
      by    = "bucket"
      refer = "id"

      new {
        rule {
          id     = "abort-incomplete-uploads"
          status = "Enabled"

          filter {}

          abort_incomplete_multipart_upload {
            days_after_initiation = 7
          }
        }
      }
    }

    # Rules of any kind in the bucket's own block are enough.
    variant "" {
      when {
        lifecycle_rule {}
      }

      set {
        lifecycle_rule "each" {}
      }
    }

    variant "< 4.0" {
      set {
        lifecycle_rule {
          id                                     = "abort-incomplete-uploads"
          enabled                                = true
          abort_incomplete_multipart_upload_days = 7
        }
      }
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    set {
      lifecycle_rule = any_of(
        present(),
        [{ id = "abort-incomplete-uploads", enabled = true, abort_incomplete_multipart_upload_days = 7 }],
      )
    }
  }

  impact {
    replacement = "None: the bucket is modified in place."
    cost        = "Saves the storage of parts whose upload was never finished."
    notes       = "Uploads that stay unfinished for more than seven days have to start again."
  }
}

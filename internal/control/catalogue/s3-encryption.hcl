control "s3-encryption" {
  title    = "S3 buckets encrypt their objects by default"
  subject  = "encrypt objects by default"
  severity = "medium"
  match    = ["S3 buckets are encrypted (AWS)", "S3 buckets encrypted (AWS)"]
  keywords = ["s3 encrypted", "s3 encryption", "bucket encryption", "buckets encrypted"]
  kinds    = ["S3", "S3Bucket"]

  guidance = <<-EOT
    S3 encrypts every new object with a key of its own anyhow (AES256); saying so in Terraform costs nothing. A KMS key
    locks out readers that may not decrypt with it, so keep one that is there and add none by yourself.
  EOT

  references {
    fsbp    = ["S3.17"]
    trivy   = ["AVD-AWS-0088", "AVD-AWS-0132"]
    checkov = ["CKV_AWS_19", "CKV_AWS_145"]
    prowler = ["s3_bucket_default_encryption"]
  }

  resource "aws_s3_bucket" {
    companion "aws_s3_bucket_server_side_encryption_configuration" {
      by    = "bucket"
      refer = "id"

      set {
        rule {
          apply_server_side_encryption_by_default {
            sse_algorithm = one_of("AES256", "aws:kms", "aws:kms:dsse")
          }
        }
      }
    }

    variant "" {
      when {
        server_side_encryption_configuration {}
      }

      set {
        server_side_encryption_configuration {
          rule {
            apply_server_side_encryption_by_default {
              sse_algorithm = one_of("AES256", "aws:kms", "aws:kms:dsse")
            }
          }
        }
      }
    }

    variant "< 4.0" {
      set {
        server_side_encryption_configuration {
          rule {
            apply_server_side_encryption_by_default {
              sse_algorithm = one_of("AES256", "aws:kms", "aws:kms:dsse")
            }
          }
        }
      }
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    set {
      server_side_encryption_configuration = any_of(
        present(),
        { rule = { apply_server_side_encryption_by_default = { sse_algorithm = "AES256" } } },
      )
    }
  }

  impact {
    replacement = "None: the bucket stays as it is, and so do the objects in it."
    cost        = "None."
  }
}

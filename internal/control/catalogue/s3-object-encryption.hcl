control "s3-object-encryption" {
  title    = "Objects in S3 are written encrypted"
  subject  = "encrypt the object"
  severity = "low"
  match    = ["S3 objects are encrypted (AWS)"]
  kinds    = ["S3", "S3Object"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["object server-side encryption"]

  references {
    kics = ["s3_bucket_object_not_encrypted"]
  }

  # Where a bucket of the same configuration has a KMS key by default, its objects follow it: AES256 would weaken that.
  resource "aws_s3_object" {
    also = ["aws_s3_bucket_object"]

    set {
      server_side_encryption = one_of("AES256", "aws:kms", "aws:kms:dsse")
    }

    accept {
      kms_key_id = present()
    }

    covered_by "aws_s3_bucket_server_side_encryption_configuration" {
      rule {
        apply_server_side_encryption_by_default {
          sse_algorithm = one_of("aws:kms", "aws:kms:dsse")
        }
      }
    }

    covered_by "aws_s3_bucket" {
      server_side_encryption_configuration {
        rule {
          apply_server_side_encryption_by_default {
            sse_algorithm = one_of("aws:kms", "aws:kms:dsse")
          }
        }
      }
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the object is written again in place."
    notes        = "S3 has encrypted every new object since January 2023; an older object is encrypted only when it is written again. Where a bucket outside this configuration has a KMS key by default, set kms_key_id instead."
  }
}

control "s3-cross-region-replication" {
  title    = "S3 buckets are copied to another region"
  subject  = "copy to another region"
  severity = "low"
  tests    = ["aws-s3-cross-region-replication-enabled"]
  match    = ["S3 backup configured for redundancy across regions (AWS)"]
  keywords = ["s3 cross-region replication", "bucket cross-region replication", "s3 redundancy across regions"]
  kinds    = ["S3", "S3Bucket"]

  guidance = <<-EOT
    Replication needs a bucket in another region, versioning on both sides, a role that S3 may assume, and one
    aws_s3_bucket_replication_configuration that depends on the versioning.
  EOT

  references {
    fsbp    = ["S3.7"]
    checkov = ["CKV_AWS_144"]
    prowler = ["s3_bucket_cross_region_replication"]
  }

  resource "aws_s3_bucket" {
    companion "aws_s3_bucket_replication_configuration" {
      by    = "bucket"
      refer = "id"

      set {
        role = present()

        rule "status" {
          status = "Enabled"
        }
      }
    }

    variant "" {
      when {
        replication_configuration {}
      }

      set {
        replication_configuration {
          role = present()

          rules "status" {
            status = "Enabled"
          }
        }
      }
    }

    exempt "which region holds the copy, what that may cost and whether this bucket needs one are business decisions" {
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    set {
      replication_configuration = present()
    }

    exempt "which region holds the copy, what that may cost and whether this bucket needs one are business decisions" {
    }
  }

  impact {
    replacement = "None: the bucket stays as it is."
    cost        = "A second copy of every object, and the transfer between regions."
    notes       = "Objects that exist already are copied only by a batch job. Log, scratch and replica buckets rather leave the scope of the test."
  }
}

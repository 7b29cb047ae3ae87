control "s3-versioning" {
  title    = "S3 buckets keep versions of objects"
  subject  = "keep object versions"
  severity = "medium"
  match    = ["All S3 buckets are versioned", "S3 buckets are versioned (AWS)"]
  keywords = ["s3 versioning", "s3 versioned", "bucket versioning", "buckets versioned", "buckets versioning"]
  kinds    = ["S3", "S3Bucket"]

  guidance = "Where the bucket has a versioning block of its own, edit that one; never add aws_s3_bucket_versioning beside it."

  references {
    fsbp    = ["S3.14"]
    trivy   = ["AVD-AWS-0090"]
    checkov = ["CKV_AWS_21"]
    kics    = ["s3_bucket_without_versioning"]
    prowler = ["s3_bucket_object_versioning"]
  }

  resource "aws_s3_bucket" {
    companion "aws_s3_bucket_versioning" {
      by    = "bucket"
      refer = "id"

      set {
        versioning_configuration {
          status = "Enabled"
        }
      }
    }

    variant "" {
      when {
        versioning {}
      }

      set {
        versioning {
          enabled = true
        }
      }
    }

    variant "< 4.0" {
      set {
        versioning {
          enabled = true
        }
      }
    }

    exempt "the bucket receives logs, and versions would keep every log that a lifecycle rule expires" {
      acl = "log-delivery-write"
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    set {
      versioning = one_of({ enabled = true }, { status = "Enabled" }, { enabled = "Enabled" })
    }

    exempt "the versioning input says more than whether it is on, and nothing of that may be lost" {
      versioning = one_of({ mfa_delete = true }, { mfa_delete = false }, { mfa = "" })
    }
  }

  impact {
    replacement = "None: the bucket is modified in place."
    cost        = "Every overwritten or deleted object stays as a paid version; a lifecycle rule for noncurrent versions limits that."
    notes       = "Versioning can be suspended later, never switched off."
  }
}

control "s3-block-public-access" {
  title    = "S3 buckets block all public access"
  subject  = "block public access"
  severity = "critical"
  tests    = ["aws-s3-public-access-blocked"]
  match    = ["S3 Block Public Access feature enabled (AWS)"]
  keywords = ["s3 public access", "bucket public access", "buckets public access"]
  kinds    = ["S3", "S3Bucket"]

  references {
    cis_aws = ["2.1.4"]
    fsbp    = ["S3.1", "S3.8"]
    trivy   = ["AVD-AWS-0086", "AVD-AWS-0087", "AVD-AWS-0091", "AVD-AWS-0093", "AVD-AWS-0094"]
    checkov = ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"]
    kics    = ["s3_bucket_allows_public_acl", "s3_bucket_with_public_policy", "s3_bucket_without_ignore_public_acl", "s3_bucket_without_restriction_of_public_bucket"]
    prowler = ["s3_bucket_level_public_access_block", "s3_account_level_public_access_blocks"]
  }

  resource "aws_s3_bucket" {
    companion "aws_s3_bucket_public_access_block" {
      by    = "bucket"
      refer = "id"

      set {
        block_public_acls       = true
        block_public_policy     = true
        ignore_public_acls      = true
        restrict_public_buckets = true
      }
    }

    covered_by "aws_s3_account_public_access_block" {
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }

    exempt "the bucket serves a static website, which public access is needed for" {
      website {}
    }

    exempt "the bucket's ACL makes it public, and whether that is meant cannot be read from the code" {
      acl = one_of("public-read", "public-read-write", "authenticated-read")
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    set {
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }

    exempt "the bucket serves a static website, which public access is needed for" {
      website = present()
    }

    exempt "the bucket's ACL makes it public, and whether that is meant cannot be read from the code" {
      acl = one_of("public-read", "public-read-write", "authenticated-read")
    }
  }

  impact {
    availability = "Objects that are served to the public, static websites and access by ACL from other accounts stop working."
    replacement  = "None: the bucket stays as it is."
    notes        = "While block_public_policy is on, S3 refuses later changes of a bucket policy that grants public access."
  }
}

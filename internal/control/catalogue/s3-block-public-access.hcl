control "s3-block-public-access" {
  title    = "S3 buckets block all public access"
  subject  = "block public access"
  severity = "critical"
  tests    = ["aws-s3-public-access-blocked"]
  match    = ["S3 Block Public Access feature enabled (AWS)"]
  kinds    = ["S3", "S3Bucket"]

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

    exempt "the bucket serves a static website, which public access is needed for" {
      website {}
    }
  }

  impact {
    availability = "Objects that are served to the public, static websites and access by ACL from other accounts stop working."
    notes        = "While block_public_policy is on, S3 refuses later changes of a bucket policy that grants public access."
  }
}

control "s3-private-acl" {
  title    = "S3 buckets have no public ACL"
  subject  = "make the ACL private"
  severity = "critical"
  match    = ["S3 buckets have private ACLs (AWS)"]
  kinds    = ["S3", "S3Bucket"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["s3 public acl", "s3 acl public", "s3 buckets acl private"]
  guidance = "A bucket that serves a website on purpose stays as it is until CloudFront stands in front of it."

  references {
    fsbp    = ["S3.2", "S3.3"]
    trivy   = ["AVD-AWS-0092"]
    checkov = ["CKV_AWS_20", "CKV_AWS_57"]
    kics    = ["s3_bucket_acl_allows_read_or_write_to_all_users", "s3_bucket_acl_allows_read_to_any_authenticated_user", "s3_bucket_public_acl_overridden_by_public_access_block", "cloudtrail_log_files_s3_bucket_is_publicly_accessible"]
    prowler = ["s3_bucket_public_list_acl", "s3_bucket_public_write_acl"]
  }

  # authenticated-read opens the bucket to every AWS account in the world.
  resource "aws_s3_bucket" {
    set {
      acl = any_of("private", not_one_of("public-read", "public-read-write", "authenticated-read"))
    }

    exempt "the bucket serves a website, and its visitors read through this ACL" {
      website {}
    }
  }

  resource "aws_s3_bucket_acl" {
    set {
      acl = any_of("private", not_one_of("public-read", "public-read-write", "authenticated-read"))
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    set {
      acl = any_of("private", not_one_of("public-read", "public-read-write", "authenticated-read"))
    }

    exempt "the bucket serves a website, and its visitors read through this ACL" {
      website = present()
    }
  }

  impact {
    availability = "Whoever reads or writes the bucket without credentials of this account loses access: a public website needs CloudFront with origin access control instead."
    replacement  = "None: the ACL is modified in place."
    notes        = "Objects keep ACLs of their own, and a bucket policy may still be public: block public access as well."
  }
}

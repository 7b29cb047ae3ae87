control "s3-enforce-https" {
  title    = "S3 buckets refuse unencrypted requests"
  subject  = "refuse plain HTTP"
  severity = "high"
  tests    = ["aws-storage-buckets-enforce-https"]
  match    = ["S3 buckets allow only HTTPS traffic", "Storage buckets enforce HTTPS (AWS)"]
  keywords = ["buckets https", "bucket https", "s3 https", "s3 secure transport", "bucket secure transport", "buckets secure transport"]
  kinds    = ["S3", "S3Bucket"]

  guidance = <<-EOT
    A bucket has one policy. Where one exists, add the statement to it (to the jsonencode document, or as a statement
    block of the aws_iam_policy_document that it reads) and keep every other statement; never add a second
    aws_s3_bucket_policy, since the two overwrite each other at every apply. The statement denies s3:* to every
    principal, on the bucket and on everything in it, when aws:SecureTransport is false. Refer to the bucket's arn
    instead of writing arn:aws.
  EOT

  references {
    cis_aws = ["2.1.1"]
    fsbp    = ["S3.5"]
    checkov = ["CKV_AWS_379"]
    kics    = ["s3_bucket_policy_accepts_http_requests"]
    prowler = ["s3_bucket_secure_transport_policy"]
  }

  resource "aws_s3_bucket" {
    companion "aws_s3_bucket_policy" {
      by    = "bucket"
      refer = "id"

      set {
        policy = matches("(?s)\"Deny\".*\"aws:SecureTransport\"\\s*:\\s*(\\[\\s*)?\"?false|\"aws:SecureTransport\"\\s*:\\s*(\\[\\s*)?\"?false.*\"Deny\"")
      }

      new {
        policy = <<-EOT
          {
            "Version": "2012-10-17",
            "Statement": [
              {
                "Sid": "DenyInsecureTransport",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["${target.arn}", "${target.arn}/*"],
                "Condition": { "Bool": { "aws:SecureTransport": "false" } }
              }
            ]
          }
        EOT
      }
    }

    # A policy in the bucket's own block must not get a second one beside it.
    variant "" {
      when {
        policy = present()
      }

      set {
        policy = matches("(?s)\"Deny\".*\"aws:SecureTransport\"\\s*:\\s*(\\[\\s*)?\"?false|\"aws:SecureTransport\"\\s*:\\s*(\\[\\s*)?\"?false.*\"Deny\"")
      }
    }

    exempt "the bucket serves a static website, whose endpoint speaks plain HTTP only" {
      website {}
    }
  }

  module "terraform-aws-modules/s3-bucket/aws" {
    set {
      attach_deny_insecure_transport_policy = true
    }

    exempt "the bucket serves a static website, whose endpoint speaks plain HTTP only" {
      website = present()
    }
  }

  impact {
    availability = "Requests over plain HTTP are refused with 403; nothing changes for clients that use HTTPS."
    replacement  = "None: the bucket stays as it is."
    notes        = "If the bucket has a policy that was written outside this repository, the new one takes its place: look before you merge."
  }
}

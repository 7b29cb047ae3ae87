control "sns-encryption" {
  title    = "SNS topics are encrypted at rest"
  subject  = "encrypt the topic with KMS"
  severity = "medium"
  kinds    = ["SNS", "SNSTopic", "SnsTopic"]

  # Vanta's id of this test is not public.
  keywords = ["sns encrypted", "sns encryption", "topic encryption", "topics encrypted"]
  guidance = "Do not take alias/aws/sns unless nothing but principals of this account publishes: CloudWatch alarms, EventBridge, S3 and other services cannot use that key, and their messages are lost without an error."

  references {
    fsbp    = ["SNS.1"]
    trivy   = ["AVD-AWS-0095", "AVD-AWS-0136"]
    checkov = ["CKV_AWS_26"]
    kics    = ["sns_topic_not_encrypted"]
    prowler = ["sns_topics_kms_encryption_at_rest_enabled"]
  }

  resource "aws_sns_topic" {
    set {
      kms_master_key_id = decision("topic-key")
    }
  }

  module "terraform-aws-modules/sns/aws" {
    set {
      kms_master_key_id = decision("topic-key")
    }
  }

  decision "topic-key" {
    question = "Which KMS key encrypts SNS topics? Its policy must let every service that publishes use it."
    example  = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "A publisher that the key policy does not admit (kms:GenerateDataKey* and kms:Decrypt) can no longer publish."
    replacement  = "None: the topic is modified in place."
    cost         = "KMS requests, and one US dollar a month for a customer key."
  }
}

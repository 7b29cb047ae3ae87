control "sqs-encryption" {
  title    = "SQS queues are encrypted at rest"
  subject  = "encrypt the queue"
  severity = "medium"
  kinds    = ["SQS", "SQSQueue", "SqsQueue"]

  # Vanta's id of this test is not public.
  keywords = ["sqs encrypted", "sqs encryption", "queue encryption", "queues encrypted"]

  references {
    fsbp    = ["SQS.1"]
    trivy   = ["AVD-AWS-0096"]
    checkov = ["CKV_AWS_27"]
    kics    = ["sqs_with_sse_disabled"]
    prowler = ["sqs_queues_server_side_encryption_enabled"]
  }

  resource "aws_sqs_queue" {
    # A key that is written somehow is the owner's choice and excludes the encryption by SQS itself.
    variant "" {
      when {
        kms_master_key_id = any_of("", absent())
      }

      set {
        sqs_managed_sse_enabled = true
        kms_master_key_id       = absent()
      }
    }

    set {
      kms_master_key_id = present()
    }
  }

  module "terraform-aws-modules/sqs/aws" {
    version = ">= 4.0"

    set {
      sqs_managed_sse_enabled = or_absent(true)
    }

    accept {
      kms_master_key_id = present()
    }
  }

  module "terraform-aws-modules/sqs/aws" {
    version = ">= 4.0"

    only {
      create_dlq = true
    }

    set {
      dlq_sqs_managed_sse_enabled = or_absent(true)
    }

    accept {
      dlq_kms_master_key_id = present()
    }
  }

  impact {
    availability = "None: SQS encrypts and decrypts with its own key, which every permitted producer and consumer can use."
    replacement  = "None: the queue is modified in place; messages that are in it stay as they are."
    notes        = "Where an auditor asks for a customer key, set kms_master_key_id instead: its key policy must admit the services that send to the queue, such as S3, SNS and EventBridge."
  }
}

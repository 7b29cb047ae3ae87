control "kinesis-encryption" {
  title    = "Kinesis streams are encrypted at rest"
  subject  = "encrypt the stream"
  severity = "medium"
  kinds    = ["Kinesis", "KinesisStream"]

  # Vanta's id of this test is not public.
  keywords = ["kinesis encrypted", "kinesis encryption"]

  references {
    fsbp    = ["Kinesis.1", "DataFirehose.1"]
    trivy   = ["AVD-AWS-0064"]
    checkov = ["CKV_AWS_43", "CKV_AWS_240"]
    kics    = ["kinesis_not_encrypted_with_kms", "kinesis_sse_not_configured"]
    prowler = ["kinesis_stream_encrypted_at_rest"]
  }

  resource "aws_kinesis_stream" {
    variant "" {
      when {
        kms_key_id = any_of("", absent())
      }

      set {
        encryption_type = "KMS"
        kms_key_id      = "alias/aws/kinesis"
      }
    }

    set {
      encryption_type = "KMS"
    }
  }

  resource "aws_kinesis_firehose_delivery_stream" {
    set {
      server_side_encryption {
        enabled = true
      }
    }

    # A stream as the source brings its own encryption, and Firehose then refuses to add another.
    accept {
      kinesis_source_configuration {}
    }

    accept {
      msk_source_configuration {}
    }
  }

  impact {
    availability = "None for producers and consumers of the same account. Those of other accounts cannot use alias/aws/kinesis and need a customer key."
    replacement  = "None: the stream is modified in place; records that are in it stay as they are."
    cost         = "KMS requests."
  }
}

control "dynamodb-encryption" {
  title    = "DynamoDB tables are encrypted with a KMS key"
  subject  = "encrypt with a KMS key"
  severity = "low"
  tests    = ["aws-dynamodb-encryption"]
  match    = ["DynamoDB Tables encrypted (AWS)"]
  keywords = ["dynamodb encrypted", "dynamodb encryption"]
  kinds    = ["DynamoDB", "DynamoDBTable", "DynamoDb"]

  guidance = <<-EOT
    Every table is encrypted with a key of DynamoDB's own; server_side_encryption moves it to a KMS key that can be
    audited. Without kms_key_arn that is the account's key alias/aws/dynamodb. Keep a kms_key_arn that is there.
  EOT

  references {
    trivy   = ["AVD-AWS-0025"]
    checkov = ["CKV_AWS_119"]
    kics    = ["dynamodb_table_not_encrypted"]
    prowler = ["dynamodb_tables_kms_cmk_encryption_enabled"]
  }

  resource "aws_dynamodb_table" {
    set {
      server_side_encryption {
        enabled = true
      }
    }
  }

  module "terraform-aws-modules/dynamodb-table/aws" {
    set {
      server_side_encryption_enabled = true
    }
  }

  impact {
    replacement = "None: the table is modified in place."
    cost        = "KMS charges for the requests that DynamoDB makes."
  }
}

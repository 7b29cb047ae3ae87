control "dynamodb-pitr" {
  title    = "DynamoDB tables have point-in-time recovery"
  subject  = "add point-in-time recovery"
  severity = "medium"
  tests    = ["aws-dynamodb-pitr-backups"]
  match    = ["Point-in-time recovery on DynamoDB enabled (AWS)"]
  keywords = ["dynamodb point-in-time recovery", "dynamodb pitr", "dynamodb backups", "dynamodb backup"]
  kinds    = ["DynamoDB", "DynamoDBTable", "DynamoDb"]

  references {
    fsbp    = ["DynamoDB.2"]
    trivy   = ["AVD-AWS-0024"]
    checkov = ["CKV_AWS_28"]
    kics    = ["dynamodb_table_point_in_time_recovery_disabled"]
    prowler = ["dynamodb_tables_pitr_enabled"]
  }

  resource "aws_dynamodb_table" {
    set {
      point_in_time_recovery {
        enabled = true
      }
    }
  }

  module "terraform-aws-modules/dynamodb-table/aws" {
    set {
      point_in_time_recovery_enabled = true
    }
  }

  impact {
    replacement = "None: the table is modified in place."
    cost        = "A charge for each GB of the table a month."
    notes       = "Replicas of a global table have a point_in_time_recovery of their own."
  }
}

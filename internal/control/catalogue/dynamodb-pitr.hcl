control "dynamodb-pitr" {
  title    = "DynamoDB tables have point-in-time recovery"
  subject  = "add point-in-time recovery"
  severity = "medium"
  tests    = ["aws-dynamodb-pitr-backups"]
  match    = ["Point-in-time recovery on DynamoDB enabled (AWS)"]
  kinds    = ["DynamoDB", "DynamoDBTable", "DynamoDb"]

  resource "aws_dynamodb_table" {
    set {
      point_in_time_recovery {
        enabled = true
      }
    }
  }

  impact {
    replacement = "None: the table is modified in place."
    cost        = "A charge for each GB of the table a month."
    notes       = "Replicas of a global table have a point_in_time_recovery of their own."
  }
}

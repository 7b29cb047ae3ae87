control "alarm-dynamodb-read" {
  title    = "DynamoDB read capacity has an alarm"
  subject  = "add a read capacity alarm"
  severity = "low"
  tests    = ["nosql-database-monitored-and-alarmed-config-read"]
  match    = ["NoSQL database read capacity monitored (AWS)"]
  keywords = ["nosql read capacity", "dynamodb read capacity"]
  kinds    = ["DynamoDB", "DynamoDBTable", "DynamoDb"]

  guidance = <<-EOT
    The metric is the sum over a period: compare with units times seconds. Under on-demand billing there is no limit to measure
    against; the threshold is what the table usually needs at most.
  EOT

  resource "aws_dynamodb_table" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.TableName"
      refer  = "name"
      suffix = "read_capacity"

      where {
        namespace   = "AWS/DynamoDB"
        metric_name = "ConsumedReadCapacityUnits"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-read-capacity"
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 10000
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          TableName = target.name
        }
      }
    }

    # The metric is a sum: 240 of the 300 seconds of a period are 80 percent of what is provisioned.
    variant "" {
      when {
        billing_mode = or_absent("PROVISIONED")
      }

      companion "aws_cloudwatch_metric_alarm" {
        by     = "dimensions.TableName"
        refer  = "name"
        suffix = "read_capacity"

        where {
          namespace   = "AWS/DynamoDB"
          metric_name = "ConsumedReadCapacityUnits"
        }

        set {
          alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
          actions_enabled = or_absent(true)
        }

        new {
          alarm_name          = "${target.name}-read-capacity"
          statistic           = "Sum"
          comparison_operator = "GreaterThanOrEqualToThreshold"
          threshold           = target.read_capacity * 240
          period              = 300
          evaluation_periods  = 2
          treat_missing_data  = "notBreaching"

          dimensions = {
            TableName = target.name
          }
        }
      }
    }
  }

  decision "alarm-topic" {
    question = "Which SNS topic, in the region of the resource, tells people about alarms? Give its ARN."
    example  = "arn:aws:sns:eu-west-1:111111111111:alarms"
  }

  impact {
    replacement = "None: the monitored resource is not touched."
    cost        = "One standard alarm a month for each resource."
    notes       = "With provisioned capacity the alarm fires at 80 percent of it. Under on-demand billing it fires at 10000 units in five minutes: set that to what the table needs."
  }
}

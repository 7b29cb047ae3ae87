control "alarm-sqs-age" {
  title    = "SQS oldest message age has an alarm"
  subject  = "add a message age alarm"
  severity = "low"
  match    = ["Messaging queue message age monitored"]
  keywords = ["queue message age", "sqs message age"]
  kinds    = ["SQS", "SQSQueue", "SqsQueue"]

  guidance = <<-EOT
    The age is in seconds. A dead-letter queue keeps its messages on purpose: watch ApproximateNumberOfMessagesVisible there as
    well, but keep this alarm for the test.
  EOT

  resource "aws_sqs_queue" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.QueueName"
      refer  = "name"
      suffix = "message_age"

      where {
        namespace   = "AWS/SQS"
        metric_name = "ApproximateAgeOfOldestMessage"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-message-age"
        statistic           = "Maximum"
        comparison_operator = "GreaterThanThreshold"
        threshold           = 900
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          QueueName = target.name
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
    notes       = "The alarm fires when the oldest message is older than 15 minutes; a queue that is emptied once a day needs a higher threshold."
  }
}

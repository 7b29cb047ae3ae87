control "alarm-lambda-errors" {
  title    = "Lambda errors have an alarm"
  subject  = "add an error alarm"
  severity = "low"
  tests    = ["serverless-function-error-rate-monitored-aws"]
  match    = ["Serverless function error rate monitored (AWS)"]
  keywords = ["serverless function error", "lambda errors", "lambda error"]
  kinds    = ["Lambda", "LambdaFunction"]

  guidance = <<-EOT
    One alarm without dimensions covers all functions of a region. Where a repository has many functions and no alarm, prefer
    one of that kind to many.
  EOT

  resource "aws_lambda_function" {
    # An alarm without dimensions watches every function of the region.
    covered_by "aws_cloudwatch_metric_alarm" {
      namespace       = "AWS/Lambda"
      metric_name     = "Errors"
      dimensions      = absent()
      alarm_actions   = present()
      actions_enabled = or_absent(true)
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.FunctionName"
      refer  = "function_name"
      suffix = "errors"

      where {
        namespace   = "AWS/Lambda"
        metric_name = "Errors"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.function_name}-errors"
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          FunctionName = target.function_name
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
    notes       = "The alarm fires at one error in each of two periods of five minutes."
  }
}

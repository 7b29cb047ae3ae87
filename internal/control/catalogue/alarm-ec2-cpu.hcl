control "alarm-ec2-cpu" {
  title    = "EC2 processor use has an alarm"
  subject  = "add a CPU alarm"
  severity = "low"
  tests    = ["servers-monitored-and-alarmed-config-cpu"]
  match    = ["Server CPU monitored (AWS)"]
  keywords = ["server cpu", "ec2 cpu"]
  kinds    = ["EC2", "EC2Instance", "Ec2Instance"]

  guidance = <<-EOT
    An instance of an auto scaling group has no block of its own; for those an alarm on AutoScalingGroupName is the useful one.
    The dimension is a reference to the id of the instance.
  EOT

  resource "aws_instance" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.InstanceId"
      refer  = "id"
      suffix = "cpu"

      where {
        namespace   = "AWS/EC2"
        metric_name = "CPUUtilization"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.id}-cpu"
        statistic           = "Average"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 80
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          InstanceId = target.id
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
    notes       = "The alarm fires at 80 percent over ten minutes. When an instance is replaced, its alarm is too."
  }
}

control "alarm-lb-5xx" {
  title    = "Load balancer server errors have an alarm"
  subject  = "add a server error alarm"
  severity = "medium"
  tests    = ["load-balancers-monitored-and-alarmed-config-servererrors"]
  match    = ["Load balancer server errors monitored (AWS)"]
  keywords = ["load balancer server errors", "load balancer 5xx"]
  kinds    = ["LoadBalancer", "ALB", "ELBv2", "ElasticLoadBalancer", "ELB"]

  guidance = <<-EOT
    An application load balancer publishes in AWS/ApplicationELB under the dimension LoadBalancer, whose value is arn_suffix;
    a classic one in AWS/ELB under LoadBalancerName. The two do not mix.
  EOT

  # Network and gateway load balancers do not speak HTTP.
  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      load_balancer_type = or_absent("application")
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.LoadBalancer"
      refer  = "arn_suffix"
      suffix = "5xx"

      where {
        namespace   = "AWS/ApplicationELB"
        metric_name = one_of("HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count")
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-5xx"
        statistic           = "Sum"
        comparison_operator = "GreaterThanThreshold"
        threshold           = 10
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          LoadBalancer = target.arn_suffix
        }
      }
    }
  }

  resource "aws_elb" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.LoadBalancerName"
      refer  = "name"
      suffix = "5xx"

      where {
        namespace   = "AWS/ELB"
        metric_name = one_of("HTTPCode_ELB_5XX", "HTTPCode_Backend_5XX")
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-5xx"
        statistic           = "Sum"
        comparison_operator = "GreaterThanThreshold"
        threshold           = 10
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          LoadBalancerName = target.name
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
    notes       = "The alarm fires at more than 10 errors in each of two periods of five minutes."
  }
}

control "alarm-lb-latency" {
  title    = "Load balancer latency has an alarm"
  subject  = "add a latency alarm"
  severity = "low"
  tests    = ["load-balancers-monitored-and-alarmed-config-latency"]
  match    = ["Load balancer latency monitored"]
  keywords = ["load balancer latency", "load balancer response time"]
  kinds    = ["LoadBalancer", "ALB", "ELBv2", "ElasticLoadBalancer", "ELB"]

  guidance = <<-EOT
    An application load balancer publishes in AWS/ApplicationELB under the dimension LoadBalancer, whose value is arn_suffix;
    a classic one in AWS/ELB under LoadBalancerName. The two do not mix.
  EOT

  # Network and gateway load balancers have no response time.
  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      load_balancer_type = or_absent("application")
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.LoadBalancer"
      refer  = "arn_suffix"
      suffix = "latency"

      where {
        namespace   = "AWS/ApplicationELB"
        metric_name = "TargetResponseTime"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-latency"
        statistic           = "Average"
        comparison_operator = "GreaterThanThreshold"
        threshold           = 1
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
      suffix = "latency"

      where {
        namespace   = "AWS/ELB"
        metric_name = "Latency"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-latency"
        statistic           = "Average"
        comparison_operator = "GreaterThanThreshold"
        threshold           = 1
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
    notes       = "The alarm fires above one second on average; the metric is in seconds."
  }
}

control "alarm-lb-unhealthy-hosts" {
  title    = "Load balancer unhealthy hosts have an alarm"
  subject  = "add an unhealthy host alarm"
  severity = "medium"
  tests    = ["load-balancers-monitored-and-alarmed-config-healthy"]
  match    = ["Load balancer unhealthy host count monitored (AWS)"]
  keywords = ["load balancer unhealthy host", "load balancer healthy host", "load balancer unhealthy hosts", "load balancer healthy hosts"]
  kinds    = ["LoadBalancer", "ALB", "ELBv2", "ElasticLoadBalancer", "ELB"]

  guidance = <<-EOT
    An application load balancer publishes in AWS/ApplicationELB under the dimension LoadBalancer, whose value is arn_suffix;
    a classic one in AWS/ELB under LoadBalancerName. The two do not mix. A network load balancer publishes in AWS/NetworkELB.
    For the two newer kinds one alarm belongs to each target group that a listener forwards to: its dimensions are
    LoadBalancer = <load balancer>.arn_suffix and TargetGroup = <target group>.arn_suffix.
  EOT

  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      load_balancer_type = or_absent("application")
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.LoadBalancer"
      refer  = "arn_suffix"
      suffix = "unhealthy_hosts"

      where {
        namespace   = "AWS/ApplicationELB"
        metric_name = one_of("UnHealthyHostCount", "HealthyHostCount")
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-unhealthy-hosts"
        statistic           = "Maximum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        # CloudWatch has this metric by target group: LoadBalancer and TargetGroup, both arn_suffix.
        dimensions = present()
      }
    }
  }

  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      load_balancer_type = "network"
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.LoadBalancer"
      refer  = "arn_suffix"
      suffix = "unhealthy_hosts"

      where {
        namespace   = "AWS/NetworkELB"
        metric_name = one_of("UnHealthyHostCount", "HealthyHostCount")
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-unhealthy-hosts"
        statistic           = "Maximum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        # CloudWatch has this metric by target group: LoadBalancer and TargetGroup, both arn_suffix.
        dimensions = present()
      }
    }
  }

  resource "aws_elb" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.LoadBalancerName"
      refer  = "name"
      suffix = "unhealthy_hosts"

      where {
        namespace   = "AWS/ELB"
        metric_name = one_of("UnHealthyHostCount", "HealthyHostCount")
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.name}-unhealthy-hosts"
        statistic           = "Maximum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
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
    notes       = "The alarm fires when a host was unhealthy in each of two periods of five minutes; a deployment that drains hosts slowly can set it off."
  }
}

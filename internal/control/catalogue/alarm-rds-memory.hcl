control "alarm-rds-memory" {
  title    = "RDS free memory has an alarm"
  subject  = "add a memory alarm"
  severity = "low"
  tests    = ["mysql-database-monitored-and-alarmed-config-free-memory"]
  match    = ["SQL database freeable memory monitored (AWS)"]
  keywords = ["database freeable memory", "database free memory", "rds memory"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSCluster"]

  guidance = <<-EOT
    One alarm for each database, with a reference to its name in the dimension: since provider 5.0 the id of an instance is
    not its name. An alarm of a Terraform module or a for_each over all databases counts too; do not add a second one.
  EOT

  resource "aws_db_instance" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBInstanceIdentifier"
      refer  = "identifier"
      suffix = "memory"

      where {
        namespace   = "AWS/RDS"
        metric_name = "FreeableMemory"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.identifier}-memory"
        statistic           = "Average"
        comparison_operator = "LessThanThreshold"
        threshold           = 268435456
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          DBInstanceIdentifier = target.identifier
        }
      }
    }
  }

  resource "aws_rds_cluster_instance" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBInstanceIdentifier"
      refer  = "identifier"
      suffix = "memory"

      where {
        namespace   = "AWS/RDS"
        metric_name = "FreeableMemory"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.identifier}-memory"
        statistic           = "Average"
        comparison_operator = "LessThanThreshold"
        threshold           = 268435456
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          DBInstanceIdentifier = target.identifier
        }
      }
    }
  }

  # CloudWatch also has the average of a cluster's instances.
  resource "aws_rds_cluster" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBClusterIdentifier"
      refer  = "cluster_identifier"
      suffix = "memory"

      where {
        namespace   = "AWS/RDS"
        metric_name = "FreeableMemory"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.cluster_identifier}-memory"
        statistic           = "Average"
        comparison_operator = "LessThanThreshold"
        threshold           = 268435456
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          DBClusterIdentifier = target.cluster_identifier
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
    notes       = "The alarm fires below 256 MiB; the metric and the threshold are bytes."
  }
}

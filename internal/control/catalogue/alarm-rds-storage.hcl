control "alarm-rds-storage" {
  title    = "RDS free storage has an alarm"
  subject  = "add a free storage alarm"
  severity = "medium"
  tests    = ["mysql-database-monitored-and-alarmed-config-storage-space"]
  match    = ["SQL database free storage space monitored (AWS)"]
  keywords = ["database free storage", "database storage space", "rds free storage"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSCluster"]

  guidance = <<-EOT
    One alarm for each database, with a reference to its name in the dimension: since provider 5.0 the id of an instance is
    not its name. An alarm of a Terraform module or a for_each over all databases counts too; do not add a second one.
    The metric and the threshold are bytes.
  EOT

  resource "aws_db_instance" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBInstanceIdentifier"
      refer  = "identifier"
      suffix = "free_storage"

      where {
        namespace   = "AWS/RDS"
        metric_name = "FreeStorageSpace"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.identifier}-free-storage"
        statistic           = "Average"
        comparison_operator = "LessThanThreshold"
        threshold           = 5368709120
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          DBInstanceIdentifier = target.identifier
        }
      }
    }
  }

  # Aurora grows its volume by itself; what fills up is the local storage of an instance, or the volume at its limit.
  resource "aws_rds_cluster_instance" {
    only {
      engine = "aurora-postgresql"
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBInstanceIdentifier"
      refer  = "identifier"
      suffix = "free_storage"

      where {
        namespace   = "AWS/RDS"
        metric_name = "FreeLocalStorage"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.identifier}-free-storage"
        statistic           = "Average"
        comparison_operator = "LessThanThreshold"
        threshold           = 5368709120
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          DBInstanceIdentifier = target.identifier
        }
      }
    }
  }

  resource "aws_rds_cluster" {
    only {
      engine = "aurora-mysql"
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBClusterIdentifier"
      refer  = "cluster_identifier"
      suffix = "free_storage"

      where {
        namespace   = "AWS/RDS"
        metric_name = "AuroraVolumeBytesLeftTotal"
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.cluster_identifier}-free-storage"
        statistic           = "Average"
        comparison_operator = "LessThanThreshold"
        threshold           = 1099511627776
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
    notes       = "The alarm fires below 5 GiB (1 TiB of what an Aurora MySQL volume may still grow); a large database needs a higher threshold."
  }
}

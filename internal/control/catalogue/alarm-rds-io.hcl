control "alarm-rds-io" {
  title    = "RDS disk activity has an alarm"
  subject  = "add a disk activity alarm"
  severity = "low"
  tests    = ["mysql-database-monitored-and-alarmed-config-io"]
  match    = ["Database IO monitored (AWS)"]
  keywords = ["database io", "database iops", "rds iops", "database disk queue"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance", "RDSCluster"]

  guidance = <<-EOT
    One alarm for each database, with a reference to its name in the dimension: since provider 5.0 the id of an instance is
    not its name. An alarm of a Terraform module or a for_each over all databases counts too; do not add a second one.
    One of DiskQueueDepth, ReadIOPS and WriteIOPS is enough; a cluster of Aurora has VolumeReadIOPs and VolumeWriteIOPs.
  EOT

  resource "aws_db_instance" {
    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBInstanceIdentifier"
      refer  = "identifier"
      suffix = "disk_queue"

      where {
        namespace   = "AWS/RDS"
        metric_name = one_of("DiskQueueDepth", "ReadIOPS", "WriteIOPS")
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.identifier}-disk-queue"
        statistic           = "Average"
        comparison_operator = "GreaterThanThreshold"
        threshold           = 64
        period              = 300
        evaluation_periods  = 2
        treat_missing_data  = "notBreaching"

        dimensions = {
          DBInstanceIdentifier = target.identifier
        }
      }
    }
  }

  # Only Aurora has a volume of the cluster. The metric counts the operations of five minutes.
  resource "aws_rds_cluster" {
    only {
      engine = or_absent(matches("^aurora"))
    }

    companion "aws_cloudwatch_metric_alarm" {
      by     = "dimensions.DBClusterIdentifier"
      refer  = "cluster_identifier"
      suffix = "volume_reads"

      where {
        namespace   = "AWS/RDS"
        metric_name = one_of("VolumeReadIOPs", "VolumeWriteIOPs")
      }

      set {
        alarm_actions   = any_of(present(), includes(decision("alarm-topic")))
        actions_enabled = or_absent(true)
      }

      new {
        alarm_name          = "${target.cluster_identifier}-volume-reads"
        statistic           = "Average"
        comparison_operator = "GreaterThanThreshold"
        threshold           = 1000000
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
    notes       = "What is much depends on the storage: set the threshold to what the volume is provisioned for."
  }
}

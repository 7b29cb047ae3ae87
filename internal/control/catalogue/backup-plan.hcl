control "backup-plan" {
  title    = "Data stores are in an AWS Backup plan"
  subject  = "add it to the backup plan"
  severity = "low"
  kinds    = ["BackupPlan", "Backup"]

  # Vanta's id of this test is not public.
  keywords = ["backup plan", "backup plans", "backup vault"]

  guidance = <<-EOT
    A plan that selects by tag covers everything that carries the tag, which cannot be seen from one block: then tag the
    data store instead of adding a selection. The role needs AWSBackupServiceRolePolicyForBackup.
  EOT

  references {
    fsbp    = ["RDS.26", "DynamoDB.4", "EC2.28", "EFS.2"]
    checkov = ["CKV2_AWS_8", "CKV2_AWS_9", "CKV2_AWS_18"]
    prowler = ["backup_plans_exist"]
  }

  # "resources.arn" is the list in which the ARN of the data store stands.
  resource "aws_db_instance" {
    also = ["aws_rds_cluster", "aws_dynamodb_table", "aws_efs_file_system", "aws_ebs_volume"]

    # A selection of everything.
    covered_by "aws_backup_selection" {
      resources = includes("*")
    }

    companion "aws_backup_selection" {
      by     = "resources.arn"
      refer  = "arn"
      suffix = "backup"

      new {
        name         = target.label
        plan_id      = decision("backup-plan-id")
        iam_role_arn = decision("backup-role")
        resources    = [target.arn]
      }
    }
  }

  decision "backup-plan-id" {
    question = "Which AWS Backup plan, in the region of the data stores, takes them in? Give its id or a reference."
    example  = "aws_backup_plan.daily.id"
  }

  decision "backup-role" {
    question = "Which role does AWS Backup use? Give its ARN or a reference."
    example  = "aws_iam_role.backup.arn"
  }

  impact {
    replacement = "None: the data store is not touched."
    cost        = "Backup storage by the GB and month, for as long as the plan keeps it."
    notes       = "A data store that a tag already selects would be backed up twice by a second plan."
  }
}

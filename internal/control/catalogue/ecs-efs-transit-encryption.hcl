control "ecs-efs-transit-encryption" {
  title    = "Task definitions mount EFS over TLS"
  subject  = "encrypt EFS traffic"
  severity = "high"
  match    = ["ECS tasks encrypt EFS traffic (AWS)"]
  kinds    = ["ECS", "ECSTaskDefinition", "EcsTaskDefinition"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["efs transit encryption", "efs encryption transit", "efs encrypted transit"]

  references {
    trivy   = ["AVD-AWS-0035"]
    checkov = ["CKV_AWS_97"]
    kics    = ["efs_volume_with_disabled_transit_encryption"]
  }

  # The provider leaves it to ECS when absent, and ECS then mounts in plain text.
  resource "aws_ecs_task_definition" {
    set {
      volume "each" {
        efs_volume_configuration "each" {
          transit_encryption = "ENABLED"
        }
      }
    }
  }

  impact {
    availability = "Services that use the task definition make a new deployment."
    replacement  = "A new revision of the task definition; the old one is deregistered."

    attribute "volume.efs_volume_configuration.transit_encryption" {
      replacement = true
    }
  }
}

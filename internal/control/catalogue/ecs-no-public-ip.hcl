control "ecs-no-public-ip" {
  title    = "ECS services give their tasks no public address"
  subject  = "remove the public address"
  severity = "high"
  kinds    = ["ECS", "ECSService", "EcsService"]

  # Vanta's id of this test is not public.
  keywords = ["ecs public ip", "ecs public address", "ecs public addresses", "fargate public ip"]
  guidance = "Tasks without a public address reach ECR, CloudWatch Logs and Secrets Manager only through a NAT gateway or VPC endpoints. Where the subnets of the service have neither, move it to private subnets of the same VPC in the same change."

  references {
    fsbp    = ["ECS.2"]
    checkov = ["CKV_AWS_333"]
    kics    = ["ecs_services_assigned_with_public_ip_address"]
    prowler = ["ecs_service_no_assign_public_ip"]
  }

  resource "aws_ecs_service" {
    set {
      network_configuration "each" {
        assign_public_ip = or_absent(false)
      }
    }
  }

  module "terraform-aws-modules/ecs/aws//modules/service" {
    set {
      assign_public_ip = or_absent(false)
    }
  }

  impact {
    availability = "Tasks start only if their subnets lead to the image registry through a NAT gateway or VPC endpoints. In public subnets without either, the new deployment fails and the old tasks stay."
    replacement  = "None: the service makes a new deployment."
    cost         = "A NAT gateway or VPC endpoints, where there are none."
  }
}

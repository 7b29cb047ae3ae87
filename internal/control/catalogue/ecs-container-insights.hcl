control "ecs-container-insights" {
  title    = "ECS clusters have Container Insights"
  subject  = "turn on Container Insights"
  severity = "low"
  kinds    = ["ECS", "ECSCluster", "EcsCluster"]

  # Vanta's id of this test is not public.
  keywords = ["container insights"]

  references {
    fsbp    = ["ECS.12"]
    trivy   = ["AVD-AWS-0034"]
    checkov = ["CKV_AWS_65"]
    kics    = ["ecs_cluster_container_insights_disabled"]
    prowler = ["ecs_cluster_container_insights_enabled"]
  }

  resource "aws_ecs_cluster" {
    set {
      setting "name" {
        name  = "containerInsights"
        value = one_of("enabled", "enhanced")
      }
    }
  }

  # Later versions of the module turn it on by themselves.
  module "terraform-aws-modules/ecs/aws" {
    version = ">= 2.0, < 4.0"

    set {
      container_insights = true
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the cluster is modified in place."
    cost         = "Custom metrics in CloudWatch for the cluster, each service and each task, and their log group."
  }
}

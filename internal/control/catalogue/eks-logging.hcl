control "eks-logging" {
  title    = "EKS control plane logs are on"
  subject  = "turn on control plane logs"
  severity = "medium"
  kinds    = ["EKS", "EKSCluster", "EksCluster"]

  # Vanta's id of this test is not public.
  keywords = ["eks logging", "eks logs", "control plane logging", "control plane logs"]

  references {
    fsbp    = ["EKS.8"]
    trivy   = ["AVD-AWS-0038"]
    checkov = ["CKV_AWS_37"]
    kics    = ["eks_cluster_log_disabled", "missing_cluster_log_types"]
    prowler = ["eks_control_plane_logging_all_types_enabled"]
  }

  resource "aws_eks_cluster" {
    set {
      enabled_cluster_log_types = includes("api", "audit", "authenticator", "controllerManager", "scheduler")
    }
  }

  # By default the module sends three of the five.
  module "terraform-aws-modules/eks/aws" {
    version = ">= 18.0, < 21.0"

    set {
      cluster_enabled_log_types = includes("api", "audit", "authenticator", "controllerManager", "scheduler")
    }
  }

  module "terraform-aws-modules/eks/aws" {
    version = ">= 21.0"

    set {
      enabled_log_types = includes("api", "audit", "authenticator", "controllerManager", "scheduler")
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the cluster is modified in place."
    cost         = "CloudWatch Logs; the audit log of a busy cluster is many gigabytes a month."
    notes        = "EKS makes the log group /aws/eks/<cluster>/cluster without a retention. To set one, declare that group and let the cluster depend on it."
  }
}

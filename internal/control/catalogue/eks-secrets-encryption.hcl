control "eks-secrets-encryption" {
  title    = "Kubernetes secrets in EKS are encrypted with KMS"
  subject  = "encrypt Kubernetes secrets"
  severity = "high"
  kinds    = ["EKS", "EKSCluster", "EksCluster"]

  # Vanta's id of this test is not public.
  keywords = ["eks secrets", "eks encryption", "eks encrypted", "kubernetes secrets"]
  guidance = "Encryption of secrets cannot be taken back, and the key must live as long as the cluster: take a customer key in the cluster's region with rotation and without a deletion date."

  references {
    fsbp    = ["EKS.3"]
    trivy   = ["AVD-AWS-0039"]
    checkov = ["CKV_AWS_58"]
    kics    = ["eks_cluster_encryption_disabled"]
    prowler = ["eks_cluster_kms_cmk_encryption_in_secrets_enabled"]
  }

  resource "aws_eks_cluster" {
    set {
      encryption_config {
        resources = includes("secrets")

        provider {
          key_arn = decision("eks-secrets-key")
        }
      }
    }
  }

  # The module makes a key of its own unless the input is emptied.
  module "terraform-aws-modules/eks/aws" {
    version = ">= 19.0, < 21.0"

    set {
      cluster_encryption_config = or_absent(present())
    }
  }

  decision "eks-secrets-key" {
    question = "Which KMS key encrypts the secrets of EKS clusters? This cannot be undone for a cluster."
    example  = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "None: the cluster stays up while the change runs. If the key is disabled or deleted later, the cluster is lost."
    replacement  = "None when encryption is added; it can never be removed from the cluster."
    cost         = "One US dollar a month for the key, and KMS requests."
    notes        = "Secrets that exist are encrypted only when they are written again."
  }
}

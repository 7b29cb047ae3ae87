control "eks-private-endpoint" {
  title    = "The Kubernetes API of EKS is not open to the world"
  subject  = "close the public API endpoint"
  severity = "high"
  kinds    = ["EKS", "EKSCluster", "EksCluster"]

  # Vanta's id of this test is not public.
  keywords = ["eks world", "eks public", "eks publicly", "eks endpoint", "kubernetes api public", "cluster endpoint public"]
  guidance = "Either endpoint_public_access = false with endpoint_private_access = true, or public_access_cidrs with the networks of the administrators and of the CI; never 0.0.0.0/0."

  references {
    fsbp    = ["EKS.1"]
    trivy   = ["AVD-AWS-0040", "AVD-AWS-0041"]
    checkov = ["CKV_AWS_38", "CKV_AWS_39"]
    kics    = ["eks_cluster_has_public_access", "eks_cluster_has_public_access_cidrs"]
    prowler = ["eks_cluster_not_publicly_accessible"]
  }

  resource "aws_eks_cluster" {
    accept {
      vpc_config {
        endpoint_public_access = false
      }
    }

    # The private endpoint serves already: the public one can go.
    variant "" {
      when {
        vpc_config {
          public_access_cidrs     = any_of(includes_any("0.0.0.0/0", "::/0"), absent())
          endpoint_private_access = true
        }
      }

      set {
        vpc_config {
          endpoint_public_access = false
        }
      }
    }

    variant "" {
      when {
        vpc_config {
          public_access_cidrs = absent()
        }
      }

      set {
        vpc_config {
          endpoint_private_access = true
          public_access_cidrs     = includes(decision("admin-cidr"))
        }
      }
    }

    # Nodes whose way leads through the public endpoint need the private one before networks are taken away.
    variant "" {
      when {
        vpc_config {
          public_access_cidrs = includes_any("0.0.0.0/0", "::/0")
        }
      }

      set {
        vpc_config {
          endpoint_private_access = true
          public_access_cidrs     = excludes("0.0.0.0/0", "::/0", decision("admin-cidr"))
        }
      }
    }

    set {
      vpc_config {
        public_access_cidrs = excludes("0.0.0.0/0", "::/0")
      }
    }
  }

  module "terraform-aws-modules/eks/aws" {
    version = ">= 19.0, < 21.0"

    only {
      cluster_endpoint_public_access_cidrs = any_of(includes_any("0.0.0.0/0", "::/0"), absent())
    }

    set {
      cluster_endpoint_public_access = or_absent(false)
    }

    exempt "the private endpoint is off, so that nothing could reach the API without the public one" {
      cluster_endpoint_private_access = false
    }
  }

  module "terraform-aws-modules/eks/aws" {
    version = ">= 21.0"

    only {
      endpoint_public_access_cidrs = any_of(includes_any("0.0.0.0/0", "::/0"), absent())
    }

    set {
      endpoint_public_access = or_absent(false)
    }

    exempt "the private endpoint is off, so that nothing could reach the API without the public one" {
      endpoint_private_access = false
    }
  }

  decision "admin-cidr" {
    question = "From which network do administrators and CI jobs reach the Kubernetes API?"
    example  = "203.0.113.0/24"
  }

  impact {
    availability = "kubectl, CI jobs and Terraform providers for Kubernetes that run outside the VPC and the named networks lose access. Nodes in the VPC use the private endpoint."
    replacement  = "None: the cluster is modified in place."
    notes        = "Try access by VPN, peering or a host in the VPC before the change is applied."
  }
}

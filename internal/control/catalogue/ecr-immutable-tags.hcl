control "ecr-immutable-tags" {
  title    = "Tags of container images cannot be overwritten"
  subject  = "make image tags immutable"
  severity = "medium"
  match    = ["Image tags cannot be overwritten (AWS)", "Fargate deploys version-controlled images"]
  kinds    = ["ECR", "ECRRepository", "EcrRepository"]

  # Vanta's id of this test is not public.
  keywords = ["ecr immutable", "ecr immutability", "image tags immutable", "image tag immutability"]

  guidance = <<-EOT
    Look through the repository's pipelines for pushes of a moving tag, such as latest, and give images a tag of their
    commit or release first. IMMUTABLE_WITH_EXCLUSION of later providers keeps named tags movable.
  EOT

  references {
    fsbp    = ["ECR.2"]
    trivy   = ["AVD-AWS-0031"]
    checkov = ["CKV_AWS_51"]
    kics    = ["ecr_image_tag_not_immutable"]
    prowler = ["ecr_repositories_tag_immutability"]
  }

  resource "aws_ecr_repository" {
    set {
      image_tag_mutability = one_of("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")
    }
  }

  # The module's tags are immutable unless the call says otherwise.
  module "terraform-aws-modules/ecr/aws" {
    set {
      repository_image_tag_mutability = or_absent(one_of("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"))
    }
  }

  impact {
    availability = "Pipelines that push a tag a second time, such as latest, fail."
    replacement  = "None: the repository is modified in place."
  }
}

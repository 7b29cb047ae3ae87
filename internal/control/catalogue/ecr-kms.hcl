control "ecr-kms" {
  title    = "ECR repositories are encrypted with a customer key"
  subject  = "encrypt with a customer key"
  severity = "low"
  match    = ["ECR repositories use a customer key (AWS)"]
  kinds    = ["ECR", "ECRRepository", "EcrRepository"]

  # Vanta's id of this test is not public.
  keywords = ["ecr encrypted", "ecr kms", "ecr encryption", "ecr repositories customer key"]

  guidance = <<-EOT
    Encryption is chosen when a repository is created. A person makes a second repository with the key, copies the images
    that are still deployed, and moves the deployments over before the first one goes.
  EOT

  references {
    trivy   = ["AVD-AWS-0033"]
    checkov = ["CKV_AWS_136"]
    kics    = ["ecr_repository_not_encrypted"]
  }

  resource "aws_ecr_repository" {
    set {
      encryption_configuration {
        encryption_type = one_of("KMS", "KMS_DSSE")
        kms_key         = decision("ecr-key")
      }
    }
  }

  module "terraform-aws-modules/ecr/aws" {
    set {
      repository_encryption_type = one_of("KMS", "KMS_DSSE")
      repository_kms_key         = decision("ecr-key")
    }
  }

  decision "ecr-key" {
    question = "Which KMS key encrypts container images?"
    example  = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "All images are lost unless they are copied first; deployments cannot pull them."
    replacement  = "The repository is destroyed and created anew."
    cost         = "One US dollar a month for the key, and its requests."

    attribute "encryption_configuration.encryption_type" {
      replacement = true
      data_loss   = true
      downtime    = "until the images are pushed again"
    }

    attribute "encryption_configuration.kms_key" {
      replacement = true
      data_loss   = true
      downtime    = "until the images are pushed again"
    }

    attribute "repository_encryption_type" {
      replacement = true
      data_loss   = true
      downtime    = "until the images are pushed again"
    }

    attribute "repository_kms_key" {
      replacement = true
      data_loss   = true
      downtime    = "until the images are pushed again"
    }
  }
}

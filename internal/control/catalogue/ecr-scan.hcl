control "ecr-scan" {
  title    = "Container images are scanned when they are pushed"
  subject  = "scan images on push"
  severity = "medium"
  match    = ["Container images are scanned on push (AWS)"]
  kinds    = ["ECR", "ECRRepository", "EcrRepository"]

  # Vanta's id of this test is not public.
  keywords = ["ecr scan", "ecr scanning", "ecr image scanning", "image scan on push", "images scanned on push", "container images scanned"]

  guidance = "A registry's scanning configuration overrides the repository's argument; where enhanced scanning is used, extend its filters instead."

  references {
    fsbp    = ["ECR.1"]
    trivy   = ["AVD-AWS-0030"]
    checkov = ["CKV_AWS_163"]
    kics    = ["unscanned_ecr_image"]
    prowler = ["ecr_repositories_scan_images_on_push_enabled"]
  }

  resource "aws_ecr_repository" {
    set {
      image_scanning_configuration {
        scan_on_push = true
      }
    }

    # A rule of the registry that names all repositories overrides them.
    covered_by "aws_ecr_registry_scanning_configuration" {
      rule {
        scan_frequency = one_of("SCAN_ON_PUSH", "CONTINUOUS_SCAN")

        repository_filter {
          filter = "*"
        }
      }
    }
  }

  # The module scans unless the call says otherwise.
  module "terraform-aws-modules/ecr/aws" {
    set {
      repository_image_scan_on_push = or_absent(true)
    }
  }

  impact {
    replacement = "None: the repository is modified in place."
    cost        = "Basic scanning is free of charge; enhanced scanning is charged by image."
    notes       = "Images that are there already are not scanned until somebody starts a scan or pushes them again."
  }
}

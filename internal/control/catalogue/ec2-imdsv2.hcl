control "ec2-imdsv2" {
  title    = "EC2 instances require IMDSv2"
  subject  = "require IMDSv2"
  severity = "high"
  tests    = ["infra-ec2instances-imdsv1-disabled"]
  match    = ["IMDSv1 is disabled on EC2 Instances"]
  keywords = ["imdsv1", "imdsv2"]
  kinds    = ["EC2", "EC2Instance", "Ec2Instance"]

  references {
    cis_aws = ["5.6", "5.7"]
    fsbp    = ["EC2.8", "AutoScaling.3"]
    trivy   = ["AVD-AWS-0028", "AVD-AWS-0130"]
    checkov = ["CKV_AWS_79"]
    kics    = ["instance_uses_metadata_service_IMDSv1"]
    prowler = ["ec2_instance_imdsv2_enabled"]
  }

  resource "aws_instance" {
    set {
      metadata_options {
        http_tokens = "required"
      }
    }

    accept {
      metadata_options {
        http_endpoint = "disabled"
      }
    }
  }

  resource "aws_launch_template" {
    set {
      metadata_options {
        http_tokens = "required"
      }
    }

    accept {
      metadata_options {
        http_endpoint = "disabled"
      }
    }
  }

  resource "aws_launch_configuration" {
    set {
      metadata_options {
        http_tokens = "required"
      }
    }

    accept {
      metadata_options {
        http_endpoint = "disabled"
      }
    }
  }

  impact {
    availability = "Software that speaks only IMDSv1 (old SDKs and agents) loses its credentials."
    replacement  = "None for an instance. A launch template reaches an auto scaling group only by an instance refresh. A launch configuration is created anew, as at every change."
    notes        = "Containers on the instance may need http_put_response_hop_limit = 2."
  }
}

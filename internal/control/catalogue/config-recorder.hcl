control "config-recorder" {
  title    = "AWS Config records all resources"
  subject  = "record all resources"
  severity = "medium"
  match    = ["AWS Config records in every region (AWS)"]
  kinds    = ["Config", "ConfigRecorder"]

  # Vanta's id of this test is not public.
  keywords = ["aws config enabled", "aws config recorder", "configuration recorder", "aws config recording", "aws config records"]

  guidance = <<-EOT
    A region has one recorder. A new one needs a role for config.amazonaws.com (best the service-linked role
    AWSServiceRoleForConfig), a delivery channel with a bucket, and aws_config_configuration_recorder_status with
    is_enabled = true that depends on the channel. Record global resource types in one region only. Control Tower brings
    a recorder of its own: do not add a second one there.
  EOT

  references {
    cis_aws = ["3.3"]
    fsbp    = ["Config.1"]
    checkov = ["CKV_AWS_121", "CKV2_AWS_45", "CKV2_AWS_48"]
    prowler = ["config_recorder_all_regions_enabled"]
  }

  # A recorder alone records nothing, so a new one is for a person or a model to write with what it needs.
  account "aws_config_configuration_recorder" {
    per = "region"

    set {
      recording_group "each" {
        all_supported = or_absent(true)
      }
    }

    new {
      name     = "default"
      role_arn = present()
    }

    exempt "the recorder leaves out resource types on purpose: all_supported excludes such a list" {
      recording_group {
        exclusion_by_resource_types {}
      }
    }

    exempt "the recorder names the resource types that it records: all_supported excludes such a list" {
      recording_group {
        resource_types = present()
      }
    }
  }

  resource "aws_config_configuration_recorder_status" {
    set {
      is_enabled = true
    }
  }

  impact {
    replacement = "None: the recorder is modified in place."
    cost        = "Each recorded change of a resource is charged, which is noticeable in busy accounts."
  }
}

control "ebs-encryption" {
  title    = "EBS volumes are encrypted"
  subject  = "encrypt the volumes"
  severity = "high"
  match    = ["EBS volumes are encrypted (AWS)"]
  kinds    = ["EBS", "EBSVolume", "EbsVolume", "Volume"]

  # Vanta's id of this test is not public.
  keywords = ["ebs volumes encrypted", "ebs volume encrypted", "ebs encrypted", "ebs volume encryption", "server volumes encrypted"]

  guidance = <<-EOT
    A volume cannot be encrypted where it is. A person makes a snapshot, copies it with encryption, and creates the volume
    from the copy. The root volume of an instance is root_block_device of aws_instance; instances of an auto scaling group
    get theirs from the launch template.
  EOT

  references {
    cis_aws = ["5.1.1"]
    fsbp    = ["EC2.3"]
    trivy   = ["AVD-AWS-0026", "AVD-AWS-0131", "AVD-AWS-0008"]
    checkov = ["CKV_AWS_3", "CKV_AWS_8"]
    kics    = ["ebs_volume_encryption_disabled", "ebs_volume_snapshot_not_encrypted", "block_device_is_not_encrypted", "ami_not_encrypted"]
    prowler = ["ec2_ebs_volume_encryption"]
  }

  resource "aws_ebs_volume" {
    set {
      encrypted = true
    }
  }

  resource "aws_instance" {
    also = ["aws_spot_instance_request"]

    set {
      root_block_device {
        encrypted = true
      }

      ebs_block_device "each" {
        encrypted = true
      }
    }

    exempt "the launch template decides about the volumes of the instance: it has to change instead" {
      launch_template {}
    }
  }

  # EC2 refuses the argument beside a snapshot, whose own state decides.
  resource "aws_launch_template" {
    repair "block_device_mappings" {
      reason = "the volume must be encrypted"

      when {
        ebs {
          encrypted   = not_one_of(true)
          snapshot_id = absent()
        }
      }

      set {
        ebs {
          encrypted = true
        }
      }
    }

    repair "block_device_mappings" {
      reason = "the snapshot that the volume is made from must be an encrypted copy"

      when {
        ebs {
          encrypted   = not_one_of(true)
          snapshot_id = present()
        }
      }

      set {
        ebs {
          encrypted = matches("^true$")
        }
      }
    }
  }

  resource "aws_launch_configuration" {
    set {
      root_block_device "each" {
        encrypted = true
      }
    }

    repair "ebs_block_device" {
      reason = "the volume must be encrypted"

      when {
        encrypted   = not_one_of(true)
        snapshot_id = absent()
      }

      set {
        encrypted = true
      }
    }

    repair "ebs_block_device" {
      reason = "the snapshot that the volume is made from must be an encrypted copy"

      when {
        encrypted   = not_one_of(true)
        snapshot_id = present()
      }

      set {
        encrypted = matches("^true$")
      }
    }
  }

  resource "aws_ami" {
    repair "ebs_block_device" {
      reason = "the volume must be encrypted"

      when {
        encrypted   = not_one_of(true)
        snapshot_id = absent()
      }

      set {
        encrypted = true
      }
    }

    repair "ebs_block_device" {
      reason = "the snapshot that the volume is made from must be an encrypted copy"

      when {
        encrypted   = not_one_of(true)
        snapshot_id = present()
      }

      set {
        encrypted = matches("^true$")
      }
    }
  }

  impact {
    availability = "The machine or the volume is gone until it is created anew; data that nobody copied is lost."
    replacement  = "Volumes, instances, images and launch configurations are destroyed and created anew. A launch template is not: it works on machines started later."
    cost         = "None with the key that AWS manages."

    attribute "encrypted" {
      replacement = true
      data_loss   = true
      downtime    = "until the volume is restored from an encrypted copy of its snapshot"
    }

    attribute "root_block_device.encrypted" {
      replacement = true
      data_loss   = true
      downtime    = "until the instance is created anew"
    }

    attribute "ebs_block_device.encrypted" {
      replacement = true
      data_loss   = true
      downtime    = "until the instance is created anew"
    }
  }
}

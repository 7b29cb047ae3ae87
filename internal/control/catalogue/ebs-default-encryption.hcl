control "ebs-default-encryption" {
  title    = "New EBS volumes are encrypted by default"
  subject  = "encrypt new volumes by default"
  severity = "medium"
  match    = ["EBS encryption is on by default in the region (AWS)", "EBS snapshots are encrypted"]
  kinds    = ["EBSSnapshot", "EbsSnapshot"]

  # Vanta's id of this test is not public.
  keywords = ["ebs encryption by default", "ebs default encryption", "ebs snapshots encrypted"]

  guidance = <<-EOT
    Each region has the switch once: a provider alias per region, or the region argument from provider 6.0 on. Snapshots
    that exist stay as they are; a person copies them with encryption and deletes the originals, or waits until they expire.
  EOT

  references {
    cis_aws = ["5.1.1"]
    fsbp    = ["EC2.7"]
    checkov = ["CKV_AWS_106"]
    kics    = ["ebs_default_encryption_disabled"]
    prowler = ["ec2_ebs_default_encryption"]
  }

  account "aws_ebs_encryption_by_default" {
    per = "region"

    set {
      enabled = or_absent(true)
    }

    new {
      enabled = true
    }
  }

  impact {
    availability = "Auto scaling groups that start shared images fail when their role may not use the KMS key."
    replacement  = "None: volumes and snapshots that exist stay as they are."
    cost         = "None with the key that AWS manages."
  }
}

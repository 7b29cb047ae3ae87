control "efs-encryption" {
  title    = "EFS file systems are encrypted at rest"
  subject  = "encrypt the file system"
  severity = "high"
  match    = ["EFS is encrypted at rest (AWS)"]
  kinds    = ["EFS", "EFSFileSystem", "EfsFileSystem", "FileSystem"]

  # Vanta's id of this test is not public.
  keywords = ["efs encrypted", "efs encryption", "elastic file system encrypted", "elastic file systems encrypted"]

  guidance = <<-EOT
    Encryption is chosen when a file system is created. A person makes a second, encrypted one, copies the files with
    DataSync or a restored backup, and moves the mount targets over before the first one goes.
  EOT

  references {
    cis_aws = ["2.3.1"]
    fsbp    = ["EFS.1"]
    trivy   = ["AVD-AWS-0037"]
    checkov = ["CKV_AWS_42", "CKV_AWS_184"]
    kics    = ["efs_not_encrypted"]
    prowler = ["efs_encryption_at_rest_enabled"]
  }

  resource "aws_efs_file_system" {
    set {
      encrypted = true
    }
  }

  # The module encrypts unless the call says otherwise.
  module "terraform-aws-modules/efs/aws" {
    set {
      encrypted = or_absent(true)
    }
  }

  impact {
    availability = "All files are lost unless they are copied first; mounts break until they point at the new file system."
    replacement  = "The file system is destroyed and created anew."
    cost         = "None with the key that AWS manages."

    attribute "encrypted" {
      replacement = true
      data_loss   = true
      downtime    = "until the files are copied back"
    }
  }
}

control "workspaces-encryption" {
  title    = "WorkSpaces encrypt both volumes"
  subject  = "encrypt both volumes"
  severity = "high"
  match    = ["WorkSpaces volumes are encrypted (AWS)"]
  kinds    = ["WorkSpaces", "Workspace"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["workspaces encryption", "workspaces encrypted", "workspaces volumes"]

  references {
    fsbp    = ["WorkSpaces.1", "WorkSpaces.2"]
    trivy   = ["AVD-AWS-0109"]
    checkov = ["CKV_AWS_155", "CKV_AWS_156"]
    kics    = ["workspaces_workspace_volume_not_encrypted"]
    prowler = ["workspaces_volume_encryption_enabled"]
  }

  # Without volume_encryption_key AWS uses alias/aws/workspaces.
  resource "aws_workspaces_workspace" {
    set {
      root_volume_encryption_enabled = true
      user_volume_encryption_enabled = true
    }
  }

  impact {
    availability = "The person cannot work until the new WorkSpace is ready, about twenty minutes."
    replacement  = "The WorkSpace is replaced."
    notes        = "Both volumes are lost: save the files of the user volume first."

    attribute "root_volume_encryption_enabled" {
      replacement = true
      data_loss   = true
    }

    attribute "user_volume_encryption_enabled" {
      replacement = true
      data_loss   = true
    }
  }
}

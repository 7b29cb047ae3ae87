control "neptune-iam-auth" {
  title    = "Neptune clusters require IAM authentication"
  subject  = "require IAM authentication"
  severity = "high"
  match    = ["Neptune uses IAM authentication (AWS)"]
  kinds    = ["Neptune", "NeptuneCluster"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["neptune iam"]

  references {
    fsbp    = ["Neptune.7"]
    checkov = ["CKV_AWS_359"]
    kics    = ["neptune_cluster_with_iam_database_authentication_disabled"]
    prowler = ["neptune_cluster_iam_authentication_enabled"]
  }

  resource "aws_neptune_cluster" {
    set {
      iam_database_authentication_enabled = true
    }
  }

  impact {
    availability = "Every client must sign its requests from then on: those that do not lose access at once."
    replacement  = "None: the cluster is modified in place."
  }
}

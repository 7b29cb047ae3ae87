control "dax-encryption" {
  title    = "DAX clusters are encrypted at rest"
  subject  = "encrypt at rest"
  severity = "high"
  match    = ["DAX clusters are encrypted (AWS)"]
  kinds    = ["DAX", "DAXCluster"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["dax encryption", "dax encrypted", "dax rest"]

  references {
    fsbp    = ["DynamoDB.3"]
    trivy   = ["AVD-AWS-0023"]
    checkov = ["CKV_AWS_47"]
    kics    = ["dax_cluster_not_encrypted"]
    prowler = ["dynamodb_accelerator_cluster_encryption_enabled"]
  }

  resource "aws_dax_cluster" {
    set {
      server_side_encryption {
        enabled = true
      }
    }
  }

  impact {
    availability = "There is no cache while the cluster is made anew, about ten minutes; clients that do not fall back to DynamoDB fail."
    replacement  = "The cluster is replaced. It holds copies only: nothing is lost."

    attribute "server_side_encryption.enabled" {
      replacement = true
    }
  }
}

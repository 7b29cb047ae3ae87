control "neptune-not-public" {
  title    = "Neptune instances are not public"
  subject  = "keep the instance private"
  severity = "critical"
  match    = ["Neptune instances are private (AWS)"]
  kinds    = ["Neptune", "NeptuneCluster", "NeptuneInstance"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["neptune public", "neptune publicly"]

  references {
    checkov = ["CKV_AWS_102"]
    kics    = ["neptune_cluster_instance_is_publicly_accessible"]
  }

  resource "aws_neptune_cluster_instance" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  impact {
    availability = "Clients outside the VPC lose access; the cluster fails over while its writer is replaced."
    replacement  = "The instance is replaced. The data stays in the volume of the cluster."

    attribute "publicly_accessible" {
      replacement = true
    }
  }
}
